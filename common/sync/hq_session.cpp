#include "common/sync/hq_session.h"

#include <algorithm>

namespace pareto::sync {
namespace {

constexpr std::uint32_t kRequestsMax = 16;
constexpr std::uint32_t kFrameMax = 1U << 20U;
constexpr std::uint32_t kFrameBeforeHelloMax = 64U << 10U;

tl::unexpected<Fault> broken(const char* how) {
    return fault(FaultCode::Corrupt, std::string{"sync: the terminal broke the protocol: "} + how);
}

std::vector<HqWork> one(HqWork work) {
    std::vector<HqWork> works;
    works.push_back(std::move(work));
    return works;
}

}  // namespace

HqSession::HqSession(SessionPeer peer, SteadyTime now) : peer_(std::move(peer)), heard_at_(now), opened_at_(now) {}

Result<std::vector<HqWork>> HqSession::on_frame(BytesView frame, SteadyTime now) {
    if (closing_) return std::vector<HqWork>{};
    PARETO_TRY(Message message, decode(frame));
    heard_at_ = now;
    if (std::holds_alternative<Ping>(message)) {
        send(Pong{});
        return std::vector<HqWork>{};
    }
    if (std::holds_alternative<Pong>(message)) return std::vector<HqWork>{};
    if (std::holds_alternative<Bye>(message)) {
        closing_ = true;
        return std::vector<HqWork>{};
    }
    if (!peer_.terminal) {
        auto* const enrol = std::get_if<EnrolRequest>(&message);
        if (enrol == nullptr || hello_seen_) return broken("without a certificate it may only enrol, once");
        hello_seen_ = true;
        return one(EnrolTerminal{std::move(*enrol)});
    }
    if (auto* const hello = std::get_if<Hello>(&message)) return on_hello(std::move(*hello));
    if (!welcomed_) return broken("a message before WELCOME");
    if (auto* const batch = std::get_if<Batch>(&message)) return on_batch(std::move(*batch));
    if (auto* const request = std::get_if<Request>(&message)) return on_request(std::move(*request));
    if (const auto* const ack = std::get_if<FeedAck>(&message)) {
        if (!feed_under_way_ || ack->cursor != feed_cursor_) return broken("an acknowledgement of no feed");
        feed_under_way_ = false;
        return read_feed_if_due();
    }
    return broken("a message that only HQ sends");
}

Result<std::vector<HqWork>> HqSession::on_hello(Hello hello) {
    if (hello_seen_) return broken("a second HELLO");
    if (hello.heads.empty()) return broken("HELLO without a journal");
    hello_seen_ = true;
    if (hello.version_min > kProtocolVersion || hello.version_max < kProtocolVersion) {
        say_bye("HQ speaks protocol version 1; this terminal needs another: update the older of the two");
        return std::vector<HqWork>{};
    }
    feed_cursor_ = hello.feed_cursor;
    feed_known_ = hello.feed_cursor;
    hello_term_ = hello.known_term;
    return one(OpenSession{std::move(hello)});
}

Result<std::vector<HqWork>> HqSession::on_batch(Batch batch) {
    if (batches_under_way_ >= kCredits) return broken("more batches under way than it had credits");
    if (batch.entries.empty() || batch.first < 1 || batch.registration < 1) return broken("an empty batch");
    if (batch.first > kSequenceMax - static_cast<Sequence>(batch.entries.size())) return broken("a sequence out of range");
    ++batches_under_way_;
    return one(IngestBatch{std::move(batch), session_token_});
}

std::vector<HqWork> HqSession::on_request(Request request) {
    if (!good_standing_ || requests_under_way_ >= kRequestsMax) {
        Response response;
        response.number = request.number;
        response.error = good_standing_ ? "too many requests under way" : "this terminal is not in good standing";
        send(response);
        return {};
    }
    ++requests_under_way_;
    return one(AnswerRequest{std::move(request)});
}

Result<void> HqSession::on_tick(SteadyTime now) {
    if (!hello_seen_ && now - opened_at_ >= kHelloWithin) return fault(FaultCode::Timeout, "sync: no HELLO within 5 s");
    if (now - heard_at_ >= kDead) return fault(FaultCode::Timeout, "sync: the terminal is silent");
    return {};
}

std::vector<HqWork> HqSession::on_opened(const OpenResult& result) {
    if (closing_) return {};
    if (!result.refusal.empty()) {
        say_bye(result.refusal);
        return {};
    }
    Welcome welcome = result.welcome;
    good_standing_ = welcome.standing == TerminalStanding::Good;
    welcome.credits = welcome.standing == TerminalStanding::CertificateExpired ? 0 : kCredits;
    session_token_ = welcome.session_token;
    welcomed_ = true;
    if (welcome.credits == 0) batches_under_way_ = kCredits;
    if (hello_term_ != welcome.term) feed_cursor_ = feed_known_ = 0;
    send(welcome);
    for (const Missing& missing : result.missing) send(missing);
    return read_feed_if_due();
}

void HqSession::on_ingested(const IngestResult& result) {
    if (closing_) return;
    switch (result.kind) {
        case IngestResult::Kind::Acked:
            --batches_under_way_;
            send(Ack{result.registration, result.sequence, result.hash, result.term, 1});
            if (result.forked) say_bye("this terminal's journal has two histories; it gets a new registration");
            return;
        case IngestResult::Kind::Gap:
            --batches_under_way_;
            send(Nack{result.registration, result.sequence});
            return;
        case IngestResult::Kind::Fenced: say_bye("another session of this terminal took over"); return;
        case IngestResult::Kind::Failed: say_bye("HQ cannot store entries now: " + result.detail); return;
    }
}

std::vector<HqWork> HqSession::read_feed_if_due() {
    if (closing_ || !good_standing_ || feed_under_way_ || (feed_caught_up_ && feed_end_ <= feed_cursor_)) return {};
    feed_under_way_ = true;
    feed_grew_ = false;
    return one(ReadFeed{feed_cursor_});
}

std::vector<HqWork> HqSession::on_feed_read(const Feed& feed) {
    if (closing_) return {};
    feed_cursor_ = feed.to;
    // A chunk is limited, so only a read that finds nothing shows that there is no more; and what the feed grew by
    // while this read was under way is still to be looked at.
    if (feed.to <= feed.from && !feed_grew_) {
        feed_caught_up_ = true;
        feed_end_ = feed.to;
    }
    if (!feed.changes.empty()) {
        // Between the terminal's cursor and feed.from there was nothing for its branch, so the chunk joins what it has.
        send(Feed{feed_known_, feed.to, feed.changes});
        feed_known_ = feed.to;
        return {};
    }
    // Nothing for this branch: the terminal need not hear of it, its own cursor may lag.
    feed_under_way_ = false;
    return read_feed_if_due();
}

std::vector<HqWork> HqSession::on_feed_grew(std::int64_t position) {
    feed_end_ = std::max(feed_end_, position);
    feed_grew_ = true;
    return welcomed_ ? read_feed_if_due() : std::vector<HqWork>{};
}

void HqSession::on_answered(const Response& response) {
    if (closing_) return;
    --requests_under_way_;
    send(response);
}

void HqSession::on_enrolled(const EnrolResponse& response) {
    send(response);
    closing_ = true;
}

std::vector<Bytes> HqSession::take_output() { return std::exchange(output_, {}); }

SteadyTime HqSession::next_deadline() const {
    return hello_seen_ ? heard_at_ + kDead : std::min(opened_at_ + kHelloWithin, heard_at_ + kDead);
}

std::uint32_t HqSession::frame_bytes_max() const { return welcomed_ ? kFrameMax : kFrameBeforeHelloMax; }

void HqSession::send(const Message& message) { output_.push_back(encode(message)); }

void HqSession::say_bye(std::string reason) {
    send(Bye{std::move(reason)});
    closing_ = true;
}

}  // namespace pareto::sync

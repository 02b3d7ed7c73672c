#include "common/sync/terminal_session.h"

#include <algorithm>

namespace pareto::sync {
namespace {

constexpr std::uint32_t kCreditsMax = 64;

tl::unexpected<Fault> broken(const char* how) {
    return fault(FaultCode::Corrupt, std::string{"sync: HQ broke the protocol: "} + how);
}

std::string_view alarm_of(TerminalStanding standing) {
    switch (standing) {
        case TerminalStanding::Good: return "";
        case TerminalStanding::Replaced: return "another device was enrolled as this terminal: enrol again";
        case TerminalStanding::Revoked: return "HQ revoked this terminal: what it sold is kept for review";
        case TerminalStanding::CertificateExpired: return "this terminal's certificate expired: a manager must approve its renewal";
    }
    return "";
}

}  // namespace

TerminalSession::TerminalSession(SyncJournal& journal, SteadyTime now)
    : journal_(journal), heard_at_(now), sent_at_(now) {
    const auto hello = journal_.hello();
    if (hello) {
        send(*hello);
        status_.feed_cursor = hello->feed_cursor;
    } else {
        status_.alarm = describe(hello.error());
    }
}

Result<void> TerminalSession::on_frame(BytesView frame, SteadyTime now) {
    PARETO_TRY(const Message message, decode(frame));
    heard_at_ = now;
    if (std::holds_alternative<Pong>(message)) return {};
    if (std::holds_alternative<Ping>(message)) {
        send(Pong{});
        return {};
    }
    if (const auto* const bye = std::get_if<Bye>(&message)) {
        status_.alarm = bye->reason;
        return fault(FaultCode::Unavailable, "HQ closed the session: " + bye->reason);
    }
    if (const auto* const welcome = std::get_if<Welcome>(&message)) return on_welcome(*welcome);
    if (!status_.welcomed) return broken("a message before WELCOME");
    if (const auto* const ack = std::get_if<Ack>(&message)) return on_ack(*ack);
    if (const auto* const nack = std::get_if<Nack>(&message)) return on_nack(*nack);
    if (const auto* const missing = std::get_if<Missing>(&message)) return journal_.restore_missing(*missing);
    if (const auto* const feed = std::get_if<Feed>(&message)) {
        if (feed->from != status_.feed_cursor && feed->from != 0) return broken("a feed that does not join the last one");
        PARETO_TRY_VOID(journal_.apply_feed(*feed));
        status_.feed_cursor = feed->to;
        send(FeedAck{feed->to});
        return {};
    }
    if (const auto* const response = std::get_if<Response>(&message)) {
        const auto waiting = waiting_.find(response->number);
        if (waiting == waiting_.end()) return broken("an answer to no request");
        const auto deliver = std::move(waiting->second);
        waiting_.erase(waiting);
        deliver(*response);
        return {};
    }
    return broken("a message that only terminals send");
}

Result<void> TerminalSession::on_welcome(const Welcome& welcome) {
    if (status_.welcomed) return broken("a second WELCOME");
    PARETO_TRY_VOID(journal_.record_welcome(welcome));
    status_.welcomed = true;
    status_.standing = welcome.standing;
    status_.alarm = alarm_of(welcome.standing);
    term_ = welcome.term;
    credits_ = std::min(welcome.credits, kCreditsMax);
    for (auto& request : std::exchange(before_welcome_, {})) send(request);
    PARETO_TRY_VOID(reload_heads(welcome));
    return pump();
}

Result<void> TerminalSession::reload_heads(const Welcome& welcome) {
    PARETO_TRY(const Hello hello, journal_.hello());
    const auto compared = [&](const Head& head) {
        return std::any_of(welcome.watermarks.begin(), welcome.watermarks.end(),
                           [&](const Watermark& watermark) { return watermark.registration == head.registration; });
    };
    outgoing_.clear();
    for (const Head& head : hello.heads) {
        // Acknowledged in full, but to an HQ of another term, which may have been restored to a time before that.
        const bool settled_with_another = head.acked == head.last && head.registration != hello.heads.back().registration;
        if (settled_with_another && !compared(head))
            return fault(FaultCode::Unavailable, "HQ was restored: older journals are compared in a new HELLO");
    }
    for (const Head& head : hello.heads) outgoing_.push_back({head.registration, head.acked + 1, head.acked, head.last});
    status_.feed_cursor = hello.feed_cursor;
    return {};
}

Result<void> TerminalSession::pump() {
    if (!status_.welcomed) return {};
    for (std::size_t i = 0; i < outgoing_.size(); ++i) {
        Outgoing& outgoing = outgoing_[i];
        const bool current = i + 1 == outgoing_.size();
        while (credits_ > 0 && (current || outgoing.next <= outgoing.last)) {
            PARETO_TRY(Batch batch, journal_.read(outgoing.registration, outgoing.next));
            if (batch.entries.empty()) break;
            outgoing.next += static_cast<Sequence>(batch.entries.size());
            outgoing.last = std::max(outgoing.last, outgoing.next - 1);
            --credits_;
            send(batch);
        }
        if (!current && outgoing.acked < outgoing.last) break;
    }
    status_.unacked = 0;
    for (const Outgoing& outgoing : outgoing_) status_.unacked += outgoing.last - outgoing.acked;
    return {};
}

Result<void> TerminalSession::on_ack(const Ack& ack) {
    const auto found = std::find_if(outgoing_.begin(), outgoing_.end(),
                                    [&](const Outgoing& outgoing) { return outgoing.registration == ack.registration; });
    if (found == outgoing_.end() || ack.sequence >= found->next || ack.term != term_) {
        status_.alarm = "HQ acknowledged what this terminal did not send";
        return broken("an ack of what was not sent");
    }
    auto recorded = journal_.record_ack(ack);
    if (!recorded) {
        if (recorded.error().code == FaultCode::Conflict) status_.alarm = "HQ acknowledged another history of this terminal";
        return recorded;
    }
    found->acked = std::max(found->acked, ack.sequence);
    credits_ = std::min(credits_ + ack.credits, kCreditsMax);
    return pump();
}

Result<void> TerminalSession::on_nack(const Nack& nack) {
    const auto found = std::find_if(outgoing_.begin(), outgoing_.end(),
                                    [&](const Outgoing& outgoing) { return outgoing.registration == nack.registration; });
    if (found == outgoing_.end() || nack.expected < 1 || nack.expected > found->next) return broken("a NACK of what was not sent");
    // HQ lacks what it acknowledged: only a new HELLO can settle what it still has.
    if (nack.expected <= found->acked) return fault(FaultCode::Conflict, "HQ lacks entries that it acknowledged");
    found->next = nack.expected;
    credits_ = std::min(credits_ + 1, kCreditsMax);
    return pump();
}

Result<void> TerminalSession::on_tick(SteadyTime now) {
    if (now - heard_at_ >= kDead) return fault(FaultCode::Timeout, "HQ is silent");
    if (now - sent_at_ >= kHeartbeat) {
        send(Ping{});
        sent_at_ = now;
    }
    return {};
}

void TerminalSession::request(decltype(Request::body) body, std::function<void(const Response&)> on_response) {
    const std::int64_t number = next_request_++;
    waiting_.emplace(number, std::move(on_response));
    Request request{number, std::move(body)};
    if (status_.welcomed) {
        send(request);
    } else {
        before_welcome_.push_back(std::move(request));
    }
}

std::vector<Bytes> TerminalSession::take_output() { return std::exchange(output_, {}); }

SteadyTime TerminalSession::next_deadline() const {
    return std::min(heard_at_ + kDead, sent_at_ + kHeartbeat);
}

void TerminalSession::send(const Message& message) { output_.push_back(encode(message)); }

std::chrono::milliseconds reconnect_delay(int attempt, std::uint64_t random) {
    constexpr std::int64_t kBase = 1'000;
    constexpr std::int64_t kCap = 30'000;
    std::int64_t bound = kBase;
    for (int i = 0; i < attempt && bound < kCap; ++i) bound *= 2;
    bound = std::min(bound, kCap);
    return std::chrono::milliseconds{static_cast<std::int64_t>(random % static_cast<std::uint64_t>(bound))};
}

}  // namespace pareto::sync

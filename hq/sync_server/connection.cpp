// The coroutines of a connection.
#include "hq/sync_server/connection.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/socket.h>

namespace pareto::hq::sync_server {
namespace {

namespace asio = boost::asio;
constexpr auto kOutcome = asio::as_tuple(asio::use_awaitable);
// A read that found no frame goes on; whether the terminal is silent for too long is the session's
// business.
constexpr std::chrono::milliseconds kReadFor{60'000};
constexpr std::chrono::milliseconds kLookAgain{10};

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};

template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

sync::SessionPeer session_peer(const net::PeerCertificate& certificate) {
    if (!certificate.present) return {};
    return {
        TerminalId{certificate.facts.subject.terminal_id}, certificate.expired, certificate.pem};
}

}  // namespace

Connection::Connection(Connections& server, std::uint64_t number, asio::ip::tcp::socket socket)
    : server_(server),
      number_(number),
      strand_(socket.get_executor()),
      socket_(std::move(socket)),
      output_ready_(strand_, asio::steady_timer::time_point::max()),
      tick_(strand_),
      may_read_(strand_) {}

void Connection::start() {
    asio::co_spawn(
        strand_, [self = shared_from_this()] { return self->run(); }, asio::detached);
}

asio::awaitable<void> Connection::run() {
    const auto self = shared_from_this();
    if (closed_) co_return;
    handshaking_ = socket_->native_handle();
    auto accepted = co_await net::FramedStream::accept(
        std::move(*socket_), server_.tls(), server_.limits().handshake);
    handshaking_ = -1;
    socket_.reset();
    if (closed_) co_return;
    if (!accepted) co_return close(accepted.error());
    stream_.emplace(std::move(*accepted));
    stream_->set_pace(server_.limits().pace);
    const net::PeerCertificate& certificate = stream_->peer();
    if (certificate.present && certificate.facts.subject.terminal_id == 0) {
        co_return close(Fault{FaultCode::Denied, "the certificate is not a terminal's"});
    }
    session_.emplace(session_peer(certificate), server_.now());
    asio::co_spawn(
        strand_, [self] { return self->write(); }, asio::detached);
    asio::co_spawn(
        strand_, [self] { return self->tick(); }, asio::detached);
    co_await read();
}

asio::awaitable<void> Connection::read() {
    while (!closed_) {
        if (!server_.may_read()) {
            may_read_.expires_after(kLookAgain);
            co_await may_read_.async_wait(kOutcome);
            continue;
        }
        auto frame = co_await stream_->read(kReadFor);
        if (closed_) co_return;
        if (!frame) {
            if (frame.error().code == FaultCode::Timeout) continue;
            co_return close(frame.error());
        }
        if (finishing_) continue;
        auto work = session_->on_frame(*frame, server_.now());
        if (!work) co_return close(work.error());
        do_work(std::move(*work), frame->size());
        flush();
    }
}

asio::awaitable<void> Connection::write() {
    const auto self = shared_from_this();
    while (!closed_) {
        std::vector<Bytes> frames = session_->take_output();
        if (frames.empty()) {
            if (session_->closing() || finishing_) co_return close(std::nullopt);
            output_ready_.expires_at(asio::steady_timer::time_point::max());
            co_await output_ready_.async_wait(kOutcome);
            continue;
        }
        const auto written = co_await stream_->write(std::move(frames), server_.limits().write);
        if (closed_) co_return;
        if (!written) co_return close(written.error());
    }
}

asio::awaitable<void> Connection::tick() {
    const auto self = shared_from_this();
    while (!closed_) {
        tick_.expires_at(session_->next_deadline());
        co_await tick_.async_wait(kOutcome);
        if (closed_) co_return;
        const auto alive = session_->on_tick(server_.now());
        if (!alive) co_return close(alive.error());
    }
}

template <typename Value, typename Then>
std::function<void(Result<Value>)> Connection::back_on_strand(Then then) {
    return [self = shared_from_this(), then = std::move(then)](Result<Value> result) {
        asio::post(self->strand_, [self, then, result = std::move(result)] {
            if (self->closed_) return;
            if (!result) return self->close(result.error());
            then(*result);
            self->flush();
        });
    };
}

void Connection::do_work(std::vector<sync::HqWork> work, std::size_t frame_bytes) {
    for (sync::HqWork& item : work) {
        const TerminalId terminal = session_->peer().terminal;
        std::visit(
            Overload{
                [&](sync::OpenSession& open) { open_session(std::move(open)); },
                [&](sync::IngestBatch& batch) { ingest(std::move(batch), frame_bytes); },
                [&](sync::ReadFeed& feed) {
                    server_.database().read_feed(
                        terminal,
                        feed.cursor,
                        back_on_strand<sync::Feed>([this](const sync::Feed& chunk) {
                            do_work(session_->on_feed_read(chunk), 0);
                        }));
                },
                [&](sync::AnswerRequest& request) {
                    server_.database().answer(
                        terminal,
                        std::move(request.request),
                        back_on_strand<sync::Response>([this](const sync::Response& response) {
                            session_->on_answered(response);
                        }));
                },
                [&](sync::EnrolTerminal& enrol) {
                    server_.database().enrol(std::move(enrol.request),
                                             back_on_strand<sync::EnrolResponse>(
                                                 [this](const sync::EnrolResponse& response) {
                                                     session_->on_enrolled(response);
                                                 }));
                },
            },
            item);
    }
}

void Connection::open_session(sync::OpenSession work) {
    server_.database().open_session(
        session_->peer(),
        std::move(work.hello),
        back_on_strand<sync::OpenResult>([this](const sync::OpenResult& result) {
            auto next = session_->on_opened(result);
            // The read that waits for the first batch began before the welcome.
            stream_->set_frame_bytes_max(session_->frame_bytes_max());
            good_standing_ = result.welcome.standing == sync::TerminalStanding::Good;
            if (session_->welcomed() && !told_welcomed_) {
                told_welcomed_ = true;
                server_.welcomed(number_);
            }
            do_work(std::move(next), 0);
        }));
}

void Connection::ingest(sync::IngestBatch work, std::size_t frame_bytes) {
    const auto bytes = static_cast<std::int64_t>(frame_bytes);
    server_.add_waiting_bytes(bytes);
    auto back = back_on_strand<sync::IngestResult>(
        [this](const sync::IngestResult& result) { session_->on_ingested(result); });
    server_.database().ingest(
        BatchWork{session_->peer().terminal, work.session_token, std::move(work.batch)},
        [server = &server_, bytes, back = std::move(back)](Result<sync::IngestResult> result) {
            server->add_waiting_bytes(-bytes);
            back(std::move(result));
        });
}

// Wakes the writer; it looks for output itself.
void Connection::flush() {
    output_ready_.cancel();
}

void Connection::close(const std::optional<Fault>& why) {
    if (closed_) return;
    closed_ = true;
    if (stream_) stream_->close();
    // The handshake cannot be cancelled, but it ends with its connection.
    if (handshaking_ >= 0) ::shutdown(handshaking_, SHUT_RDWR);
    if (socket_ && handshaking_ < 0) {
        boost::system::error_code ignored;
        socket_->close(ignored);
    }
    output_ready_.cancel();
    tick_.cancel();
    may_read_.cancel();
    server_.closed(number_, why);
}

void Connection::close_from_outside(Fault why) {
    asio::post(strand_, [self = shared_from_this(), why = std::move(why)] { self->close(why); });
}

void Connection::finish_from_outside() {
    asio::post(strand_, [self = shared_from_this()] {
        if (self->closed_) return;
        if (!self->session_) return self->close(std::nullopt);
        self->finishing_ = true;
        self->flush();
    });
}

void Connection::feed_grew(std::int64_t position) {
    asio::post(strand_, [self = shared_from_this(), position] {
        if (self->closed_ || !self->session_) return;
        self->do_work(self->session_->on_feed_grew(position), 0);
        self->flush();
    });
}

void Connection::check_states(std::shared_ptr<const StatesByTerminal> states) {
    asio::post(strand_, [self = shared_from_this(), states = std::move(states)] {
        if (self->closed_ || !self->told_welcomed_) return;
        const auto found = states->find(self->session_->peer().terminal.value);
        const bool enrolled = found != states->end() && found->second.enrolled;
        if (found != states->end() &&
            self->session_->session_token() < found->second.session_token) {
            return self->close(
                Fault{FaultCode::Denied, "another session of this terminal took over"});
        }
        // A terminal that was welcomed in bad standing stays: its entries are kept.
        if (self->good_standing_ && !enrolled)
            self->close(Fault{FaultCode::Denied, "the terminal was revoked or replaced"});
    });
}

}  // namespace pareto::hq::sync_server

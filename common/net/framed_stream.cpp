#include "common/net/framed_stream.h"

#include <algorithm>
#include <utility>

#include <openssl/err.h>

#include "common/base/check.h"
#include "common/net/dial.h"
#include "common/net/stream_state.h"

namespace pareto::net {
namespace {

using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kHandshakeTimeout{10'000};
constexpr std::chrono::milliseconds kLingerTimeout{1'000};

Clock::time_point deadline_after(std::chrono::milliseconds timeout) {
    return Clock::now() + std::min(timeout, std::chrono::milliseconds{std::chrono::hours{24}});
}

/// A write that is unwound before its end (its coroutine was cancelled) may have sent half a frame:
/// nothing can follow.
template <typename State>
class HalfWritten {
public:
    explicit HalfWritten(State& state) : state_(state) {}

    ~HalfWritten() {
        if (!settled_) state_.close({FaultCode::Unavailable, "a write was broken off"});
    }

    HalfWritten(const HalfWritten&) = delete;
    HalfWritten& operator=(const HalfWritten&) = delete;

    void settle() { settled_ = true; }

private:
    State& state_;
    bool settled_ = false;
};

}  // namespace

asio::awaitable<Result<void>> FramedStream::State::handshake(Self self,
                                                             Clock::time_point deadline) {
    while (true) {
        ERR_clear_error();
        const Tried tried = self->interpret(SSL_do_handshake(self->ssl.get()));
        if (tried.failure) {
            const Fault why = explain_handshake(*self->notes, *tried.failure);
            const bool refused =
                self->side == TlsSide::Server && self->notes->verify_error != X509_V_OK;
            if (refused) co_await linger(self, std::min(deadline, Clock::now() + kLingerTimeout));
            self->close(why);
            co_return unexpected{why};
        }
        if (tried.want == Want::Nothing) break;
        const Woken woken = co_await wait(self, self->reader, tried.want, deadline);
        if (woken == Woken::Ready) continue;
        const Fault why = woken == Woken::Expired
                              ? Fault{FaultCode::Timeout, "the handshake took too long"}
                              : Fault{FaultCode::Unavailable, "the handshake was cancelled"};
        self->close(why);
        co_return unexpected{why};
    }
    self->may_say_farewell = true;
    auto peer = peer_certificate(self->ssl.get(), *self->notes);
    if (!peer) {
        self->close(peer.error());
        co_return unexpected{peer.error()};
    }
    self->peer = std::move(*peer);
    self->notes.reset();
    co_return Result<void>{};
}

asio::awaitable<Result<Bytes>> FramedStream::State::read(Self self, Clock::time_point deadline) {
    const Turn turn{self->reader};
    while (true) {
        auto frame = self->take();
        if (!frame) co_return unexpected{std::move(frame).error()};
        if (*frame) co_return std::move(**frame);

        const Tried tried = self->receive();
        if (tried.failure) {
            const Fault why = explain_traffic(self->side, *tried.failure);
            self->may_say_farewell =
                tried.failure->ssl_error == SSL_ERROR_ZERO_RETURN && !self->write_fault;
            self->close(why);
            co_return unexpected{why};
        }
        if (tried.want == Want::Nothing) {
            self->reader.without_waiting += tried.bytes;
            if (self->reader.without_waiting >= kBytesPerTurn) co_await pause(self, self->reader);
            continue;
        }
        const auto frame_deadline = self->frame_deadline();
        const Woken woken =
            co_await wait(self, self->reader, tried.want, std::min(deadline, frame_deadline));
        if (woken == Woken::Cancelled)
            co_return fault(FaultCode::Unavailable, "the read was cancelled");
        if (woken != Woken::Expired) continue;
        if (Clock::now() < frame_deadline)
            co_return fault(FaultCode::Timeout, "no frame arrived in time");
        self->close({FaultCode::Unavailable, "the peer sends a frame too slowly"});
    }
}

asio::awaitable<Result<void>> FramedStream::State::write(Self self,
                                                         std::vector<Bytes> frames,
                                                         Clock::time_point deadline) {
    const Turn turn{self->writer};
    HalfWritten half_written{*self};
    FrameJoiner joiner{std::move(frames)};
    Bytes piece;
    while (joiner.next(piece, kRecordBytes)) {
        Result<void> sent = co_await send_piece(self, piece, deadline);
        if (!sent) {
            half_written.settle();
            co_return sent;
        }
        self->writer.without_waiting += piece.size();
        if (self->writer.without_waiting >= kBytesPerTurn) co_await pause(self, self->writer);
    }
    half_written.settle();
    co_return Result<void>{};
}

asio::awaitable<Result<void>> FramedStream::State::send_piece(Self self,
                                                              const Bytes& piece,
                                                              Clock::time_point deadline) {
    while (true) {
        if (self->closed) co_return self->closed_fault();
        if (self->write_fault) co_return unexpected{*self->write_fault};
        const Tried tried = self->send(piece);
        if (tried.failure) {
            // What the peer sent before it went away, perhaps why, is still there for the reader.
            self->write_fault = explain_traffic(self->side, *tried.failure);
            self->may_say_farewell = false;
            continue;
        }
        if (tried.want == Want::Nothing) co_return Result<void>{};
        const Woken woken = co_await wait(self, self->writer, tried.want, deadline);
        if (woken == Woken::Ready || woken == Woken::Closed) continue;
        const Fault why = woken == Woken::Expired
                              ? Fault{FaultCode::Timeout, "the peer takes our frames too slowly"}
                              : Fault{FaultCode::Unavailable, "the write was cancelled"};
        self->close(why);
        co_return unexpected{why};
    }
}

/// At once, not in a coroutine: the context need not live until the coroutine runs.
Result<FramedStream::State::Begun> FramedStream::State::begin(TlsContext& context) {
    Begun begun{std::make_unique<HandshakeNotes>(), nullptr};
    PARETO_TRY(begun.ssl, begin_connection(context.state(), *begun.notes));
    return begun;
}

asio::awaitable<Result<FramedStream>> FramedStream::State::establish(
    asio::ip::tcp::socket connected, Begun begun, Clock::time_point deadline) {
    const auto state = std::make_shared<State>(std::move(connected));
    state->side = begun.notes->side;
    state->notes = std::move(begun.notes);
    state->ssl = std::move(begun.ssl);
    error_code error;
    state->socket.native_non_blocking(true, error);
    state->end.socket = state->socket.native_handle();
    BioHandle bio = make_socket_bio(state->end);
    if (error || !bio) co_return fault(FaultCode::Unavailable, "cannot use the socket");
    BIO* const raw = bio.release();
    SSL_set_bio(state->ssl.get(), raw, raw);
    auto done = co_await handshake(state, deadline);
    if (!done) co_return unexpected{std::move(done).error()};
    co_return FramedStream{state};
}

asio::awaitable<Result<FramedStream>> FramedStream::State::connect(std::string host,
                                                                   std::uint16_t port,
                                                                   Result<Begun> begun,
                                                                   Clock::time_point deadline) {
    if (!begun) co_return unexpected{std::move(begun).error()};
    auto connected = co_await dial(std::move(host), port, deadline);
    if (!connected) co_return unexpected{std::move(connected).error()};
    const auto handshake_deadline = std::min(deadline, Clock::now() + kHandshakeTimeout);
    co_return co_await establish(std::move(*connected), std::move(*begun), handshake_deadline);
}

asio::awaitable<Result<FramedStream>> FramedStream::State::accept(asio::ip::tcp::socket connected,
                                                                  Result<Begun> begun,
                                                                  Clock::time_point deadline) {
    if (!begun) co_return unexpected{std::move(begun).error()};
    set_options(connected);
    co_return co_await establish(std::move(connected), std::move(*begun), deadline);
}

asio::awaitable<Result<FramedStream>> FramedStream::connect(std::string host,
                                                            std::uint16_t port,
                                                            TlsContext& context,
                                                            std::chrono::milliseconds timeout) {
    return State::connect(std::move(host), port, State::begin(context), deadline_after(timeout));
}

asio::awaitable<Result<FramedStream>> FramedStream::accept(asio::ip::tcp::socket socket,
                                                           TlsContext& context,
                                                           std::chrono::milliseconds timeout) {
    return State::accept(std::move(socket), State::begin(context), deadline_after(timeout));
}

asio::awaitable<Result<Bytes>> FramedStream::read(std::chrono::milliseconds timeout) {
    return State::read(state_, deadline_after(timeout));
}

void FramedStream::set_frame_bytes_max(std::uint32_t bytes) {
    PARETO_CHECK(bytes <= kFrameBytesMax);
    state_->frame_bytes_max = bytes;
}

asio::awaitable<Result<void>> FramedStream::write(std::vector<Bytes> frames,
                                                  std::chrono::milliseconds timeout) {
    return State::write(state_, std::move(frames), deadline_after(timeout));
}

bool FramedStream::receiving() const {
    return !state_->incoming.empty();
}

void FramedStream::set_pace(const Pace& pace) {
    state_->pace = pace;
}

const PeerCertificate& FramedStream::peer() const {
    return state_->peer;
}

void FramedStream::close() noexcept {
    state_->close({FaultCode::Unavailable, "closed by this side"});
}

asio::any_io_executor FramedStream::executor() {
    return state_->socket.get_executor();
}

FramedStream::FramedStream(std::shared_ptr<State> state) : state_(std::move(state)) {}

FramedStream::FramedStream(FramedStream&&) noexcept = default;

FramedStream& FramedStream::operator=(FramedStream&& other) noexcept {
    if (this != &other) {
        if (state_) close();
        state_ = std::move(other.state_);
    }
    return *this;
}

FramedStream::~FramedStream() {
    if (state_) close();
}

}  // namespace pareto::net

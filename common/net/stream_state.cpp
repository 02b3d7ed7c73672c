#include "common/net/stream_state.h"

#include <array>
#include <cerrno>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>
#include <sys/socket.h>

namespace pareto::net {
namespace {

using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kLingerBytesMax = 64U << 10U;

}  // namespace

Tried FramedStream::State::interpret(int result) {
    if (result == 1) return {};
    switch (SSL_get_error(ssl.get(), result)) {
        case SSL_ERROR_WANT_READ:
            return {Want::Readable, 0, std::nullopt};
        case SSL_ERROR_WANT_WRITE:
            return {Want::Writable, 0, std::nullopt};
        default:
            return {Want::Nothing, 0, take_failure(ssl.get(), result, end.error)};
    }
}

/// Reads one record into `incoming`. The 16 KiB it needs stand on the stack, not in the coroutine,
/// which an idle connection keeps.
Tried FramedStream::State::receive() {
    std::array<char, kRecordBytes> bytes;
    std::size_t count = 0;
    ERR_clear_error();
    Tried tried = interpret(SSL_read_ex(ssl.get(), bytes.data(), bytes.size(), &count));
    if (count > 0) {
        fed_at = Clock::now();
        if (incoming.empty()) frame_began = fed_at;
        incoming.feed({bytes.data(), count});
        tried.bytes = count;
    }
    return tried;
}

Tried FramedStream::State::send(const Bytes& piece) {
    ERR_clear_error();
    std::size_t count = 0;
    Tried tried = interpret(SSL_write_ex(ssl.get(), piece.data(), piece.size(), &count));
    tried.bytes = count;
    return tried;
}

/// Asks the socket for one notice; a notice that is still outstanding from an earlier wait serves
/// as well.
void FramedStream::State::arm(Want want) {
    if (want == Want::Readable && !notice_readable) {
        notice_readable = true;
        socket.async_wait(asio::ip::tcp::socket::wait_read,
                          [self = shared_from_this()](const error_code&) {
                              self->notice_readable = false;
                              self->wake(Want::Readable);
                          });
    }
    if (want == Want::Writable && !notice_writable) {
        notice_writable = true;
        socket.async_wait(asio::ip::tcp::socket::wait_write,
                          [self = shared_from_this()](const error_code&) {
                              self->notice_writable = false;
                              self->wake(Want::Writable);
                          });
    }
}

void FramedStream::State::wake(Want ready) {
    for (Party* const party : {&reader, &writer}) {
        if (party->want != ready) continue;
        party->woken = true;
        party->timer.cancel();
    }
}

void FramedStream::State::close(Fault why) noexcept {
    if (closed) return;
    closed = std::move(why);
    if (may_say_farewell) {
        // Tells the peer that the end is meant. Best effort: the socket does not block.
        ERR_clear_error();
        SSL_shutdown(ssl.get());
        ERR_clear_error();
    }
    error_code ignored;
    socket.close(ignored);
    reader.timer.cancel();
    writer.timer.cancel();
}

tl::unexpected<Fault> FramedStream::State::closed_fault() const {
    return fault(FaultCode::Unavailable, "the connection is closed: " + closed->detail);
}

Clock::time_point FramedStream::State::frame_deadline() const {
    if (incoming.empty()) return Clock::time_point::max();
    return frame_began + time_allowed(pace, incoming.length());
}

Result<std::optional<Bytes>> FramedStream::State::take() {
    if (closed) return closed_fault();
    auto frame = incoming.take(frame_bytes_max);
    if (!frame) close(frame.error());
    // What stands behind a frame came with the bytes that completed it.
    if (frame && *frame) frame_began = fed_at;
    return frame;
}

/// Lets the other coroutines of this thread go on: this one has moved much without having had to
/// wait.
asio::awaitable<void> FramedStream::State::pause(Self self, Party& party) {
    party.without_waiting = 0;
    co_await asio::post(self->socket.get_executor(), asio::use_awaitable);
}

asio::awaitable<Woken> FramedStream::State::wait(Self self,
                                                 Party& party,
                                                 Want want,
                                                 Clock::time_point limit) {
    party.without_waiting = 0;
    if (Clock::now() >= limit) co_return Woken::Expired;
    party.want = want;
    party.woken = false;
    self->arm(want);
    party.timer.expires_at(limit);
    co_await party.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    party.want = Want::Nothing;
    if (self->closed) co_return Woken::Closed;
    if (party.woken) co_return Woken::Ready;
    co_return Clock::now() >= limit ? Woken::Expired : Woken::Cancelled;
}

/// After a refused handshake: lets the peer read the alert that says why. Closing with its bytes
/// unread would make the kernel reset the connection and could lose the alert.
asio::awaitable<void> FramedStream::State::linger(Self self, Clock::time_point limit) {
    error_code error;
    self->socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    std::size_t discarded = 0;
    while (!error && discarded < kLingerBytesMax) {
        std::array<char, 512> bytes;
        const auto count = ::recv(self->end.socket, bytes.data(), bytes.size(), 0);
        if (count > 0) {
            discarded += static_cast<std::size_t>(count);
            continue;
        }
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) break;
        if (co_await wait(self, self->reader, Want::Readable, limit) != Woken::Ready) break;
    }
}

}  // namespace pareto::net

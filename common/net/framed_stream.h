// One TLS 1.3 connection carrying frames: a u32 big-endian length, then that many bytes, at most
// kFrameBytesMax.
//
// Coroutines over Boost.Asio; every operation has a deadline. Nothing of the peer's bytes is looked
// at here beyond the length: what a frame means is the business of common/sync.
//
// One coroutine may read while another writes. All of them, and close(), run on the executor of the
// stream: give the socket a strand where several threads run the io_context. Errors are results;
// the one thing that may be thrown is Asio's operation_aborted, into a coroutine that was itself
// cancelled from outside.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/net/frame_buffer.h"
#include "common/net/tls.h"

namespace pareto::net {

class FramedStream {
public:
    /// Client: connects, sets TCP_NODELAY and TCP_USER_TIMEOUT (30 s), handshakes (10 s), checks
    /// HQ's certificate against `context`. The fault names the cause (clock problem, unknown
    /// authority, refused, unreachable). A server that refuses this client's certificate says so
    /// only after the handshake, which in TLS 1.3 is over for the client first: the first read is
    /// then Denied.
    [[nodiscard]] static boost::asio::awaitable<Result<FramedStream>> connect(
        std::string host,
        std::uint16_t port,
        TlsContext& context,
        std::chrono::milliseconds timeout);
    /// Server: handshakes an accepted socket within `timeout`.
    [[nodiscard]] static boost::asio::awaitable<Result<FramedStream>> accept(
        boost::asio::ip::tcp::socket socket,
        TlsContext& context,
        std::chrono::milliseconds timeout);

    /// The next frame. Timeout when nothing complete arrived in `timeout`: the stream stays usable
    /// and keeps the bytes that came, so the caller can go on reading. Every other fault is final:
    /// Corrupt for a longer frame than allowed; Unavailable when the peer closed or sent slower than
    /// the pace allows; Denied when the peer refused our certificate. Frames that had arrived whole
    /// before the peer closed are returned first.
    [[nodiscard]] boost::asio::awaitable<Result<Bytes>> read(std::chrono::milliseconds timeout);
    /// How long a frame may be from now on, for a read under way too: kFrameBytesBeforeHello at
    /// first, at most kFrameBytesMax.
    void set_frame_bytes_max(std::uint32_t bytes);
    /// Writes several frames with as few system calls as may be; each at most kFrameBytesMax. A
    /// fault may leave half a frame sent, so it is final for writing. After Timeout the stream is
    /// closed; after Unavailable what the peer sent before (why it closed, perhaps) can still be
    /// read.
    [[nodiscard]] boost::asio::awaitable<Result<void>> write(std::vector<Bytes> frames,
                                                             std::chrono::milliseconds timeout);
    /// Whether part of a frame has arrived: tells a slow link from a silent one after a read's
    /// Timeout.
    [[nodiscard]] bool receiving() const;
    /// How slowly a frame may arrive from now on.
    void set_pace(const Pace& pace);
    /// The peer's certificate as the handshake accepted it.
    [[nodiscard]] const PeerCertificate& peer() const;
    /// Closes the socket at once; pending operations end with Unavailable. Call on the stream's
    /// executor. What the peer has not yet received may be lost with it: after a last word, read
    /// until the peer closes.
    void close() noexcept;
    [[nodiscard]] boost::asio::any_io_executor executor();

    /// Operations under way survive a move. Destroying the stream closes it and ends them with
    /// Unavailable.
    FramedStream(FramedStream&&) noexcept;
    FramedStream& operator=(FramedStream&&) noexcept;
    ~FramedStream();

    struct State;

private:
    explicit FramedStream(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace pareto::net

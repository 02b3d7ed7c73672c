// What a FramedStream is inside: the socket, OpenSSL's connection on it, and the two coroutines
// that may be under way. Internal to this folder.
//
// How it works: the socket is non-blocking and OpenSSL reads and writes it directly (socket_bio.h).
// A coroutine tries; when OpenSSL would have to wait, the coroutine asks to be told when the socket
// is ready and waits on its own timer, which the notice cancels. So a deadline ends only the
// waiting: no OpenSSL call is ever under way then, nothing that arrived is lost, and a reader that
// gives up never disturbs the writer. Beside asio::ssl::stream this saves two buffers and a pair of
// BIOs, some 50 kB for each idle connection.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "common/base/check.h"
#include "common/net/framed_stream.h"
#include "common/net/socket_bio.h"
#include "common/net/tls_connection.h"

namespace pareto::net {

namespace asio = boost::asio;

enum class Want { Nothing, Readable, Writable };
enum class Woken { Ready, Expired, Closed, Cancelled };

/// The reader or the writer: at most one coroutine each.
struct Party {
    explicit Party(const asio::any_io_executor& executor) : timer(executor) {}

    asio::steady_timer timer;
    Want want = Want::Nothing;
    bool woken = false;
    bool busy = false;
    std::size_t without_waiting = 0;  ///< bytes moved since it last let others go on
};

/// Two coroutines in one direction would mix their frames: a bug.
class Turn {
public:
    explicit Turn(Party& party) : party_(party) {
        PARETO_CHECK(!party_.busy);
        party_.busy = true;
    }

    ~Turn() { party_.busy = false; }

    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    Party& party_;
};

/// After so many bytes without waiting a coroutine lets the others of its thread go on.
inline constexpr std::size_t kBytesPerTurn = 256U << 10U;
/// What one TLS record holds.
inline constexpr std::size_t kRecordBytes = 16U << 10U;

/// What one try of an OpenSSL call came to.
struct Tried {
    Want want = Want::Nothing;  ///< what to wait for before the next try; Nothing = done or failed
    std::size_t bytes = 0;
    std::optional<TlsFailure> failure;
};

struct FramedStream::State : std::enable_shared_from_this<State> {
    using Self = std::shared_ptr<State>;
    using Clock = std::chrono::steady_clock;

    /// A connection that is begun but has no socket yet.
    struct Begun {
        std::unique_ptr<HandshakeNotes> notes;
        SslHandle ssl;
    };

    explicit State(asio::ip::tcp::socket connected)
        : socket(std::move(connected)),
          reader(socket.get_executor()),
          writer(socket.get_executor()) {}

    [[nodiscard]] Tried interpret(int result);
    [[nodiscard]] Tried receive();
    [[nodiscard]] Tried send(const Bytes& piece);
    void arm(Want want);
    void wake(Want ready);
    void close(Fault why) noexcept;
    [[nodiscard]] tl::unexpected<Fault> closed_fault() const;
    [[nodiscard]] Clock::time_point frame_deadline() const;
    /// The next frame that has arrived whole, nothing when there is none, or why there will be
    /// none.
    [[nodiscard]] Result<std::optional<Bytes>> take();

    [[nodiscard]] static Result<Begun> begin(TlsContext& context);
    [[nodiscard]] static asio::awaitable<Result<FramedStream>> connect(std::string host,
                                                                       std::uint16_t port,
                                                                       Result<Begun> begun,
                                                                       Clock::time_point deadline);
    [[nodiscard]] static asio::awaitable<Result<FramedStream>> accept(
        asio::ip::tcp::socket connected, Result<Begun> begun, Clock::time_point deadline);
    [[nodiscard]] static asio::awaitable<Result<FramedStream>> establish(
        asio::ip::tcp::socket connected, Begun begun, Clock::time_point deadline);
    static asio::awaitable<void> pause(Self self, Party& party);
    [[nodiscard]] static asio::awaitable<Woken> wait(Self self,
                                                     Party& party,
                                                     Want want,
                                                     Clock::time_point limit);
    static asio::awaitable<void> linger(Self self, Clock::time_point limit);
    [[nodiscard]] static asio::awaitable<Result<void>> handshake(Self self,
                                                                 Clock::time_point deadline);
    [[nodiscard]] static asio::awaitable<Result<Bytes>> read(Self self,
                                                             Clock::time_point deadline);
    [[nodiscard]] static asio::awaitable<Result<void>> send_piece(Self self,
                                                                  const Bytes& piece,
                                                                  Clock::time_point deadline);
    [[nodiscard]] static asio::awaitable<Result<void>> write(Self self,
                                                             std::vector<Bytes> frames,
                                                             Clock::time_point deadline);

    asio::ip::tcp::socket socket;
    SocketEnd end;
    std::unique_ptr<HandshakeNotes> notes;  ///< only until the handshake is over
    TlsSide side = TlsSide::Server;
    SslHandle ssl;                  ///< after what it uses
    bool may_say_farewell = false;  ///< the handshake is over and OpenSSL has not failed
    std::optional<Fault> closed;
    std::optional<Fault> write_fault;
    bool notice_readable = false;  ///< a notice is asked for and has not come
    bool notice_writable = false;
    Party reader;
    Party writer;
    Pace pace;
    std::uint32_t frame_bytes_max = kFrameBytesBeforeHello;
    FrameBuffer incoming;
    Clock::time_point fed_at;       ///< when bytes last arrived
    Clock::time_point frame_began;  ///< when the first byte of the frame in `incoming` arrived
    PeerCertificate peer;
};

}  // namespace pareto::net

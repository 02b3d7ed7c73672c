// One terminal's connection: the stream, the session, and three coroutines (read, write, tick) on
// one strand.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/net/framed_stream.h"
#include "common/sync/hq_session.h"
#include "hq/sync_server/sync_server.h"

namespace pareto::hq::sync_server {

/// What a connection needs of the server. Callable from any thread.
class Connections {
public:
    virtual ~Connections() = default;
    virtual net::TlsContext& tls() = 0;
    [[nodiscard]] virtual const Limits& limits() const = 0;
    [[nodiscard]] virtual SteadyTime now() const = 0;
    virtual DatabaseThread& database() = 0;
    /// HELLO was answered: no stranger any more.
    virtual void welcomed(std::uint64_t number) = 0;
    virtual void closed(std::uint64_t number, const std::optional<Fault>& why) = 0;
    virtual void add_waiting_bytes(std::int64_t bytes) = 0;
    [[nodiscard]] virtual bool may_read() const = 0;
};

using StatesByTerminal = std::unordered_map<std::int64_t, TerminalState>;

class Connection : public std::enable_shared_from_this<Connection> {
public:
    /// The socket's executor is a strand; everything but the constructor runs on it.
    Connection(Connections& server, std::uint64_t number, boost::asio::ip::tcp::socket socket);

    void start();
    /// From any thread: closes at once.
    void close_from_outside(Fault why);
    /// From any thread: what was put out is still written, then the connection closes.
    void finish_from_outside();
    /// From any thread: the feed reaches `position`.
    void feed_grew(std::int64_t position);
    /// From any thread: closes when the session is not what the books say any more.
    void check_states(std::shared_ptr<const StatesByTerminal> states);

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> read();
    boost::asio::awaitable<void> write();
    boost::asio::awaitable<void> tick();

    void do_work(std::vector<sync::HqWork> work, std::size_t frame_bytes);
    void open_session(sync::OpenSession work);
    void ingest(sync::IngestBatch work, std::size_t frame_bytes);
    /// Runs `then` on the strand with the result, unless the connection is over; a fault closes it.
    template <typename Value, typename Then>
    std::function<void(Result<Value>)> back_on_strand(Then then);
    void flush();
    void close(const std::optional<Fault>& why);

    Connections& server_;
    std::uint64_t number_;
    boost::asio::any_io_executor strand_;
    std::optional<boost::asio::ip::tcp::socket> socket_;  ///< until the handshake
    int handshaking_ = -1;                                ///< the descriptor during the handshake
    std::optional<net::FramedStream> stream_;
    std::optional<sync::HqSession> session_;
    boost::asio::steady_timer output_ready_;
    boost::asio::steady_timer tick_;
    boost::asio::steady_timer may_read_;
    bool told_welcomed_ = false;
    bool good_standing_ = false;
    bool finishing_ = false;
    bool closed_ = false;
};

}  // namespace pareto::hq::sync_server

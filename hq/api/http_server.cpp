// The web port on Beast and Asio.
#include "hq/api/http_server.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "common/log/log.h"
#include "hq/api/http_message.h"

namespace pareto::hq::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<beast::tcp_stream>;
using Parser = RequestParser;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kAcceptAgain{100};
constexpr std::chrono::seconds kFarewell{5};

beast::tcp_stream& lowest(beast::tcp_stream& stream) {
    return stream;
}

beast::tcp_stream& lowest(TlsStream& stream) {
    return stream.next_layer();
}

}  // namespace

class HttpServer::Core final : public std::enable_shared_from_this<Core> {
public:
    Core(HttpServerOptions options, HttpHandler handler, std::unique_ptr<asio::ssl::context> tls)
        : options_(std::move(options)),
          handler_(std::move(handler)),
          tls_(std::move(tls)),
          acceptor_(asio::make_strand(io_)),
          pool_(options_.limits.threads) {}

    [[nodiscard]] Result<void> listen();
    void run();
    void stop();
    [[nodiscard]] std::string address() const;

    [[nodiscard]] std::uint16_t port() const { return endpoint_.port(); }

    [[nodiscard]] HttpStatus status() const;

private:
    /// One open connection, for as long as it is counted.
    struct Peer {
        std::uint64_t number = 0;
        std::string address;
        bool is_loopback = false;
    };

    asio::awaitable<void> accept();
    void admit(tcp::socket socket);
    void forget(const Peer& peer);
    asio::awaitable<void> begin_plain(tcp::socket socket, Peer peer);
    asio::awaitable<void> begin_tls(tcp::socket socket, Peer peer);
    template <typename Stream>
    asio::awaitable<void> converse(Stream& stream, const Peer& peer);
    template <typename Stream>
    asio::awaitable<bool> answer(Stream& stream, const Peer& peer, const Parser& parser);
    template <typename Stream>
    asio::awaitable<bool> send(Stream& stream, const Response& response, const Parser& parser);
    asio::awaitable<Response> work_on(Request request);
    void work();

    HttpServerOptions options_;
    HttpHandler handler_;
    std::unique_ptr<asio::ssl::context> tls_;
    asio::io_context io_;
    tcp::acceptor acceptor_;
    tcp::endpoint endpoint_;
    asio::thread_pool pool_;
    std::thread thread_;
    std::atomic<bool> stopping_ = false;
    std::atomic<std::size_t> waiting_ = 0;
    std::atomic<std::int64_t> requests_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable emptied_;
    std::map<std::uint64_t, std::function<void()>> connections_;  ///< with what closes each
    std::map<std::string, std::size_t> by_address_;
    std::uint64_t last_number_ = 0;
    std::int64_t turned_away_ = 0;
};

Result<void> HttpServer::Core::listen() {
    boost::system::error_code error;
    tcp::resolver resolver(io_);
    const auto found = resolver.resolve(
        options_.host, std::to_string(options_.port), tcp::resolver::passive, error);
    if (error || found.empty())
        return fault(FaultCode::Unavailable, options_.host + ": " + error.message());
    const tcp::endpoint endpoint = *found.begin();
    if (!tls_ && !endpoint.address().is_loopback()) {
        return fault(FaultCode::Unsupported,
                     "without TLS the console is served on loopback only; bind to 127.0.0.1");
    }
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(static_cast<int>(options_.limits.connections), error);
    if (error) {
        return fault(FaultCode::Unavailable,
                     "cannot listen on " + options_.host + ":" + std::to_string(options_.port) +
                         ": " + error.message());
    }
    endpoint_ = acceptor_.local_endpoint(error);
    return {};
}

void HttpServer::Core::run() {
    asio::co_spawn(
        acceptor_.get_executor(),
        [self = shared_from_this()] { return self->accept(); },
        asio::detached);
    thread_ = std::thread([this] { work(); });
}

void HttpServer::Core::work() {
    while (true) {
        try {
            io_.run();
            return;
        } catch (const std::exception& error) {
            // A connection's coroutine ended so; the others go on.
            log::error("web.exception", {{"what", std::string{error.what()}}});
        }
    }
}

void HttpServer::Core::stop() {
    if (stopping_.exchange(true)) return;
    asio::post(acceptor_.get_executor(), [this] {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
    });
    // What is worked on is finished and told.
    {
        std::unique_lock lock(mutex_);
        emptied_.wait_for(lock, kFarewell, [this] { return waiting_ == 0; });
        for (const auto& [number, close] : connections_)
            close();
        emptied_.wait_for(lock, kFarewell, [this] { return connections_.empty(); });
    }
    pool_.join();
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

std::string HttpServer::Core::address() const {
    const std::string host = endpoint_.address().is_v6()
                                 ? "[" + endpoint_.address().to_string() + "]"
                                 : endpoint_.address().to_string();
    return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(endpoint_.port());
}

HttpStatus HttpServer::Core::status() const {
    const std::lock_guard lock(mutex_);
    return {static_cast<std::int64_t>(connections_.size()),
            static_cast<std::int64_t>(last_number_),
            turned_away_,
            requests_};
}

asio::awaitable<void> HttpServer::Core::accept() {
    asio::steady_timer pause(acceptor_.get_executor());
    while (!stopping_) {
        auto [error, socket] = co_await acceptor_.async_accept(asio::make_strand(io_), kResult);
        if (stopping_) co_return;
        if (error) {
            // Too many open files, or a peer that went away.
            pause.expires_after(kAcceptAgain);
            co_await pause.async_wait(kResult);
            continue;
        }
        admit(std::move(socket));
    }
}

void HttpServer::Core::admit(tcp::socket socket) {
    boost::system::error_code error;
    const asio::ip::address address = socket.remote_endpoint(error).address();
    if (error) return;
    Peer peer{0, address.to_string(), address.is_loopback()};
    const auto executor = socket.get_executor();
    {
        const std::lock_guard lock(mutex_);
        std::size_t& of_address = by_address_[peer.address];
        if (connections_.size() >= options_.limits.connections ||
            of_address >= options_.limits.connections_per_address) {
            ++turned_away_;
            if (of_address == 0) by_address_.erase(peer.address);
            return;  // closes the socket
        }
        ++of_address;
        peer.number = ++last_number_;
        connections_.emplace(peer.number, [] {});
    }
    asio::co_spawn(
        executor,
        [self = shared_from_this(), socket = std::move(socket), peer]() mutable {
            return self->tls_ ? self->begin_tls(std::move(socket), peer)
                              : self->begin_plain(std::move(socket), peer);
        },
        [self = shared_from_this(), peer](const std::exception_ptr& /*thrown*/) {
            self->forget(peer);
        });
}

void HttpServer::Core::forget(const Peer& peer) {
    const std::lock_guard lock(mutex_);
    connections_.erase(peer.number);
    const auto found = by_address_.find(peer.address);
    if (found != by_address_.end() && --found->second == 0) by_address_.erase(found);
    emptied_.notify_all();
}

asio::awaitable<void> HttpServer::Core::begin_plain(tcp::socket socket, Peer peer) {
    beast::tcp_stream stream(std::move(socket));
    co_await converse(stream, peer);
    boost::system::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
}

asio::awaitable<void> HttpServer::Core::begin_tls(tcp::socket socket, Peer peer) {
    TlsStream stream(beast::tcp_stream(std::move(socket)), *tls_);
    stream.next_layer().expires_after(options_.limits.handshake);
    auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kResult);
    if (error) co_return;
    co_await converse(stream, peer);
    stream.next_layer().expires_after(options_.limits.handshake);
    auto [ignored] = co_await stream.async_shutdown(kResult);
    (void)ignored;
}

template <typename Stream>
asio::awaitable<void> HttpServer::Core::converse(Stream& stream, const Peer& peer) {
    beast::tcp_stream& socket = lowest(stream);
    {
        const std::lock_guard lock(mutex_);
        connections_[peer.number] = [&socket] {
            asio::post(socket.get_executor(), [&socket] { socket.cancel(); });
        };
    }
    beast::flat_buffer buffer(options_.limits.header_bytes + options_.limits.body_bytes);
    bool goes_on = true;
    bool is_first = true;
    while (goes_on && !stopping_) {
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(options_.limits.header_bytes));
        parser.body_limit(options_.limits.body_bytes);
        // The first bytes may be awaited long, all others must follow soon.
        socket.expires_after(is_first ? options_.limits.request : options_.limits.idle);
        auto [error, count] = co_await http::async_read_some(stream, buffer, parser, kResult);
        (void)count;
        if (!error && !parser.is_done()) {
            socket.expires_after(options_.limits.request);
            auto [late, more] = co_await http::async_read(stream, buffer, parser, kResult);
            (void)more;
            error = late;
        }
        if (const auto refused = refusal_of(error); refused) {
            co_await send(stream, *refused, parser);
        }
        if (error) break;
        goes_on = co_await answer(stream, peer, parser);
        is_first = false;
    }
    const std::lock_guard lock(mutex_);
    connections_[peer.number] = [] {
    };
}

template <typename Stream>
asio::awaitable<bool> HttpServer::Core::answer(Stream& stream,
                                               const Peer& peer,
                                               const Parser& parser) {
    ++requests_;
    std::optional<Request> request = request_of(parser);
    if (!request) {
        const Response malformed = refusal(400, "malformed", "The address cannot be read");
        co_return co_await send(stream, malformed, parser);
    }
    request->address = peer.address;
    request->is_loopback = peer.is_loopback;
    request->is_secure = tls_ != nullptr;
    if (waiting_ >= options_.limits.waiting) {
        const Response busy = response_of(
            Problem{503, "busy", "Too many requests at a time", "Try again in a moment.", 1});
        co_return co_await send(stream, busy, parser);
    }
    // Working may take longer than reading may.
    lowest(stream).expires_never();
    const Response response = co_await work_on(std::move(*request));
    co_return co_await send(stream, response, parser);
}

asio::awaitable<Response> HttpServer::Core::work_on(Request request) {
    ++waiting_;
    // Named, not a temporary: GCC 12 destroys what temporaries of a co_await hold twice.
    auto task = [this, asked = std::move(request)]() -> asio::awaitable<Response> {
        co_return handler_(asked);
    };
    auto [thrown, response] = co_await asio::co_spawn(pool_, std::move(task), kResult);
    {
        const std::lock_guard lock(mutex_);
        --waiting_;
    }
    emptied_.notify_all();
    if (thrown) {
        log::error("web.handler_threw");
        co_return refusal(500, "fault", "Something failed");
    }
    co_return std::move(response);
}

template <typename Stream>
asio::awaitable<bool> HttpServer::Core::send(Stream& stream,
                                             const Response& response,
                                             const Parser& parser) {
    const bool keeps = parser.is_done() && parser.keep_alive() && !stopping_;
    const bool head_only = is_head(parser);
    ResponseMessage message = message_of(response, parser, tls_ != nullptr, keeps);
    lowest(stream).expires_after(options_.limits.write);
    http::serializer<false, http::string_body> serializer{message};
    if (head_only) {
        auto [error, count] = co_await http::async_write_header(stream, serializer, kResult);
        (void)count;
        co_return !error && keeps;
    }
    auto [error, count] = co_await http::async_write(stream, serializer, kResult);
    (void)count;
    co_return !error && keeps;
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(HttpServerOptions options,
                                                      HttpHandler handler) {
    std::unique_ptr<asio::ssl::context> tls;
    if (options.own) {
        PARETO_TRY(tls, tls_of(*options.own));
    }
    auto core = std::make_shared<Core>(std::move(options), std::move(handler), std::move(tls));
    PARETO_TRY_VOID(core->listen());
    core->run();
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(core)));
}

HttpServer::HttpServer(std::shared_ptr<Core> core) : core_(std::move(core)) {}

HttpServer::~HttpServer() {  // NOLINT(bugprone-exception-escape): nothing can be done about it
    stop();
}

std::string HttpServer::address() const {
    return core_->address();
}

std::uint16_t HttpServer::port() const {
    return core_->port();
}

HttpStatus HttpServer::status() const {
    return core_->status();
}

void HttpServer::stop() {
    core_->stop();
}

}  // namespace pareto::hq::api

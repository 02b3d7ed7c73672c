#include "common/net/dial.h"

#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>

namespace pareto::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr int kUserTimeoutMs = 30'000;
constexpr int kKeepAliveSeconds = 30;
constexpr int kKeepAliveEverySeconds = 10;

/// One attempt at something. It lives until its operation has ended, also when nobody waits for
/// that any more: a name look-up cannot be stopped once it runs.
struct Attempt {
    explicit Attempt(const asio::any_io_executor& executor)
        : resolver(executor), socket(executor), timer(executor) {}

    tcp::resolver resolver;
    tcp::socket socket;
    asio::steady_timer timer;  ///< cancelled when the operation ends
    bool done = false;
    error_code error;
    std::vector<tcp::endpoint> endpoints;
};

using AttemptPointer = std::shared_ptr<Attempt>;

void finish(const AttemptPointer& attempt, const error_code& error) {
    attempt->done = true;
    attempt->error = error;
    attempt->timer.cancel();
}

/// False when the deadline came first.
asio::awaitable<bool> finished(AttemptPointer attempt, TimePoint deadline) {
    attempt->timer.expires_at(deadline);
    co_await attempt->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return attempt->done;
}

asio::awaitable<Result<std::vector<tcp::endpoint>>> resolve(std::string host,
                                                            std::uint16_t port,
                                                            TimePoint deadline) {
    error_code no_address;
    const auto address = asio::ip::make_address(host, no_address);
    if (!no_address) co_return std::vector{tcp::endpoint{address, port}};

    const auto attempt = std::make_shared<Attempt>(co_await asio::this_coro::executor);
    attempt->resolver.async_resolve(
        host,
        std::to_string(port),
        tcp::resolver::numeric_service,
        [attempt](const error_code& error, const tcp::resolver::results_type& results) {
            for (const auto& result : results)
                attempt->endpoints.push_back(result.endpoint());
            finish(attempt, error);
        });
    if (!co_await finished(attempt, deadline)) {
        co_return fault(FaultCode::Timeout, "looking up the name " + host + " took too long");
    }
    if (attempt->error || attempt->endpoints.empty()) {
        co_return fault(FaultCode::Unavailable,
                        "the name " + host + " is not known: " + attempt->error.message());
    }
    co_return std::move(attempt->endpoints);
}

std::string text_of(const tcp::endpoint& endpoint) {
    const std::string address = endpoint.address().to_string();
    const bool v6 = endpoint.address().is_v6();
    return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

asio::awaitable<Result<tcp::socket>> connect_to(tcp::endpoint endpoint, TimePoint deadline) {
    const auto attempt = std::make_shared<Attempt>(co_await asio::this_coro::executor);
    error_code error;
    attempt->socket.open(endpoint.protocol(), error);
    if (error) co_return unexpected{explain_connect(error, text_of(endpoint))};
    set_options(attempt->socket);
    attempt->socket.async_connect(endpoint,
                                  [attempt](const error_code& result) { finish(attempt, result); });
    if (!co_await finished(attempt, deadline)) {
        attempt->socket.close(error);
        co_return fault(FaultCode::Timeout, "no answer from " + text_of(endpoint));
    }
    if (attempt->error) co_return unexpected{explain_connect(attempt->error, text_of(endpoint))};
    co_return std::move(attempt->socket);
}

}  // namespace

asio::awaitable<Result<tcp::socket>> dial(std::string host,
                                          std::uint16_t port,
                                          TimePoint deadline) {
    auto endpoints = co_await resolve(std::move(host), port, deadline);
    if (!endpoints) co_return unexpected{endpoints.error()};
    Result<tcp::socket> socket = fault(FaultCode::Unavailable, "no address");
    for (std::size_t i = 0; i < endpoints->size(); ++i) {
        const auto now = std::chrono::steady_clock::now();
        const auto share = (deadline - now) / static_cast<std::int64_t>(endpoints->size() - i);
        socket = co_await connect_to((*endpoints)[i], now + share);
        if (socket) break;
    }
    co_return socket;
}

void set_options(tcp::socket& socket) {
    using UserTimeout = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
    using KeepIdle = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
    using KeepEvery = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>;
    // An option that cannot be set costs speed or a late notice, not correctness: every operation
    // has its deadline.
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(UserTimeout(kUserTimeoutMs), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    socket.set_option(KeepIdle(kKeepAliveSeconds), ignored);
    socket.set_option(KeepEvery(kKeepAliveEverySeconds), ignored);
}

Fault explain_connect(const error_code& error, const std::string& where) {
    namespace reason = asio::error;
    if (error == reason::connection_refused)
        return {FaultCode::Unavailable, "refused: nothing answers at " + where};
    if (error == reason::network_unreachable || error == reason::host_unreachable) {
        return {FaultCode::Unavailable, "no route to " + where};
    }
    if (error == reason::timed_out) return {FaultCode::Timeout, "no answer from " + where};
    if (error == reason::no_descriptors)
        return {FaultCode::Exhausted, "no more connections can be opened here"};
    return {FaultCode::Unavailable, "cannot connect to " + where + ": " + error.message()};
}

}  // namespace pareto::net

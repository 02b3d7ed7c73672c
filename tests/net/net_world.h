// Pairs of streams over loopback, for the tests of common/net.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "common/net/framed_stream.h"
#include "common/net/tls.h"
#include "tests/net/company.h"

namespace pareto::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;

/// No test waits longer than this for anything.
inline constexpr std::chrono::milliseconds kPatience{20'000};

template <typename Value>
asio::awaitable<void> keep(asio::awaitable<Value> work, std::optional<Value>& result) {
    result.emplace(co_await std::move(work));
}

/// One thread's io_context, run until what is waited for has come.
struct Loop {
    asio::io_context context{1};

    /// False when it did not come within kPatience.
    template <typename Condition>
    bool until(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        context.restart();
        while (!condition() && std::chrono::steady_clock::now() < deadline) {
            if (context.stopped()) context.restart();
            context.run_one_for(50ms);
        }
        return condition();
    }

    template <typename Value>
    void start(asio::awaitable<Value> work, std::optional<Value>& result) {
        asio::co_spawn(context, keep(std::move(work), result), asio::detached);
    }

    template <typename Value>
    Value run(asio::awaitable<Value> work) {
        std::optional<Value> result;
        start(std::move(work), result);
        if (!until([&] { return result.has_value(); })) {
            ADD_FAILURE() << "not done in time";
            std::abort();
        }
        return std::move(*result);
    }
};

/// A listening socket on a free port of loopback.
struct Listener {
    explicit Listener(Loop& loop)
        : acceptor(loop.context, tcp::endpoint{asio::ip::address_v4::loopback(), 0}) {}

    [[nodiscard]] std::uint16_t port() const { return acceptor.local_endpoint().port(); }

    tcp::acceptor acceptor;
};

[[nodiscard]] inline asio::awaitable<Result<FramedStream>> serve(
    tcp::acceptor& acceptor, TlsContext& context, std::chrono::milliseconds timeout = kPatience) {
    auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
    if (error) co_return fault(FaultCode::Unavailable, error.message());
    co_return co_await FramedStream::accept(std::move(socket), context, timeout);
}

/// Both ends of one connection as their handshakes ended.
struct Ends {
    Result<FramedStream> hq;
    Result<FramedStream> terminal;
};

[[nodiscard]] inline Ends meet(Loop& loop, TlsContext& server, TlsContext& client) {
    Listener listener{loop};
    std::optional<Result<FramedStream>> hq;
    std::optional<Result<FramedStream>> terminal;
    loop.start(serve(listener.acceptor, server), hq);
    loop.start(FramedStream::connect("127.0.0.1", listener.port(), client, kPatience), terminal);
    if (!loop.until([&] { return hq && terminal; })) {
        ADD_FAILURE() << "no handshake in time";
        std::abort();
    }
    return {std::move(*hq), std::move(*terminal)};
}

}  // namespace pareto::net

// Peers that do not keep the rules. They speak through asio::ssl::stream, another implementation of
// the same protocol.
#include <memory>
#include <optional>

#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "tests/net/net_world.h"

namespace pareto::net {
namespace {

using RawStream = asio::ssl::stream<tcp::socket>;
using boost::system::error_code;

asio::awaitable<bool> connect_raw(RawStream& stream, std::uint16_t port) {
    const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), port};
    const auto [refused] =
        co_await stream.next_layer().async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
    if (refused) co_return false;
    stream.next_layer().set_option(tcp::no_delay{true});
    const auto [failed] =
        co_await stream.async_handshake(RawStream::client, asio::as_tuple(asio::use_awaitable));
    co_return !failed;
}

asio::awaitable<bool> write_raw(RawStream& stream, Bytes bytes) {
    const auto [error, count] = co_await asio::async_write(
        stream, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    co_return !error;
}

/// HQ with a peer that can send any bytes through TLS.
class HostilePeerTest : public testing::Test {
protected:
    HostilePeerTest() : raw_(loop_.context, raw_context_), server_(company_.server()) {
        Listener listener{loop_};
        std::optional<Result<FramedStream>> hq;
        loop_.start(serve(listener.acceptor, server_), hq);
        EXPECT_TRUE(loop_.run(connect_raw(raw_, listener.port())));
        EXPECT_TRUE(loop_.until([&] { return hq.has_value(); }));
        hq_.emplace(good(std::move(*hq)));
        hq_->set_frame_bytes_max(kFrameBytesMax);
    }

    void send(const Bytes& bytes) { ASSERT_TRUE(loop_.run(write_raw(raw_, bytes))); }

    Result<Bytes> read(std::chrono::milliseconds timeout = kPatience) {
        return loop_.run(hq_->read(timeout));
    }

    Company company_;
    Loop loop_;
    asio::ssl::context raw_context_{asio::ssl::context::tls_client};
    RawStream raw_;
    TlsContext server_;
    std::optional<FramedStream> hq_;
};

TEST_F(HostilePeerTest, OtherImplementationsFramesAreUnderstood) {
    send(Bytes("\0\0\0\3abc\0\0\0\0\0\0", 13));
    EXPECT_EQ(*read(), "abc");
    EXPECT_EQ(*read(), "");
    EXPECT_EQ(text_of(read(5ms)), "timeout: no frame arrived in time");
    EXPECT_TRUE(hq_->receiving());
    send(Bytes("\0\1z", 3));
    EXPECT_EQ(*read(), "z");
    EXPECT_FALSE(hq_->receiving());
}

TEST_F(HostilePeerTest, LengthOfFourGibibytesIsRefusedAtOnce) {
    send("\xFF\xFF\xFF\xFF");
    EXPECT_EQ(text_of(read()), "corrupt: a frame of 4294967295 bytes; at most 1048576 are allowed");
}

TEST_F(HostilePeerTest, HalfAFrameOutlivesATimeoutAndIsCompletedLater) {
    send(Bytes("\0\0\0\6abc", 7));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(text_of(read(5ms)), "timeout: no frame arrived in time");
        EXPECT_TRUE(hq_->receiving());
    }
    send("def");
    EXPECT_EQ(*read(), "abcdef");
}

TEST_F(HostilePeerTest, FrameThatStandsStillIsCutAtItsDeadline) {
    hq_->set_pace({1min, 30ms, 1'000});
    send(Bytes("\0\0\0\6abc", 7));
    EXPECT_EQ(text_of(read()),
              "unavailable: the connection is closed: the peer sends a frame too slowly");
}

TEST_F(HostilePeerTest, HeaderThatStandsStillIsCutAtItsDeadline) {
    hq_->set_pace({30ms, 1min, 1'000});
    send(Bytes("\0\0", 2));
    EXPECT_EQ(text_of(read()),
              "unavailable: the connection is closed: the peer sends a frame too slowly");
}

TEST_F(HostilePeerTest, DeadlineOfAFrameRunsOnWhileNobodyReads) {
    hq_->set_pace({1min, 30ms, 1'000});
    send(Bytes("\0\0\0\6abc", 7));
    int timeouts = 0;
    Result<Bytes> frame = read(5ms);
    while (!frame && frame.error().code == FaultCode::Timeout && timeouts < 100) {
        ++timeouts;
        frame = read(5ms);
    }
    EXPECT_EQ(text_of(frame),
              "unavailable: the connection is closed: the peer sends a frame too slowly");
    EXPECT_GT(timeouts, 0);
}

TEST_F(HostilePeerTest, DripThatNeverPausesIsCutAtTheDeadlineOfTheFrame) {
    hq_->set_pace({1min, 60ms, 1'000'000});
    auto drip = [](RawStream& stream) -> asio::awaitable<int> {
        asio::steady_timer timer{stream.get_executor()};
        int sent = 0;
        if (!co_await write_raw(stream, Bytes("\0\0\xFF\xFF", 4))) co_return -1;
        while (co_await write_raw(stream, "x")) {
            ++sent;
            timer.expires_after(5ms);
            co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        co_return sent;
    };
    std::optional<int> sent;
    loop_.start(drip(raw_), sent);
    EXPECT_EQ(text_of(read()),
              "unavailable: the connection is closed: the peer sends a frame too slowly");
    EXPECT_TRUE(loop_.until([&] { return sent.has_value(); }));
    EXPECT_GT(*sent, 1);
}

TEST_F(HostilePeerTest, ConnectionResetIsUnavailable) {
    send(Bytes("\0\0\0\1a\0\0\0\2b", 10));
    EXPECT_EQ(*read(), "a");
    raw_.next_layer().set_option(asio::socket_base::linger{true, 0});
    raw_.next_layer().close();
    EXPECT_EQ(text_of(read()), "unavailable: the peer reset the connection");
    EXPECT_EQ(text_of(read()),
              "unavailable: the connection is closed: the peer reset the connection");
}

TEST_F(HostilePeerTest, EndWithoutAFarewellIsUnavailable) {
    raw_.next_layer().shutdown(tcp::socket::shutdown_send);
    EXPECT_EQ(text_of(read()), "unavailable: the peer closed the connection");
}

TEST_F(HostilePeerTest, RubbishInPlaceOfRecordsIsUnavailable) {
    asio::write(raw_.next_layer(), asio::buffer("this was never encrypted, not even a little"));
    const auto frame = read();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, FaultCode::Unsupported);
}

/// What a terminal says that tries to reach a server of this behaviour. The socket stays open if
/// the behaviour lets it.
template <typename Behaviour>
std::string reached(Behaviour behaviour, std::chrono::milliseconds timeout = kPatience) {
    const Company company;
    TlsContext client = company.client();
    Loop loop;
    Listener listener{loop};
    std::optional<tcp::socket> accepted;
    listener.acceptor.async_accept([&](const error_code& error, tcp::socket socket) {
        if (error) return;
        accepted.emplace(std::move(socket));
        behaviour(*accepted);
    });
    return text_of(loop.run(FramedStream::connect("127.0.0.1", listener.port(), client, timeout)));
}

TEST(HostileServerTest, ClosingDuringTheHandshakeIsSaid) {
    // Takes the greeting first: closing with bytes unread would be a reset.
    Bytes greeting(4'096, '\0');
    const auto behaviour = [&](tcp::socket& socket) {
        socket.async_read_some(asio::buffer(greeting),
                               [&](const error_code&, std::size_t) { socket.close(); });
    };
    EXPECT_EQ(reached(behaviour), "unavailable: the peer closed during the handshake");
}

TEST(HostileServerTest, ResetDuringTheHandshakeIsSaid) {
    const auto behaviour = [](tcp::socket& socket) {
        socket.set_option(asio::socket_base::linger{true, 0});
        socket.close();
    };
    EXPECT_EQ(reached(behaviour), "unavailable: the peer reset the connection");
}

TEST(HostileServerTest, PlainTextServerIsNotTls) {
    const auto behaviour = [](tcp::socket& socket) {
        asio::write(socket, asio::buffer("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"));
    };
    EXPECT_EQ(reached(behaviour), "unsupported: the peer does not speak TLS");
}

TEST(HostileServerTest, OlderTlsIsRefused) {
    asio::ssl::context old{asio::ssl::context::tlsv12_server};
    const Company company;
    old.use_certificate(asio::buffer(company.hq.certificate_pem), asio::ssl::context::pem);
    old.use_private_key(asio::buffer(company.hq.key_pem), asio::ssl::context::pem);
    const auto behaviour = [&](tcp::socket& socket) {
        const auto stream = std::make_shared<asio::ssl::stream<tcp::socket&>>(socket, old);
        stream->async_handshake(asio::ssl::stream_base::server, [stream](const error_code&) {});
    };
    EXPECT_EQ(reached(behaviour), "unsupported: the peer does not speak TLS 1.3");
}

TEST(HostileServerTest, SilentServerIsGivenUpInTime) {
    EXPECT_EQ(reached([](tcp::socket&) {}, 30ms), "timeout: the handshake took too long");
}

TEST(HostileClientTest, SilentClientIsGivenUpInTime) {
    const Company company;
    TlsContext server = company.server();
    Loop loop;
    Listener listener{loop};
    tcp::socket silent{loop.context};
    silent.connect(listener.acceptor.local_endpoint());
    EXPECT_EQ(text_of(loop.run(serve(listener.acceptor, server, 30ms))),
              "timeout: the handshake took too long");
}

TEST(HostileClientTest, RubbishIsRefused) {
    const Company company;
    TlsContext server = company.server();
    Loop loop;
    for (const Bytes& rubbish : {Bytes(3'000, 'x'),
                                 Bytes("GET / HTTP/1.1\r\nHost: hq\r\n\r\n"),
                                 Bytes(300, '\0'),
                                 Bytes("\x16\x03\x01\xFF\xFF", 5) + Bytes(70'000, '\1')}) {
        Listener listener{loop};
        tcp::socket client{loop.context};
        client.connect(listener.acceptor.local_endpoint());
        asio::write(client, asio::buffer(rubbish));
        client.shutdown(tcp::socket::shutdown_send);
        const auto stream = loop.run(serve(listener.acceptor, server));
        ASSERT_FALSE(stream);
        EXPECT_NE(stream.error().code, FaultCode::Timeout) << describe(stream.error());
    }
}

}  // namespace
}  // namespace pareto::net

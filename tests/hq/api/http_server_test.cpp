// The web port against clients that are not as they should be: large, slow, many, not HTTP. Real
// sockets on loopback.
#include "hq/api/http_server.h"

#include <sstream>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace pareto::hq::api {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

HttpLimits small_limits() {
    HttpLimits limits;
    limits.connections = 8;
    limits.connections_per_address = 4;
    limits.header_bytes = 2'000;
    limits.body_bytes = 1'000;
    limits.handshake = std::chrono::seconds{1};
    limits.request = std::chrono::seconds{1};
    limits.idle = std::chrono::seconds{1};
    return limits;
}

Response echo(const Request& request) {
    Response response;
    response.content_type = "text/plain";
    response.body = std::string{name_of(request.method)} + " " +
                    std::to_string(request.path.size()) + " " + request.parameter("q") + " " +
                    request.header("x-test") + " " + request.body;
    return response;
}

class Client {
public:
    explicit Client(std::uint16_t port) : socket_(io_) {
        socket_.connect({asio::ip::address_v4::loopback(), port});
    }

    void send(const std::string& text) {
        boost::system::error_code ignored;
        asio::write(socket_, asio::buffer(text), ignored);
    }

    /// Everything until the other side closes.
    std::string rest() {
        std::string text;
        boost::system::error_code ended;
        asio::read(socket_, asio::dynamic_buffer(text), ended);
        return text;
    }

    /// "200" of the next answer with a body of known length; empty when it was closed.
    std::string status() {
        boost::system::error_code ended;
        while (read_.find("\r\n\r\n") == std::string::npos) {
            std::array<char, 4'096> bytes{};
            const std::size_t count = socket_.read_some(asio::buffer(bytes), ended);
            if (ended) return {};
            read_.append(bytes.data(), count);
        }
        return read_.substr(9, 3);
    }

private:
    asio::io_context io_;
    tcp::socket socket_;
    std::string read_;
};

class HttpServerTest : public testing::Test {
protected:
    HttpServerTest() {
        HttpServerOptions options;
        options.limits = small_limits();
        server_ = std::move(HttpServer::start(std::move(options), &echo).value());
    }

    std::string exchange(const std::string& text) {
        Client client(server_->port());
        client.send(text);
        return client.rest();
    }

    std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersAndSaysWhatBrowsersMayDo) {
    const std::string answer = exchange(
        "POST /a/b%20c?q=x%20y HTTP/1.1\r\nHost: h\r\nX-Test: 1\r\nContent-Length: "
        "4\r\nConnection: close\r\n\r\nbody");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nPOST 2 x y 1 body")) << answer;
    for (const auto& [name, value] : safety_headers())
        EXPECT_NE(answer.find(name + ": " + value + "\r\n"), std::string::npos) << name;
    EXPECT_NE(answer.find("Cache-Control: no-store\r\n"), std::string::npos);
    EXPECT_EQ(answer.find("Server:"), std::string::npos);
}

TEST_F(HttpServerTest, OneConnectionAsksSeveralTimes) {
    const std::string one = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::string last = "HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    const std::string answers = exchange(one + one + last);
    std::size_t count = 0;
    for (std::size_t at = answers.find("HTTP/1.1 200"); at != std::string::npos;
         at = answers.find("HTTP/1.1 200", at + 1))
        ++count;
    EXPECT_EQ(count, 3U) << answers;
    EXPECT_TRUE(answers.ends_with("\r\n\r\n")) << "an answer to HEAD has no body";
}

TEST_F(HttpServerTest, WhatIsNotARequestIsRefused) {
    const std::string head = "GET /a HTTP/1.1\r\nHost: h\r\nX: ";
    EXPECT_NE(exchange(head + std::string(3'000, 'x') + "\r\n\r\n").find(" 431 "),
              std::string::npos);
    EXPECT_NE(exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n").find(" 413 "),
              std::string::npos);
    for (const char* const text : {"nonsense\r\n\r\n",
                                   "GET / HTTP/9.9\r\n\r\n",
                                   "GET /../x HTTP/1.1\r\nHost: h\r\n\r\n",
                                   "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n",
                                   "GET / HTTP/1.1\r\n\r\n",
                                   "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                                   "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n"
                                   "Content-Length: 2\r\n\r\nxx",
                                   "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                                   "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"}) {
        const std::string answer = exchange(text);
        EXPECT_EQ(answer.find(" 200 "), std::string::npos) << text << ": " << answer;
    }
    EXPECT_EQ(exchange("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").substr(9, 3),
              "200");
}

TEST_F(HttpServerTest, ASlowSenderIsClosed) {
    // Half a header, and nothing more: the server ends it, or this test would hang.
    EXPECT_EQ(exchange("GET / HTTP/1.1\r\nHo").find(" 200 "), std::string::npos);
    EXPECT_EQ(exchange("").find(" 200 "), std::string::npos);
    EXPECT_EQ(exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx").find(" 200 "),
              std::string::npos);
}

TEST_F(HttpServerTest, OneAddressHasItsShareOfTheConnections) {
    std::vector<std::unique_ptr<Client>> kept;
    for (int index = 0; index < 4; ++index) {
        kept.push_back(std::make_unique<Client>(server_->port()));
        kept.back()->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_EQ(kept.back()->status(), "200");
    }
    Client fifth(server_->port());
    fifth.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(fifth.status(), "");
    EXPECT_GE(server_->status().turned_away, 1);
}

TEST(HttpServerStartTest, WithoutTlsItListensOnLoopbackOnly) {
    HttpServerOptions options;
    options.host = "0.0.0.0";
    const auto started = HttpServer::start(std::move(options), &echo);
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, FaultCode::Unsupported);
}

TEST(HttpServerStartTest, ItsCertificateIsThatOfTheNamesAndTheAuthority) {
    const UtcTime now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const net::Validity validity{now - std::chrono::hours{1}, now + std::chrono::hours{1}};
    const auto authority = net::create_authority("Test", validity).value();
    HttpServerOptions options;
    options.own = net::issue_web_server(authority, {"hq.example", "127.0.0.1"}, validity).value();
    const auto server = std::move(HttpServer::start(std::move(options), &echo).value());
    EXPECT_TRUE(server->address().starts_with("https://127.0.0.1:"));
    for (const char* const name : {"hq.example", "127.0.0.1", "evil.example"}) {
        asio::io_context io;
        asio::ssl::context context(asio::ssl::context::tls_client);
        context.add_certificate_authority(asio::buffer(authority.certificate_pem));
        asio::ssl::stream<tcp::socket> stream(io, context);
        stream.set_verify_mode(asio::ssl::verify_peer);
        stream.set_verify_callback(asio::ssl::host_name_verification(name));
        stream.next_layer().connect({asio::ip::address_v4::loopback(), server->port()});
        boost::system::error_code refused;
        stream.handshake(asio::ssl::stream_base::client, refused);
        EXPECT_EQ(static_cast<bool>(refused), std::string_view{name} == "evil.example") << name;
        if (refused) continue;
        asio::write(stream, asio::buffer(std::string{"GET / HTTP/1.0\r\nHost: h\r\n\r\n"}));
        std::string answer;
        asio::read(stream, asio::dynamic_buffer(answer), refused);
        EXPECT_NE(answer.find("Strict-Transport-Security: max-age=31536000\r\n"),
                  std::string::npos);
    }
    for (const std::string name : {"", "a,b", "a b", "DNS:x\n"})
        EXPECT_FALSE(net::issue_web_server(authority, {name}, validity)) << name;
    EXPECT_FALSE(net::issue_web_server(authority, {}, validity));
}

}  // namespace
}  // namespace pareto::hq::api

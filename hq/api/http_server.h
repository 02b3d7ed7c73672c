// The web port: HTTP/1.1 over TLS, or plain on loopback. Sockets, limits and time here; what is
// answered is the handler's.
//
// A request is read whole, within limits, before anybody works on it, so that a slow sender takes
// nothing but a connection; the handler runs on threads of its own, of which there are few, and
// what waits for them is bounded too: beyond that the answer is 503.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/net/certificate.h"
#include "hq/api/http.h"

namespace pareto::hq::api {

struct HttpLimits {
    std::size_t connections = 512;
    std::size_t connections_per_address = 64;
    std::size_t header_bytes = 16U << 10U;
    std::size_t body_bytes = 256U << 10U;
    std::size_t waiting = 64;  ///< requests that wait for a thread, or are worked on
    std::size_t threads = 4;
    std::chrono::seconds handshake{10};
    std::chrono::seconds request{15};  ///< for all of it to arrive
    std::chrono::seconds idle{60};     ///< between two requests
    std::chrono::seconds write{60};
};

struct HttpServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;                     ///< 0 = any that is free
    std::optional<net::KeyAndCertificate> own;  ///< none = without TLS, on loopback only
    HttpLimits limits;
};

struct HttpStatus {
    std::int64_t connections = 0;  ///< open ones
    std::int64_t accepted = 0;     ///< since the start
    std::int64_t turned_away = 0;  ///< over a limit
    std::int64_t requests = 0;     ///< read whole
};

using HttpHandler = std::function<Response(const Request&)>;

class HttpServer {
public:
    /// Listens when it returns. Unavailable: the address cannot be had. Unsupported: plain, and not
    /// on loopback. `handler` is called by several threads at once and does not throw.
    [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(HttpServerOptions options,
                                                                   HttpHandler handler);
    /// Stops as stop() does.
    ~HttpServer();  // NOLINT(bugprone-exception-escape): as where it is defined
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// "https://127.0.0.1:8443", with the port that is really used.
    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] HttpStatus status() const;
    /// Takes nothing new, waits for what is worked on, closes everything.
    void stop();

    class Core;

private:
    explicit HttpServer(std::shared_ptr<Core> core);
    std::shared_ptr<Core> core_;
};

}  // namespace pareto::hq::api

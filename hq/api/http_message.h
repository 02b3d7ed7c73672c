// Beast's messages on one side, the API's requests and answers on the other. With http_server.cpp
// the only place of the API that knows Beast.
#pragma once

#include <memory>
#include <optional>

#include <boost/asio/ssl/context.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "common/net/certificate.h"
#include "hq/api/http.h"

namespace pareto::hq::api {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using ResponseMessage = boost::beast::http::response<boost::beast::http::string_body>;

/// What was read whole, but for who asks. Nothing when it has not exactly one host, or its address
/// cannot be read.
[[nodiscard]] std::optional<Request> request_of(const RequestParser& parser);
/// With the headers that every answer bears; without a body when it is an answer to HEAD.
[[nodiscard]] ResponseMessage message_of(const Response& response,
                                         const RequestParser& asked,
                                         bool is_secure,
                                         bool keeps_alive);
[[nodiscard]] bool is_head(const RequestParser& asked);

[[nodiscard]] Response refusal(int status, const char* type, const char* title);
/// What to tell a peer whose request could not be read; nothing when it only went away.
[[nodiscard]] std::optional<Response> refusal_of(const boost::system::error_code& error);

/// TLS 1.3 only, without tickets. Corrupt: the key or the certificate is no good.
[[nodiscard]] Result<std::unique_ptr<boost::asio::ssl::context>> tls_of(
    const net::KeyAndCertificate& own);

}  // namespace pareto::hq::api

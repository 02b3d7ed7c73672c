#include "hq/api/http_message.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <openssl/ssl.h>

namespace pareto::hq::api {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

Method method_of(http::verb verb) {
    if (verb == http::verb::get || verb == http::verb::head) return Method::Get;
    if (verb == http::verb::post) return Method::Post;
    if (verb == http::verb::delete_) return Method::Delete;
    return Method::Other;
}

std::string lower(std::string_view text) {
    std::string made{text};
    for (char& c : made) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return made;
}

}  // namespace

std::optional<Request> request_of(const RequestParser& parser) {
    const auto& message = parser.get();
    Request request;
    request.method = method_of(message.method());
    request.body = message.body();
    bool twice = false;
    for (const auto& field : message) {
        const std::string name = lower(view(field.name_string()));
        twice = twice || (name == "host" && request.headers.contains(name));
        request.headers[name] = std::string{view(field.value())};
    }
    if (twice || !request.headers.contains("host") ||
        !read_target(view(message.target()), request))
        return std::nullopt;
    return request;
}

bool is_head(const RequestParser& asked) {
    return asked.is_header_done() && asked.get().method() == http::verb::head;
}

ResponseMessage message_of(const Response& response,
                           const RequestParser& asked,
                           bool is_secure,
                           bool keeps_alive) {
    ResponseMessage message{static_cast<http::status>(response.status), 11};
    for (const auto& [name, value] : safety_headers())
        message.set(name, value);
    if (is_secure) message.set(http::field::strict_transport_security, "max-age=31536000");
    for (const auto& [name, value] : response.headers)
        message.insert(name, value);
    if (message.count(http::field::cache_control) == 0)
        message.set(http::field::cache_control, "no-store");
    if (response.status != 304) message.set(http::field::content_type, response.content_type);
    message.keep_alive(keeps_alive);
    if (!is_head(asked)) message.body() = response.body;
    if (response.status != 304 && response.status != 204)
        message.content_length(response.body.size());
    return message;
}

Response refusal(int status, const char* type, const char* title) {
    return response_of(Problem{status, type, title, {}, std::nullopt});
}

std::optional<Response> refusal_of(const boost::system::error_code& error) {
    if (error == http::error::body_limit)
        return refusal(413, "too-large", "The request is too large");
    if (error == http::error::header_limit)
        return refusal(431, "too-large", "The header is too large");
    const bool is_http = error.category() == make_error_code(http::error::bad_method).category();
    if (!is_http || error == http::error::end_of_stream || error == http::error::partial_message)
        return std::nullopt;
    return refusal(400, "malformed", "This is not HTTP");
}

Result<std::unique_ptr<asio::ssl::context>> tls_of(const net::KeyAndCertificate& own) {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    boost::system::error_code error;
    if (SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_3_VERSION) != 1)
        return fault(FaultCode::Unsupported, "TLS 1.3 is not to be had");
    SSL_CTX_set_options(context->native_handle(),
                        SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
    context->use_certificate_chain(asio::buffer(own.certificate_pem), error);
    if (!error) context->use_private_key(asio::buffer(own.key_pem), asio::ssl::context::pem, error);
    if (error)
        return fault(FaultCode::Corrupt, "the web certificate cannot be used: " + error.message());
    return context;
}

}  // namespace pareto::hq::api

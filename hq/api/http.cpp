#include "hq/api/http.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "common/log/log.h"

namespace pareto::hq::api {
namespace {

constexpr std::size_t kSegmentsMax = 12;
constexpr std::size_t kParametersMax = 32;

bool is_clean(std::string_view text) {
    return text.find('\0') == std::string_view::npos;
}

/// Well-formed UTF-8 is all that the database and JSON take.
bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t length = first < 0x80U                     ? 1
                                   : first >= 0xC2U && first < 0xE0U ? 2
                                   : first >= 0xE0U && first < 0xF0U ? 3
                                   : first >= 0xF0U && first < 0xF5U ? 4
                                                                     : 0;
        if (length == 0 || at + length > text.size()) return false;
        for (std::size_t index = 1; index < length; ++index) {
            if ((static_cast<unsigned char>(text[at + index]) & 0xC0U) != 0x80U) return false;
        }
        const auto second = length > 1 ? static_cast<unsigned char>(text[at + 1]) : 0U;
        const bool overlong =
            (first == 0xE0U && second < 0xA0U) || (first == 0xF0U && second < 0x90U);
        const bool beyond =
            (first == 0xEDU && second >= 0xA0U) || (first == 0xF4U && second >= 0x90U);
        if (overlong || beyond) return false;
        at += length;
    }
    return true;
}

}  // namespace

std::string_view name_of(Method method) {
    switch (method) {
        case Method::Get:
            return "GET";
        case Method::Post:
            return "POST";
        case Method::Delete:
            return "DELETE";
        case Method::Other:
            return "";
    }
    return "";
}

std::string Request::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
}

std::string Request::parameter(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string{} : found->second;
}

std::string Request::cookie(std::string_view name) const {
    const std::string all = header("cookie");
    const std::string_view text{all};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(';', at), text.size());
        std::string_view pair = text.substr(at, end - at);
        while (!pair.empty() && pair.front() == ' ')
            pair.remove_prefix(1);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
            return std::string{pair.substr(name.size() + 1)};
        at = end + 1;
    }
    return {};
}

Response response_of(const Problem& problem) {
    boost::json::object body;
    body["type"] = "https://pareto.invalid/problems/" + problem.type;
    body["title"] = problem.title;
    body["status"] = problem.status;
    if (!problem.detail.empty()) body["detail"] = problem.detail;
    if (!problem.field.empty()) body["field"] = problem.field;
    Response response;
    response.status = problem.status;
    response.content_type = "application/problem+json";
    response.body = boost::json::serialize(body);
    if (problem.retry_after_s)
        response.headers.emplace_back("Retry-After", std::to_string(*problem.retry_after_s));
    return response;
}

Problem problem_of(const Fault& fault) {
    switch (fault.code) {
        case FaultCode::Unsupported:
            return {422, "refused", "This cannot be done", fault.detail, std::nullopt};
        case FaultCode::Denied:
            return {403, "not-granted", "This is not granted", fault.detail, std::nullopt};
        case FaultCode::Conflict:
            return {409, "conflict", "This contradicts what is there", fault.detail, std::nullopt};
        case FaultCode::Unavailable:
        case FaultCode::Timeout:
        case FaultCode::Exhausted:
            log::warning("web.fault", {{"fault", describe(fault)}});
            return {503, "unavailable", "The books are out of reach", "Try again in a moment.", 5};
        case FaultCode::Corrupt:
            break;
    }
    log::warning("web.fault", {{"fault", describe(fault)}});
    return {500, "fault", "Something failed", "It is in the log of HQ.", std::nullopt};
}

bool read_target(std::string_view target, Request& request) {
    if (!target.starts_with('/') || target.starts_with("//")) return false;
    const auto read = boost::urls::parse_origin_form({target.data(), target.size()});
    if (!read || read->encoded_segments().size() > kSegmentsMax ||
        read->encoded_params().size() > kParametersMax)
        return false;
    for (const auto& segment : read->segments()) {
        const std::string text{segment};
        if (text.empty() && read->encoded_segments().size() == 1) continue;
        const bool bad = text.empty() || text == "." || text == ".." ||
                         text.find_first_of("/\\") != std::string::npos || !is_clean(text) ||
                         !is_utf8(text);
        if (bad) return false;
        request.path.push_back(text);
    }
    for (const auto& parameter : read->params({true})) {
        if (!is_clean(parameter.key) || !is_clean(parameter.value) || !is_utf8(parameter.key) ||
            !is_utf8(parameter.value))
            return false;
        request.query[parameter.key] = parameter.value;
    }
    return true;
}

const std::vector<std::pair<std::string, std::string>>& safety_headers() {
    static const std::vector<std::pair<std::string, std::string>> headers{
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src "
         "'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    };
    return headers;
}

}  // namespace pareto::hq::api

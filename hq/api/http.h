// A request and its answer as values: what the API is written in, without a socket or a library.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/expected.h"
#include "common/base/fault.h"

namespace pareto::hq::api {

enum class Method : std::uint8_t { Get, Post, Delete, Other };
[[nodiscard]] std::string_view name_of(Method method);

struct Request {
    Method method = Method::Get;
    std::vector<std::string> path;               ///< decoded segments: {"api", "v1", "home"}
    std::map<std::string, std::string> query;    ///< decoded; of one that stands twice, the last
    std::map<std::string, std::string> headers;  ///< names in small letters
    std::string body;
    std::string address;  ///< of who asks, without the port
    bool is_loopback = false;
    bool is_secure = true;  ///< over TLS

    /// Empty when there is none.
    [[nodiscard]] std::string header(const std::string& name) const;
    [[nodiscard]] std::string parameter(const std::string& name) const;
    /// Of the Cookie header.
    [[nodiscard]] std::string cookie(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// Why a request was not answered as wished (RFC 9457). `type` is the part behind
/// "https://pareto.invalid/problems/"; the console has sentences for it in each language.
struct Problem {
    int status = 400;
    std::string type;
    std::string title;
    std::string detail;  ///< a sentence for a person, in English
    std::optional<std::int64_t> retry_after_s;
    std::string field = {};  ///< what it is about: "rules[0].give[1].points"
};

[[nodiscard]] Response response_of(const Problem& problem);
/// What a person can mend (Unsupported) is 422 with its line; a database out of reach 503.
[[nodiscard]] Problem problem_of(const Fault& fault);

using Answer = Expected<Response, Problem>;

[[nodiscard]] inline tl::unexpected<Problem> problem(int status,
                                                     std::string type,
                                                     std::string title,
                                                     std::string detail) {
    return tl::unexpected<Problem>{
        Problem{status, std::move(type), std::move(title), std::move(detail), std::nullopt}};
}

/// What a target such as "/a/b%20c?x=1" says; false when it is not one, or has a segment that is
/// "..", empty or holds a NUL.
[[nodiscard]] bool read_target(std::string_view target, Request& request);

/// What every answer bears: nothing is guessed, framed or run that is not ours.
[[nodiscard]] const std::vector<std::pair<std::string, std::string>>& safety_headers();

}  // namespace pareto::hq::api

/// As PARETO_TRY, where the error of the function is a Problem and that of the expression a Fault.
#define PARETO_ASK(declaration, expression)                                             \
    auto PARETO_CONCATENATE(ask_, __LINE__) = (expression);                             \
    if (!PARETO_CONCATENATE(ask_, __LINE__))                                            \
        return ::pareto::unexpected{                                                    \
            ::pareto::hq::api::problem_of(PARETO_CONCATENATE(ask_, __LINE__).error())}; \
    declaration = std::move(*PARETO_CONCATENATE(ask_, __LINE__))  // NOLINT(bugprone-macro-parentheses)

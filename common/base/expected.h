// The result type of the project: a value, or the reason why there is none.
// tl::expected stands in until std::expected is available in every compiler used.
#pragma once

#include <tl/expected.hpp>
#include <utility>

namespace pareto {

template <typename Value, typename Error>
using Expected = tl::expected<Value, Error>;
using tl::unexpected;

}  // namespace pareto

#define PARETO_JOIN(a, b) a##b
#define PARETO_CONCATENATE(a, b) PARETO_JOIN(a, b)

/// Evaluates an Expected; on error returns that error from the enclosing function, else binds the value.
///     PARETO_TRY(const auto rows, connection.execute(sql));
#define PARETO_TRY(declaration, expression)                                                \
    auto PARETO_CONCATENATE(try_, __LINE__) = (expression);                                \
    if (!PARETO_CONCATENATE(try_, __LINE__))                                               \
        return ::pareto::unexpected{std::move(PARETO_CONCATENATE(try_, __LINE__)).error()}; \
    declaration = std::move(*PARETO_CONCATENATE(try_, __LINE__))  // NOLINT(bugprone-macro-parentheses)

/// The same for an Expected<void, …>, or where the value is not wanted.
#define PARETO_TRY_VOID(expression)                                                            \
    do {                                                                                       \
        auto try_result = (expression);                                                        \
        if (!try_result) return ::pareto::unexpected{std::move(try_result).error()};           \
    } while (false)

// PARETO_CHECK: a statement that only a bug can make false. Always on; prints and aborts.
// The journal recovers what was committed, so stopping is safer than going on.
#pragma once

namespace pareto {

[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace pareto

#define PARETO_CHECK(expression)                                            \
    do {                                                                    \
        if (!(expression)) ::pareto::check_failed(#expression, __FILE__, __LINE__); \
    } while (false)

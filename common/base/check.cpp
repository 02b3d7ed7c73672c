#include "common/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace pareto {

void check_failed(const char* expression, const char* file, int line) noexcept {
    static_cast<void>(std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, expression));
    std::abort();
}

}  // namespace pareto

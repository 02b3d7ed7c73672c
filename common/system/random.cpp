#include "common/system/random.h"

#include <cerrno>

#include <sys/random.h>

#include "common/base/check.h"

namespace pareto::system {
namespace {

// A machine without randomness can neither sell safely nor say so: that is a bug of its set-up, not
// a fault to handle.
void fill(void* to, std::size_t count) {
    auto* next = static_cast<char*>(to);
    while (count > 0) {
        const ssize_t got = ::getrandom(next, count, 0);
        if (got < 0 && errno == EINTR) continue;
        PARETO_CHECK(got > 0);
        next += got;
        count -= static_cast<std::size_t>(got);
    }
}

}  // namespace

Bytes SystemRandom::bytes(std::size_t count) {
    Bytes drawn(count, '\0');
    fill(drawn.data(), drawn.size());
    return drawn;
}

std::uint64_t SystemRandom::below(std::uint64_t bound) {
    PARETO_CHECK(bound > 0);
    // 2^64 is rarely a multiple of the bound: the first 2^64 mod bound values are drawn again.
    const std::uint64_t refused = (0 - bound) % bound;
    for (;;) {
        std::uint64_t drawn = 0;
        fill(&drawn, sizeof drawn);
        if (drawn >= refused) return drawn % bound;
    }
}

}  // namespace pareto::system

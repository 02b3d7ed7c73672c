// The operating system's randomness, fit for keys and one-time codes.
#pragma once

#include "common/ports/random.h"

namespace pareto::system {

/// Every draw asks the kernel; nothing is kept, so a forked process draws other values. May be
/// shared by threads.
class SystemRandom final : public ports::Random {
public:
    [[nodiscard]] Bytes bytes(std::size_t count) override;
    /// Without bias, whatever the bound.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) override;
};

}  // namespace pareto::system

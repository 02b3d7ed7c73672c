// The only source of randomness: the operating system in production, a seed in the simulator.
#pragma once

#include "common/base/bytes.h"

#include <cstddef>
#include <cstdint>

namespace pareto::ports {

class Random {
public:
    virtual ~Random() = default;
    [[nodiscard]] virtual Bytes bytes(std::size_t count) = 0;
    /// Uniform in [0, bound); bound > 0.
    [[nodiscard]] virtual std::uint64_t below(std::uint64_t bound) = 0;
};

}  // namespace pareto::ports

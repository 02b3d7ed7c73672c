// The only source of chance in a simulated world: xoshiro256** filled by splitmix64, the same on every machine.
#pragma once

#include "common/ports/random.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace pareto::simulation {

class SeededRandom final : public ports::Random {
public:
    explicit SeededRandom(std::uint64_t seed);

    [[nodiscard]] Bytes bytes(std::size_t count) override;
    /// The bias of the remainder is below 2^-32 for every bound used here.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) override { return next() % bound; }

    [[nodiscard]] std::uint64_t next();
    /// Uniform in [from, to].
    [[nodiscard]] std::int64_t between(std::int64_t from, std::int64_t to);
    /// True `count` times in a thousand.
    [[nodiscard]] bool permille(std::uint64_t count) { return below(1000) < count; }
    /// A generator of its own, so that drawing more from one part of the world leaves the other parts as they were.
    [[nodiscard]] SeededRandom fork() { return SeededRandom{next()}; }

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace pareto::simulation

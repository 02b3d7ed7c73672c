#include "common/system/random.h"

#include "tests/contract/random_contract.h"
#include "tests/simulation/random.h"

namespace pareto::test {
namespace {

struct SystemRandomStage {
    [[nodiscard]] ports::Random& random() { return random_; }

private:
    system::SystemRandom random_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(System, RandomContract, SystemRandomStage);

struct SeededRandomStage {
    [[nodiscard]] ports::Random& random() { return random_; }

private:
    simulation::SeededRandom random_{1};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Simulation, RandomContract, SeededRandomStage);

TEST(SystemRandomTest, HasNoBiasAtABoundWhereTheRemainderWouldHaveOne) {
    // 2^64 mod (3 · 2^62) is 2^62: a plain remainder gives the lowest third half of all draws.
    system::SystemRandom random;
    int lowest_third = 0;
    for (int draw = 0; draw < 30'000; ++draw)
        lowest_third += random.below(std::uint64_t{3} << 62U) < std::uint64_t{1} << 62U;
    EXPECT_GT(lowest_third, 10'000 - 1000);
    EXPECT_LT(lowest_third, 10'000 + 1000);
}

TEST(SystemRandomDeathTest, ABoundOfZeroIsABug) {
    system::SystemRandom random;
    EXPECT_DEATH(static_cast<void>(random.below(0)), "check failed: bound > 0");
}

}  // namespace
}  // namespace pareto::test

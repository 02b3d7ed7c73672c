#include "common/system/clock.h"

#include "tests/contract/clock_contract.h"

namespace pareto::test {
namespace {

struct SystemClockStage {
    [[nodiscard]] ports::Clock& clock() { return clock_; }

    // Looks again and again: the test waits for time itself.
    void pass(std::chrono::milliseconds time) const {
        const auto start = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - start < time + std::chrono::milliseconds{1}) {
        }
    }

private:
    system::SystemClock clock_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(System, ClockContract, SystemClockStage);

TEST(SystemClockTest, SteadyTimesMayBeComparedWithTimers) {
    const auto before = std::chrono::steady_clock::now();
    const SteadyTime now = system::SystemClock{}.steady();
    const auto after = std::chrono::steady_clock::now();
    EXPECT_GE(now, std::chrono::floor<std::chrono::milliseconds>(before));
    EXPECT_LE(now, after);
}

}  // namespace
}  // namespace pareto::test

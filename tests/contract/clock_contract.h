// What every clock does. An implementation gives a stage:
//
//     struct SystemClockStage {
//         ports::Clock& clock();
//         void pass(std::chrono::milliseconds time);   // returns when that much time has passed on
//         the clock
//     };
//     INSTANTIATE_TYPED_TEST_SUITE_P(System, ClockContract, SystemClockStage);
#pragma once

#include <algorithm>

#include <gtest/gtest.h>

#include "common/ports/clock.h"

namespace pareto::test {

template <typename Stage>
class ClockContract : public testing::Test {
protected:
    Stage stage_;
};

TYPED_TEST_SUITE_P(ClockContract);

TYPED_TEST_P(ClockContract, SteadyTimeNeverGoesBack) {
    SteadyTime last = this->stage_.clock().steady();
    for (int look = 0; look < 1000; ++look) {
        const SteadyTime now = this->stage_.clock().steady();
        ASSERT_GE(now, last);
        last = now;
    }
}

TYPED_TEST_P(ClockContract, SteadyTimeGrowsByWhatPasses) {
    for (const std::chrono::milliseconds time :
         {std::chrono::milliseconds{1}, std::chrono::milliseconds{20}}) {
        const SteadyTime before = this->stage_.clock().steady();
        this->stage_.pass(time);
        EXPECT_GE(this->stage_.clock().steady() - before, time);
    }
}

TYPED_TEST_P(ClockContract, TheInstantIsOneThatAnEntryCanBear) {
    const std::int64_t now = to_ms(this->stage_.clock().now());
    EXPECT_GE(now, 0);
    EXPECT_LE(now, 253'402'300'799'999);
}

TYPED_TEST_P(ClockContract, BothClocksShowTheSamePassageOfTime) {
    // The wall clock may be set while this runs, and each look takes time, so one quiet try in ten
    // is enough.
    std::chrono::milliseconds apart = std::chrono::hours{1};
    for (int attempt = 0; attempt < 10 && apart > std::chrono::milliseconds{5}; ++attempt) {
        const UtcTime wall = this->stage_.clock().now();
        const SteadyTime steady = this->stage_.clock().steady();
        this->stage_.pass(std::chrono::milliseconds{20});
        const auto difference =
            (this->stage_.clock().now() - wall) - (this->stage_.clock().steady() - steady);
        apart = std::min(apart, std::chrono::abs(difference));
    }
    EXPECT_LE(apart, std::chrono::milliseconds{5});
}

REGISTER_TYPED_TEST_SUITE_P(ClockContract,
                            SteadyTimeNeverGoesBack,
                            SteadyTimeGrowsByWhatPasses,
                            TheInstantIsOneThatAnEntryCanBear,
                            BothClocksShowTheSamePassageOfTime);

}  // namespace pareto::test

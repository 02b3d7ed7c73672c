// A discount over the lines of a basket, points over lots: parts of a whole that sum to it.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/money/money.h"

namespace pareto {
namespace {

using Parts = std::vector<std::int64_t>;

Parts split(std::int64_t amount, const Parts& weights) {
    return allocate(amount, weights);
}

TEST(AllocateTest, GivesTheRemainderToTheLargestFractionsAndTheFirstOfEquals) {
    EXPECT_EQ(split(100, {1, 1, 1}), (Parts{34, 33, 33}));
    EXPECT_EQ(split(101, {1, 1, 1}), (Parts{34, 34, 33}));
    EXPECT_EQ(split(2, {1, 1, 1}), (Parts{1, 1, 0}));
    EXPECT_EQ(split(10, {1, 2}), (Parts{3, 7}));  // 3.33 and 6.67
    EXPECT_EQ(split(1, {1, 3}), (Parts{0, 1}));   // 0.25 and 0.75
    EXPECT_EQ(split(7, {50, 30, 20}),
              (Parts{4, 2, 1}));  // 3.5, 2.1 and 1.4: the half is the largest
}

TEST(AllocateTest, TakesBackTheSameWay) {
    EXPECT_EQ(split(-100, {1, 1, 1}), (Parts{-34, -33, -33}));
    EXPECT_EQ(split(-7, {50, 30, 20}), (Parts{-4, -2, -1}));
}

TEST(AllocateTest, GivesNothingToWhatWeighsNothing) {
    EXPECT_EQ(split(5, {0, 1, 0, 1}), (Parts{0, 3, 0, 2}));
    EXPECT_EQ(split(5, {0, 0, 7}), (Parts{0, 0, 5}));
}

TEST(AllocateTest, OfNothingIsNothing) {
    EXPECT_EQ(split(0, {3, 4}), (Parts{0, 0}));
    EXPECT_EQ(split(9, {1}), (Parts{9}));
}

TEST(AllocateTest, WorksAtTheLimit) {
    EXPECT_EQ(split(kMinorMax, {kMinorMax, kMinorMax, kMinorMax}),
              (Parts{333'333'333'334, 333'333'333'333, 333'333'333'333}));
    EXPECT_EQ(split(-kMinorMax, {kMinorMax, 1}), (Parts{-999'999'999'999, -1}));
}

TEST(AllocateDeathTest, WeightsAreNotNegativeAndNotAllZero) {
    EXPECT_DEATH(static_cast<void>(split(1, {})), "check failed");
    EXPECT_DEATH(static_cast<void>(split(1, {0, 0})), "check failed");
    EXPECT_DEATH(static_cast<void>(split(1, {3, -1})), "check failed");
}

struct Case {
    std::int64_t amount = 0;
    Parts weights;
};

Case any_case() {
    Case made;
    made.amount = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-200, 201),
                                  rc::gen::inRange<std::int64_t>(-kMinorMax, kMinorMax + 1));
    made.weights = *rc::gen::suchThat(
        rc::gen::nonEmpty(rc::gen::container<Parts>(
            rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 10),
                           rc::gen::inRange<std::int64_t>(0, kMinorMax + 1)))),
        [](const Parts& weights) {
            return std::any_of(
                weights.begin(), weights.end(), [](auto weight) { return weight > 0; });
        });
    return made;
}

RC_GTEST_PROP(AllocateProperty, ThePartsSumToTheWhole, ()) {
    const Case given = any_case();
    const Parts parts = allocate(given.amount, given.weights);
    RC_ASSERT(parts.size() == given.weights.size());
    RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == given.amount);
}

RC_GTEST_PROP(AllocateProperty, EachPartIsItsExactShareRoundedDownOrUp, ()) {
    __extension__ using Wide = __int128;
    const Case given = any_case();
    const Parts parts = allocate(given.amount, given.weights);
    const Wide total = std::accumulate(given.weights.begin(), given.weights.end(), Wide{0});
    const std::int64_t sign = given.amount < 0 ? -1 : 1;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Wide above =
            Wide{parts[i]} * sign * total - Wide{given.amount} * sign * given.weights[i];
        RC_ASSERT(above < total);
        RC_ASSERT(-above < total);
        RC_ASSERT(given.weights[i] > 0 || parts[i] == 0);
    }
}

// Who gets the remainder is no accident of the loop.
RC_GTEST_PROP(AllocateProperty, TheRemainderGoesToTheLargestFractionsAndOfEqualsToTheFirst, ()) {
    __extension__ using Wide = __int128;
    const Case given = any_case();
    const std::int64_t sign = given.amount < 0 ? -1 : 1;
    const Parts parts = allocate(given.amount, given.weights);
    const Wide total = std::accumulate(given.weights.begin(), given.weights.end(), Wide{0});
    const auto fraction = [&](std::size_t i) {
        return Wide{given.amount} * sign * given.weights[i] % total;
    };
    const auto is_up = [&](std::size_t i) {
        return Wide{parts[i]} * sign * total > Wide{given.amount} * sign * given.weights[i];
    };
    for (std::size_t up = 0; up < parts.size(); ++up) {
        for (std::size_t other = 0; is_up(up) && other < parts.size(); ++other) {
            if (is_up(other)) continue;
            RC_ASSERT(fraction(up) > fraction(other) ||
                      (fraction(up) == fraction(other) && up < other));
        }
    }
}

RC_GTEST_PROP(AllocateProperty, TakingBackIsGivingWithTheOtherSign, ()) {
    const Case given = any_case();
    Parts given_back = allocate(-given.amount, given.weights);
    for (auto& part : given_back)
        part = -part;
    RC_ASSERT(given_back == allocate(given.amount, given.weights));
}

}  // namespace
}  // namespace pareto

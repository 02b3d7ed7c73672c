// What is earned, what returns take back, what points are worth.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/loyalty/loyalty.h"

namespace pareto::loyalty {
namespace {

RuleSet rules(Rational points_per_minor, Rational minor_per_point = {1, 1}) {
    RuleSet made;
    made.points_per_minor = points_per_minor;
    made.minor_per_point = minor_per_point;
    return made;
}

std::int64_t earned(std::int64_t eligible_minor, Rational points_per_minor = {1, 100}) {
    return earn(eligible_minor, rules(points_per_minor)).value;
}

TEST(EarnTest, GivesOnePointForEachWholeDollar) {
    EXPECT_EQ(earned(0), 0);
    EXPECT_EQ(earned(1), 0);
    EXPECT_EQ(earned(99), 0);
    EXPECT_EQ(earned(100), 1);
    EXPECT_EQ(earned(199), 1);
    EXPECT_EQ(earned(123'456), 1234);
    EXPECT_EQ(earned(kMinorMax), 10'000'000'000);
}

TEST(EarnTest, GivesNothingWhereNothingWasSpent) {
    EXPECT_EQ(earned(-1), 0);
    EXPECT_EQ(earned(-100'000), 0);
    EXPECT_EQ(earned(-kMinorMax), 0);
}

TEST(EarnTest, FollowsTheRate) {
    EXPECT_EQ(earned(1000, {3, 100}), 30);
    EXPECT_EQ(earned(1000, {1, 3}), 333);
    EXPECT_EQ(earned(5, {2, 1}), 10);
    EXPECT_EQ(earned(5, {0, 1}), 0);
}

TEST(WorthTest, IsRoundedDown) {
    EXPECT_EQ(worth(Points{250}, RuleSet{}), 250);
    EXPECT_EQ(worth(Points{250}, rules({}, {1, 100})), 2);
    EXPECT_EQ(worth(Points{99}, rules({}, {1, 100})), 0);
    EXPECT_EQ(worth(Points{7}, rules({}, {50, 1})), 350);
    EXPECT_EQ(worth(Points{0}, RuleSet{}), 0);
}

std::int64_t usable(std::int64_t available,
                    std::int64_t due_minor,
                    Rational minor_per_point = {1, 1}) {
    return redeemable(Points{available}, due_minor, rules({1, 100}, minor_per_point)).value;
}

TEST(RedeemableTest, IsWhatIsThereOrWhatIsDue) {
    EXPECT_EQ(usable(100, 250), 100);
    EXPECT_EQ(usable(250, 250), 250);
    EXPECT_EQ(usable(300, 250), 250);
}

TEST(RedeemableTest, IsNothingWithoutPointsOrWithoutADebt) {
    EXPECT_EQ(usable(0, 250), 0);
    EXPECT_EQ(usable(-5, 250), 0);
    EXPECT_EQ(usable(100, 0), 0);
    EXPECT_EQ(usable(100, -250), 0);
}

TEST(RedeemableTest, NeverGivesMoreThanIsDue) {
    EXPECT_EQ(usable(1000, 25, {10, 1}), 2);  // two points are worth 20, three would be 30
    EXPECT_EQ(usable(1000, 9, {10, 1}), 0);   // one point is worth more than is due
    EXPECT_EQ(usable(10'000, 25, {1, 100}), 2500);
}

TEST(RedeemableTest, AnAmountThatNoPointsCanCoverTakesThemAll) {
    EXPECT_EQ(usable(700, kMinorMax, {1, 1}), 700);
    EXPECT_EQ(usable(700, kMinorMax, {1, 100}), 700);  // it would take 10^14 points
}

RC_GTEST_PROP(RedeemableProperty, FitsTheBalanceAndTheDebt, ()) {
    const Rational worth_of_one{*rc::gen::inRange<std::int64_t>(1, 1001),
                                *rc::gen::inRange<std::int64_t>(1, 1001)};
    const auto available = *rc::gen::inRange<std::int64_t>(-10, kMinorMax / 1000);
    const auto due = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-10, 10'000),
                                     rc::gen::inRange<std::int64_t>(0, kMinorMax + 1));
    const RuleSet chosen = rules({1, 100}, worth_of_one);
    const Points used = redeemable(Points{available}, due, chosen);
    RC_ASSERT(used.value >= 0);
    RC_ASSERT(used.value <= std::max<std::int64_t>(available, 0));
    RC_ASSERT(worth(used, chosen) <= std::max<std::int64_t>(due, 0));
}

TEST(LotExpiryTest, CountsDaysFromTheBusinessDate) {
    const auto expiry = [](const char* earned_on, std::int32_t days) {
        RuleSet chosen;
        chosen.lot_days = days;
        return to_string(lot_expiry(parse_date(earned_on).value(), chosen));
    };
    EXPECT_EQ(expiry("2026-03-09", 365), "2027-03-09");
    EXPECT_EQ(expiry("2027-03-09", 365), "2028-03-08");  // 2028 has a 29 February
    EXPECT_EQ(expiry("2026-03-09", 0), "2026-03-09");
    EXPECT_EQ(expiry("2024-02-29", 366), "2025-03-01");
}

}  // namespace
}  // namespace pareto::loyalty

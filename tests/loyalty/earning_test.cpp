// What each line of a sale earns; every figure worked out by hand, and what must hold for any sale.
#include "common/loyalty/earning.h"

#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pareto::loyalty {
namespace {

// "points/points_paid of points_paid_minor" of each line.
std::string shares(const std::vector<EarningLine>& lines,
                   const Paid& paid = {},
                   const RuleSet& rules = {}) {
    std::string text;
    for (const LineShare& share : earn_by_line(lines, paid, rules)) {
        text += (text.empty() ? "" : ", ") + std::to_string(share.points.value);
        if (paid.points_minor != 0) {
            text += "/" + std::to_string(share.points_paid.value) + " of " +
                    std::to_string(share.points_paid_minor);
        }
    }
    return text;
}

EarningLine costs(std::int64_t amount_minor, std::int64_t discount_minor = 0) {
    return {"tea", "drinks", amount_minor, discount_minor};
}

TEST(EarnByLineTest, SharesOutWhatTheWholeSaleEarns) {
    EXPECT_EQ(shares({costs(10'00)}), "10");
    EXPECT_EQ(shares({costs(10'50), costs(10'50)}), "11, 10");  // 21 together
    EXPECT_EQ(shares({costs(50), costs(49), costs(1)}), "1, 0, 0");
    EXPECT_EQ(shares({costs(0), costs(3'00)}), "0, 3");
    EXPECT_EQ(shares({costs(99)}), "0");
    EXPECT_EQ(shares({}), "");
}

TEST(EarnByLineTest, ALineOfTheOtherSignLessensTheSumAndHasNoShare) {
    EXPECT_EQ(shares({costs(10'00), costs(-4'00)}), "6, 0");
    EXPECT_EQ(shares({costs(4'00), costs(-10'00)}), "0, -6");
    EXPECT_EQ(shares({costs(-4'99), costs(-5'00)}), "-4, -5");  // 9.99 take 9 back
}

TEST(EarnByLineTest, WhatPointsPaidEarnsNothingAndIsSharedOut) {
    EXPECT_EQ(shares({costs(60'00), costs(40'00)}, {.points_minor = 50'00, .points = Points{50}}),
              "30/30 of 3000, 20/20 of 2000");
    EXPECT_EQ(shares({costs(60'00), costs(40'00)}, {.points_minor = 100'00, .points = Points{100}}),
              "0/60 of 6000, 0/40 of 4000");
    // 100 minor units over three equal lines: 34, 33, 33; eligible 1.66, 1.67, 1.67 earn 5.
    EXPECT_EQ(shares({costs(2'00), costs(2'00), costs(2'00)},
                     {.points_minor = 1'00, .points = Points{100}}),
              "1/34 of 34, 2/33 of 33, 2/33 of 33");
    EXPECT_EQ(shares({costs(5'00), costs(-2'00)}, {.points_minor = 3'00, .points = Points{3}}),
              "0/3 of 300, 0/0 of 0");
}

TEST(EarnByLineTest, TheFirstRuleThatNamesTheSkuThenTheCategoryHolds) {
    RuleSet rules;
    rules.earning_rules = {
        {"", "drinks", {0, 1}}, {"tea", "", {3, 1}}, {"tea", "", {5, 1}}, {"", "food", {1, 2}}};
    EXPECT_EQ(shares({{"tea", "drinks", 10'00, 0}}, {}, rules), "30");
    EXPECT_EQ(shares({{"wine", "drinks", 10'00, 0}}, {}, rules), "0");
    EXPECT_EQ(shares({{"rice", "food", 10'01, 0}}, {}, rules), "5");  // 5.005 is 5.01
    EXPECT_EQ(shares({{"soap", "home", 10'00, 0}}, {}, rules), "10");
    EXPECT_EQ(shares({{"soap", "", 10'00, 0}}, {}, rules), "10");
    EXPECT_EQ(shares({{"wine", "drinks", -10'00, 0}}, {}, rules), "0");
}

TEST(EarnByLineTest, ALineDiscountedBeyondTheLimitEarnsNothing) {
    RuleSet rules;
    rules.discount_percent_max = 20;
    EXPECT_EQ(shares({costs(80'00, 20'00)}, {}, rules), "80");  // exactly 20 %
    EXPECT_EQ(shares({costs(79'99, 20'01)}, {}, rules), "0");
    EXPECT_EQ(shares({costs(-79'99, -20'01)}, {}, rules), "0");
    EXPECT_EQ(shares({costs(0, 5'00), costs(1'00)}, {}, rules), "0, 1");
    rules.discount_percent_max = 0;
    EXPECT_EQ(shares({costs(99'99, 1), costs(1'00)}, {}, rules), "0, 1");
    EXPECT_EQ(shares({costs(1, 99'99)}), "0");  // no limit; 0.01 earns nothing anyhow
}

TEST(EarnByLineTest, WhatAnExternalCardPaidEarnsItsShare) {
    RuleSet rules;
    rules.card_tender = {1, 2};
    EXPECT_EQ(shares({costs(100'00)}, {.points = {}, .cash_minor = 100'00}, rules), "100");
    EXPECT_EQ(shares({costs(100'00)}, {.points = {}, .card_minor = 100'00}, rules), "50");
    EXPECT_EQ(
        shares({costs(100'00)}, {.points = {}, .cash_minor = 60'00, .card_minor = 40'00}, rules),
        "80");
    EXPECT_EQ(
        shares({costs(100'00)}, {.points = {}, .cash_minor = -10'00, .card_minor = 110'00}, rules),
        "100");
}

Rational any_multiplier() {
    return {*rc::gen::inRange<std::int64_t>(0, kMultiplierMax + 1),
            *rc::gen::inRange<std::int64_t>(1, kMultiplierMax + 1)};
}

RC_GTEST_PROP(EarnByLineProperty, NoPointAndNoMinorUnitIsLostBetweenTheLines, ()) {
    RuleSet rules;
    rules.points_per_minor = {*rc::gen::inRange<std::int64_t>(0, 1001),
                              *rc::gen::inRange<std::int64_t>(1, 1001)};
    const auto plain = *rc::gen::arbitrary<bool>();
    if (!plain) rules.earning_rules = {{"", "odd", any_multiplier()}};
    std::vector<EarningLine> lines;
    std::int64_t positive = 0;
    std::int64_t total = 0;
    for (int count = *rc::gen::inRange(1, 12); count > 0; --count) {
        const auto amount = *rc::gen::inRange<std::int64_t>(-1'000'000, 10'000'000);
        lines.push_back({"x", count % 2 == 0 ? "odd" : "even", amount, 0});
        positive += std::max<std::int64_t>(amount, 0);
        total += amount;
    }
    const Paid paid{.points_minor = *rc::gen::inRange<std::int64_t>(0, positive + 1),
                    .points = Points{*rc::gen::inRange<std::int64_t>(0, 1'000'000)}};
    std::int64_t points = 0;
    std::int64_t paid_minor = 0;
    std::int64_t paid_points = 0;
    std::size_t index = 0;
    for (const LineShare& share : earn_by_line(lines, paid, rules)) {
        points += share.points.value;
        paid_minor += share.points_paid_minor;
        paid_points += share.points_paid.value;
        const std::int64_t amount = lines[index++].amount_minor;
        RC_ASSERT(share.points_paid_minor >= 0);
        RC_ASSERT(share.points_paid_minor <= std::max<std::int64_t>(amount, 0));
    }
    RC_ASSERT(paid_minor == paid.points_minor);
    RC_ASSERT(paid.points_minor == 0 || paid_points == paid.points.value);
    const std::int64_t eligible = total - paid.points_minor;
    if (plain) {
        RC_ASSERT(points ==
                  (eligible >= 0 ? earn(eligible, rules).value : -earn(-eligible, rules).value));
    }
}

}  // namespace
}  // namespace pareto::loyalty

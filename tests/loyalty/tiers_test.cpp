// Which tier the figures of days give. Figures are written "2026-03-10:100 2026-04-01:-20".
#include <charconv>
#include <sstream>

#include <gtest/gtest.h>

#include "common/loyalty/loyalty.h"

namespace pareto::loyalty {
namespace {

BusinessDate date(std::string_view text) {
    return parse_date(text).value();
}

TierRules yearly(int grace_days = 0) {
    TierRules rules;
    rules.grace_days = grace_days;
    rules.tiers = {{"silver", 100, {3, 2}}, {"gold", 500, {2, 1}}};
    return rules;
}

TierRules rolling(int days, int grace_days) {
    TierRules rules = yearly(grace_days);
    rules.period = TierPeriod::Rolling;
    rules.rolling_days = days;
    return rules;
}

std::vector<TierDay> days(const std::string& text) {
    std::vector<TierDay> made;
    std::istringstream in(text);
    for (std::string one; in >> one;)
        made.push_back({to_day_number(date(one.substr(0, 10))), std::stoll(one.substr(11))});
    return made;
}

/// "silver 100/100 2026-01-01..2026-12-31 reached"
std::string standing(const TierRules& rules,
                     const std::string& figures,
                     std::string_view on,
                     const std::optional<GrantedTier>& granted = std::nullopt) {
    const TierStanding found = tier_on(rules, days(figures), granted, date(on));
    constexpr std::array kReasons{"reached", "kept", "granted", "below"};
    return (found.tier.empty() ? "none" : found.tier) + " " + std::to_string(found.figure) + "/" +
           std::to_string(found.threshold) + " " + to_string(found.from) + ".." +
           to_string(found.to) + " " + kReasons.at(static_cast<std::size_t>(found.reason));
}

TEST(TiersTest, TheBoundaryItselfReachesTheTierAndOnePointLessDoesNot) {
    const std::string year = " 2026-01-01..2026-12-31 ";
    EXPECT_EQ(standing(yearly(), "2026-03-10:99", "2026-03-10"), "none 99/100" + year + "below");
    EXPECT_EQ(standing(yearly(), "2026-03-10:100", "2026-03-10"),
              "silver 100/100" + year + "reached");
    EXPECT_EQ(standing(yearly(), "2026-03-10:499", "2026-03-10"),
              "silver 499/100" + year + "reached");
    EXPECT_EQ(standing(yearly(), "2026-03-10:500", "2026-03-10"),
              "gold 500/500" + year + "reached");
    EXPECT_EQ(standing(yearly(), "", "2026-03-10"), "none 0/100" + year + "below");
}

TEST(TiersTest, AYearGivesItsTierForItsRestAndTheNextYear) {
    const std::string figures = "2026-05-01:600";
    EXPECT_EQ(standing(yearly(), figures, "2026-04-30"), "none 0/100 2026-01-01..2026-12-31 below");
    EXPECT_EQ(standing(yearly(), figures, "2026-12-31"),
              "gold 600/500 2026-01-01..2026-12-31 reached");
    EXPECT_EQ(standing(yearly(), figures, "2027-12-31"),
              "gold 600/500 2026-01-01..2026-12-31 kept");
    EXPECT_EQ(standing(yearly(), figures, "2028-01-01"), "none 0/100 2028-01-01..2028-12-31 below");
}

TEST(TiersTest, GraceKeepsTheTierForSoManyDaysAfterTheEnd) {
    const std::string figures = "2026-05-01:600";
    EXPECT_EQ(standing(yearly(10), figures, "2028-01-10"),
              "gold 600/500 2026-01-01..2026-12-31 kept");
    EXPECT_EQ(standing(yearly(10), figures, "2028-01-11"),
              "none 0/100 2028-01-01..2028-12-31 below");
    EXPECT_EQ(standing(rolling(30, 5), "2026-05-01:600", "2026-06-04"),
              "gold 600/500 2026-05-01..2026-05-30 kept");
    EXPECT_EQ(standing(rolling(30, 5), "2026-05-01:600", "2026-06-05"),
              "none 0/100 2026-05-07..2026-06-05 below");
}

TEST(TiersTest, ARollingPeriodCountsItsFirstDayAndNotTheDayBefore) {
    EXPECT_EQ(standing(rolling(30, 0), "2026-05-01:100", "2026-05-30"),
              "silver 100/100 2026-05-01..2026-05-30 reached");
    EXPECT_EQ(standing(rolling(30, 0), "2026-05-01:100", "2026-05-31"),
              "none 0/100 2026-05-02..2026-05-31 below");
}

TEST(TiersTest, AReturnWithinTheYearTakesTheTierAtItsEndAndNotBefore) {
    const std::string figures = "2026-05-01:600 2026-06-01:-550";
    EXPECT_EQ(standing(yearly(), figures, "2026-12-31"),
              "gold 600/500 2026-01-01..2026-12-31 reached");
    EXPECT_EQ(standing(yearly(), figures, "2027-01-01"),
              "none 0/100 2027-01-01..2027-12-31 below");
}

TEST(TiersTest, ATierThatSomebodyCameWithCountsAsReachedThen) {
    const GrantedTier gold{"gold", to_day_number(date("2026-03-01"))};
    EXPECT_EQ(standing(yearly(), "", "2027-12-31", gold),
              "gold 500/500 2026-03-01..2027-12-31 granted");
    EXPECT_EQ(standing(yearly(), "", "2028-01-01", gold),
              "none 0/100 2028-01-01..2028-12-31 below");
    EXPECT_EQ(standing(yearly(), "", "2026-02-28", gold),
              "none 0/100 2026-01-01..2026-12-31 below");
    const GrantedTier unknown{"platinum", to_day_number(date("2026-03-01"))};
    EXPECT_EQ(standing(yearly(), "", "2026-03-01", unknown),
              "none 0/100 2026-01-01..2026-12-31 below");
}

TEST(TiersTest, TheMultiplierIsThatOfTheTierAndOneForAllOthers) {
    RuleSet rules;
    rules.tier_rules = yearly();
    EXPECT_EQ(tier_multiplier(rules, "silver"), (Rational{3, 2}));
    EXPECT_EQ(tier_multiplier(rules, "gold"), (Rational{2, 1}));
    EXPECT_EQ(tier_multiplier(rules, ""), (Rational{1, 1}));
    EXPECT_EQ(tier_multiplier(rules, "platinum"), (Rational{1, 1}));
}

TEST(TiersTest, RulesThatCannotBeAreNamed) {
    const auto wrong = [](auto change) {
        TierRules rules = yearly();
        change(rules);
        return check(rules).value_or("good");
    };
    EXPECT_EQ(wrong([](TierRules&) {}), "good");
    EXPECT_EQ(wrong([](TierRules& rules) { rules.tiers[1].threshold = 100; }),
              "tiers[1].threshold: must be above the one before");
    EXPECT_EQ(wrong([](TierRules& rules) { rules.tiers[1].name = "silver"; }),
              "tiers[1].name: another tier has this name");
    EXPECT_EQ(wrong([](TierRules& rules) { rules.tiers[0].name = "it's"; }),
              "tiers[0].name: must be 1 to 32 lower case letters, digits or -");
    EXPECT_EQ(wrong([](TierRules& rules) { rules.tiers[0].threshold = 0; }),
              "tiers[0].threshold: must be 1 to 1000000000000");
    EXPECT_EQ(wrong([](TierRules& rules) { rules.tiers[0].multiplier = {1, 0}; }),
              "tiers[0].multiplier: must be a fraction of whole numbers, such as 3/2");
    EXPECT_EQ(wrong([](TierRules& rules) { rules.rolling_days = 0; }),
              "rolling_days: must be 1 to 3660");
    EXPECT_EQ(wrong([](TierRules& rules) { rules.grace_days = -1; }),
              "grace_days: must be 0 to 366");
}

}  // namespace
}  // namespace pareto::loyalty

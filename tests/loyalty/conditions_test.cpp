// Which conditions hold: member 7 buys tea for 10.00 (2 units) and milk for 4.00 on Tuesday 10
// March 2026 at 10:30 in HK01.
#include <functional>

#include <gtest/gtest.h>

#include "common/loyalty/control_group.h"
#include "tests/loyalty/campaigns_made.h"

namespace pareto::loyalty::test {
namespace {

struct Case {
    const char* what;
    std::function<void(Campaign&, Conditions&, PricingRequest&)> change;
    Why expected;
};

void expect(const std::vector<Case>& cases) {
    for (const Case& one : cases) {
        Visit visit{{line("tea", 1000, 2, "drinks"), line("milk", 400, 1, "dairy")}};
        auto off = campaign(1, 0, {}, {AmountOff{.minor = 1}});
        one.change(off, off.rules[0].conditions, visit.request);
        EXPECT_EQ(name_of(priced(visit, {off}).reasons.at(0).why), name_of(one.expected))
            << one.what;
    }
}

#define PARETO_CHANGE                        \
    []([[maybe_unused]] Campaign & of,       \
       [[maybe_unused]] Conditions & wanted, \
       [[maybe_unused]] PricingRequest & at)

// clang-format off

TEST(ConditionTest, TimeAndPlace) {
    expect({
            {"first day", PARETO_CHANGE { of.from = of.to = at.business_date; }, Why::Applied},
            {"day before", PARETO_CHANGE { of.from = day("2026-03-11"); }, Why::OutsideDates},
            {"day after", PARETO_CHANGE { of.to = day("2026-03-09"); }, Why::OutsideDates},
            {"branch", PARETO_CHANGE { wanted.branches = {"HK02", "HK01"}; }, Why::Applied},
            {"other branch", PARETO_CHANGE { wanted.branches = {"HK02"}; }, Why::OtherBranch},
            {"Tuesday", PARETO_CHANGE { wanted.weekdays = 2; }, Why::Applied},
            {"not Tuesday", PARETO_CHANGE { wanted.weekdays = 0x7F & ~2U; }, Why::OtherWeekday},
            {"from 10:30", PARETO_CHANGE { wanted.hours = {{630, 631}}; }, Why::Applied},
            {"until 10:30", PARETO_CHANGE { wanted.hours = {{0, 630}, {631, 1440}}; }, Why::OtherHour}});
}

TEST(ConditionTest, TheMember) {
    expect({
            {"a stranger", PARETO_CHANGE { at.customer.member.member = {}; }, Why::Applied},
            {"members only", PARETO_CHANGE { wanted.members_only = true; }, Why::Applied},
            {"a stranger where members only",
             PARETO_CHANGE { wanted.members_only = true; at.customer.member.member = {}; }, Why::NotAMember},
            {"a stranger where a control group is drawn",
             PARETO_CHANGE { of.control_basis_points = 1; at.customer.member.member = {}; }, Why::NotAMember},
            {"targeted",
             PARETO_CHANGE { wanted.targeted = true; at.customer.targeted = {CampaignId{1}}; }, Why::Applied},
            {"targeted by another",
             PARETO_CHANGE { wanted.targeted = true; at.customer.targeted = {CampaignId{2}}; }, Why::NotTargeted},
            {"segment",
             PARETO_CHANGE { wanted.segments = {"a", "b"}; at.customer.segments = {"z", "b"}; }, Why::Applied},
            {"no segment", PARETO_CHANGE { wanted.segments = {"a"}; }, Why::OtherSegment},
            {"tier",
             PARETO_CHANGE { wanted.tiers = {"gold"}; at.customer.member.tier = "gold"; }, Why::Applied},
            {"other tier", PARETO_CHANGE { wanted.tiers = {"gold"}; }, Why::OtherTier},
            {"VIP", PARETO_CHANGE { wanted.vip = true; at.customer.member.vip = true; }, Why::Applied},
            {"not VIP", PARETO_CHANGE { wanted.vip = true; }, Why::NotVip}});
}

TEST(ConditionTest, BirthdayAndVisit) {
    using std::chrono::April, std::chrono::March, std::chrono::December, std::chrono::February;
    expect({
            {"unknown birthday", PARETO_CHANGE { wanted.birthday = {{5, 5}}; }, Why::NotBirthday},
            {"five days before",
             PARETO_CHANGE { wanted.birthday = {{5, 0}}; at.customer.birthday = March / 15; }, Why::Applied},
            {"six days before",
             PARETO_CHANGE { wanted.birthday = {{5, 0}}; at.customer.birthday = March / 16; }, Why::NotBirthday},
            {"three days after",
             PARETO_CHANGE { wanted.birthday = {{0, 3}}; at.customer.birthday = March / 7; }, Why::Applied},
            {"four days after",
             PARETO_CHANGE { wanted.birthday = {{0, 3}}; at.customer.birthday = March / 6; }, Why::NotBirthday},
            {"29 February, ten days after the 28th",
             PARETO_CHANGE { wanted.birthday = {{0, 10}}; at.customer.birthday = February / 29; }, Why::Applied},
            {"over the year's end",
             PARETO_CHANGE { wanted.birthday = {{0, 69}}; at.customer.birthday = December / 31; }, Why::Applied},
            {"unknown visits", PARETO_CHANGE { wanted.visit = {{1, 1, 1}}; }, Why::OtherVisit},
            {"first", PARETO_CHANGE { wanted.visit = {{1, 1, 1}}; at.customer.visits = 0; }, Why::Applied},
            {"second",
             PARETO_CHANGE { wanted.visit = {{1, 1, 1}}; at.customer.visits = 1; }, Why::OtherVisit},
            {"every fifth: tenth",
             PARETO_CHANGE { wanted.visit = {{5, 0, 5}}; at.customer.visits = 9; }, Why::Applied},
            {"every fifth: ninth",
             PARETO_CHANGE { wanted.visit = {{5, 0, 5}}; at.customer.visits = 8; }, Why::OtherVisit},
            {"second to fourth",
             PARETO_CHANGE { wanted.visit = {{2, 4, 1}}; at.customer.visits = 3; }, Why::Applied},
            {"fifth",
             PARETO_CHANGE { wanted.visit = {{2, 4, 1}}; at.customer.visits = 4; }, Why::OtherVisit}});
}

TEST(ConditionTest, CouponAndTender) {
    expect({
            {"no coupon", PARETO_CHANGE { wanted.coupon = of.coupons.pool = true; }, Why::NoCoupon},
            {"of the pool",
             PARETO_CHANGE { wanted.coupon = of.coupons.pool = true; at.coupons = {{"X1", CampaignId{1}, {}}}; }, Why::Applied},
            {"of another pool",
             PARETO_CHANGE { wanted.coupon = of.coupons.pool = true; at.coupons = {{"X1", CampaignId{2}, {}}}; }, Why::NoCoupon},
            {"everybody's code",
             PARETO_CHANGE { wanted.coupon = true; of.coupons.codes = {"TEA"}; at.coupons = {{"TEA", {}, {}}}; }, Why::Applied},
            {"another code",
             PARETO_CHANGE { wanted.coupon = true; of.coupons.codes = {"TEA"}; at.coupons = {{"tea", {}, {}}}; }, Why::NoCoupon},
            {"for milk",
             PARETO_CHANGE { wanted.coupon = wanted.items.of_coupon = of.coupons.pool = true; at.coupons = {{"X", CampaignId{1}, {"milk"}}}; }, Why::Applied},
            {"for goods that are not there",
             PARETO_CHANGE { wanted.coupon = wanted.items.of_coupon = of.coupons.pool = true; at.coupons = {{"X", CampaignId{1}, {"rum"}}}; }, Why::NoSuchItems},
            {"tender not known", PARETO_CHANGE { wanted.paid_by = PaidByCard; }, Why::OtherTender},
            {"card",
             PARETO_CHANGE { wanted.paid_by = PaidByCard; at.paid_by = PaidByCard | PaidByPoints; }, Why::Applied},
            {"card and cash",
             PARETO_CHANGE { wanted.paid_by = PaidByCard; at.paid_by = PaidByCard | PaidByCash; }, Why::OtherTender},
            {"only points",
             PARETO_CHANGE { wanted.paid_by = PaidByCard; at.paid_by = PaidByPoints; }, Why::OtherTender}});
}

TEST(ConditionTest, Goods) {
    expect({
            {"category", PARETO_CHANGE { wanted.items.categories = {"dairy"}; }, Why::Applied},
            {"no such item", PARETO_CHANGE { wanted.items.skus = {"rum"}; }, Why::NoSuchItems},
            {"excepted",
             PARETO_CHANGE { wanted.items.categories = {"dairy"}; wanted.items.except_skus = {"milk"}; }, Why::NoSuchItems},
            {"all but one category",
             PARETO_CHANGE { wanted.items.except_categories = {"dairy"}; }, Why::Applied},
            {"spend reached", PARETO_CHANGE { wanted.minimum_spend_minor = 1400; }, Why::Applied},
            {"spend missed", PARETO_CHANGE { wanted.minimum_spend_minor = 1401; }, Why::BelowSpend},
            {"spend on tea",
             PARETO_CHANGE { wanted.items.skus = {"tea"}; wanted.minimum_spend_minor = 1001; }, Why::BelowSpend},
            {"quantity reached", PARETO_CHANGE { wanted.minimum_quantity = {3000}; }, Why::Applied},
            {"quantity missed", PARETO_CHANGE { wanted.minimum_quantity = {3001}; }, Why::BelowQuantity},
            {"combination",
             PARETO_CHANGE { wanted.combination = {{{{"tea"}, {}, {}, {}, false}, {2000}}, {{{}, {"dairy"}, {}, {}, false}, {1000}}}; }, Why::Applied},
            {"half a combination",
             PARETO_CHANGE { wanted.combination = {{{{"tea"}, {}, {}, {}, false}, {2000}}, {{{"rum"}, {}, {}, {}, false}, {1000}}}; }, Why::CombinationIncomplete}});
}

// clang-format on

TEST(OfferTest, TellsWhatIsMissingWhenAtLeastHalfIsThere) {
    const Visit visit{{line("tea", 1000)}};
    auto off = campaign(1, 0, {}, {AmountOff{.minor = 100}});
    off.rules[0].conditions.minimum_spend_minor = 2000;
    EXPECT_EQ(priced(visit, {off}).offers, (std::vector{Offer{CampaignId{1}, 1, 1000, {}}}));
    off.rules[0].conditions.minimum_spend_minor = 2001;
    EXPECT_TRUE(priced(visit, {off}).offers.empty());
    off.rules[0].conditions.minimum_spend_minor = 1500;
    off.control_basis_points = kWholeBasisPoints;
    EXPECT_TRUE(priced(visit, {off}).offers.empty());
}

// Figures of a separate computation of the formula in the header.
TEST(ControlGroupTest, IsDrawnTheSameWayEverywhereAndForEver) {
    EXPECT_EQ(draw_of(MemberId{1}, CampaignId{1}), 8701);
    EXPECT_EQ(draw_of(MemberId{1}, CampaignId{2}), 6067);
    EXPECT_EQ(draw_of(MemberId{0x0000000500000001}, CampaignId{1}), 8601);
}

TEST(ControlGroupTest, GroupsAreWithinThreeSigmaOfTheirShares) {
    auto tried = campaign(1, 0, {}, {AmountOff{.minor = 1}});
    tried.control_basis_points = 1000;
    tried.variants = {{"A", 4500}, {"B", 4500}};
    constexpr std::int64_t kMembers = 100'000;
    for (const std::int64_t id : {1, 2, 3, 50, 4711}) {
        tried.id = CampaignId{id};
        std::int64_t sizes[3] = {};
        for (std::int64_t member = 0; member < kMembers; ++member) {
            const auto placed = placement_of(tried, MemberId::of(5, member + 1));
            ++sizes[placed.control ? 0 : placed.variant];
        }
        // sigma² = n·p·(1-p): 9,000 and 24,750; three sigma: 284 and 471.
        EXPECT_LE(std::abs(sizes[0] - 10'000), 284) << id;
        EXPECT_LE(std::abs(sizes[1] - 45'000), 471) << id;
        EXPECT_LE(std::abs(sizes[2] - 45'000), 471) << id;
    }
}

TEST(ControlGroupTest, TheControlGroupGetsNothingAndAVariantOnlyItsRules) {
    auto tried = campaign(1, 0, {}, {AmountOff{.minor = 1}});
    tried.variants = {{"A", 5000}, {"B", 5000}};
    tried.rules[0].variant = 1;
    tried.rules.push_back({2, {}, {AmountOff{.minor = 2}}});
    for (std::int64_t member = 1; member <= 50; ++member) {
        Visit visit{{line("tea", 1000)}};
        visit.request.customer.member.member = MemberId{member};
        const auto placed = placement_of(tried, MemberId{member});
        EXPECT_EQ(priced(visit, {tried}).discount_minor, placed.variant);
        auto nobody = tried;
        nobody.variants.clear();
        nobody.rules.resize(1);
        nobody.rules[0].variant = 0;
        nobody.control_basis_points = kWholeBasisPoints;
        EXPECT_EQ(reasons(priced(visit, {nobody})), "1:ControlGroup");
    }
}

}  // namespace
}  // namespace pareto::loyalty::test

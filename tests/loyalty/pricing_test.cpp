// What campaigns make of a basket. The rules give 1 point for each 1.00; amounts are cents.
#include <gtest/gtest.h>

#include "tests/loyalty/campaigns_made.h"

namespace pareto::loyalty::test {
namespace {

TEST(DiscountTest, PercentOffItemsIsRoundedByLine) {
    const Visit visit{{line("tea", 999), line("milk", 1000), line("tea", 333)}};
    // 20 % of 9.99 is 1.998, of 3.33 is 0.666.
    EXPECT_EQ(
        show(priced(visit, {campaign(1, 0, of_skus({"tea"}), {PercentOff{.basis_points = 2000}})})),
        "-200 -0 -67 | 0p");
}

TEST(DiscountTest, PercentOffTheBasketIsRoundedOnceAndAllocated) {
    const Visit visit{{line("tea", 333), line("milk", 333), line("rice", 334)}};
    const auto off = campaign(
        1, 0, of_skus({"tea"}), {PercentOff{.target = Target::Basket, .basis_points = 1000}});
    EXPECT_EQ(show(priced(visit, {off})), "-33 -33 -34 | 0p");
    const auto of_tea =
        campaign(1,
                 0,
                 of_skus({"tea"}),
                 {PercentOff{.target = Target::ItemsTogether, .basis_points = 1000}});
    EXPECT_EQ(show(priced(visit, {of_tea})), "-33 -0 -0 | 0p");
}

TEST(DiscountTest, StopsAtItsMaximum) {
    const Visit visit{{line("tea", 10000), line("tea", 5000)}};
    const auto off = campaign(1, 0, {}, {PercentOff{.basis_points = 5000, .maximum_minor = 100}});
    EXPECT_EQ(show(priced(visit, {off})), "-67 -33 | 0p");
}

TEST(DiscountTest, AmountOffItemsCountsUnitsAndNeverExceedsTheLine) {
    const Visit visit{
        {line("tea", 999, 3), line("tea", 150, 2), {"tea", "food", Quantity{1500}, 900, true}}};
    const auto off =
        campaign(1, 0, of_skus({"tea"}), {AmountOff{.target = Target::Items, .minor = 101}});
    EXPECT_EQ(show(priced(visit, {off})), "-303 -150 -151 | 0p");  // 1.5 × 1.01 rounded down
}

TEST(DiscountTest, AmountOffTheBasketIsAllocatedByAmount) {
    const Visit visit{{line("tea", 1000), line("milk", 2000)}};
    EXPECT_EQ(show(priced(visit, {campaign(1, 0, {}, {AmountOff{.minor = 1000}})})),
              "-333 -667 | 0p");
    EXPECT_EQ(show(priced(visit, {campaign(1, 0, {}, {AmountOff{.minor = 9999}})})),
              "-1000 -2000 | 0p");
}

TEST(DiscountTest, OneOfThreeIsFreeAndItIsTheCheapest) {
    const auto off = campaign(
        1, 0, of_skus({"tea", "milk"}), {PercentOff{.basis_points = 10000, .cheapest_of = 3}});
    EXPECT_EQ(show(priced(Visit{{line("tea", 1000, 2), line("milk", 300)}}, {off})),
              "-0 -300 | 0p");
    EXPECT_EQ(show(priced(Visit{{line("tea", 1000, 2)}}, {off})), "-0 | 0p");
    // Six units: the milk and one tea of 5.00 are free.
    EXPECT_EQ(show(priced(Visit{{line("tea", 2500, 5), line("milk", 300)}}, {off})),
              "-500 -300 | 0p");
}

TEST(DiscountTest, IsNeverGivenOnReturnedGoods) {
    const Visit visit{{line("tea", -1000, -1), line("tea", 500), line("tea", 0)}};
    EXPECT_EQ(show(priced(visit, {campaign(1, 0, {}, {PercentOff{.basis_points = 1000}})})),
              "-0 -50 -0 | 0p");
}

TEST(OrderTest, TheHigherPriorityIsPricedFirstAndTheNextTakesFromTheRest) {
    const Visit visit{{line("tea", 1000)}};
    const auto half = [](std::int64_t id, std::int32_t priority) {
        return campaign(id, priority, {}, {PercentOff{.basis_points = 5000}});
    };
    const auto hundred = campaign(2, 10, {}, {AmountOff{.minor = 100}});
    EXPECT_EQ(show(priced(visit, {half(1, 20), hundred})), "-600 | 0p");
    EXPECT_EQ(show(priced(visit, {half(1, 5), hundred})), "-550 | 0p");
    EXPECT_EQ(show(priced(visit, {half(1, 10), hundred})),
              "-600 | 0p");  // of equals, the smaller id
}

TEST(OrderTest, OneThatStandsAloneIsGivenOnlyWhereNoOtherWas) {
    const Visit visit{{line("tea", 1000)}};
    auto alone = campaign(1, 5, {}, {AmountOff{.minor = 400}});
    alone.alone = true;
    const auto other = [](std::int32_t priority) {
        return campaign(2, priority, {}, {AmountOff{.minor = 100}});
    };
    EXPECT_EQ(reasons(priced(visit, {alone, other(1)})), "1:Applied 2:OtherCampaignApplies");
    EXPECT_EQ(reasons(priced(visit, {alone, other(9)})), "2:Applied 1:OtherCampaignApplies");
    auto elsewhere = other(9);
    elsewhere.rules[0].conditions.branches = {"HK02"};
    EXPECT_EQ(reasons(priced(visit, {alone, elsewhere})), "2:OtherBranch 1:Applied");
}

TEST(OrderTest, OneOfAGroupIsGiven) {
    const Visit visit{{line("tea", 1000)}};
    std::vector<Campaign> three;
    for (const std::int64_t id : {1, 2, 3})
        three.push_back(campaign(id, 0, {}, {AmountOff{.minor = 100}}));
    three[0].exclusive_group = three[2].exclusive_group = "spring";
    EXPECT_EQ(reasons(priced(visit, three)), "1:Applied 2:Applied 3:OtherCampaignApplies");
}

TEST(OrderTest, TheFirstRuleThatHoldsMayBeTheOnlyOne) {
    auto steps = campaign(1, 0, {}, {AmountOff{.minor = 120}});
    steps.rules.push_back({0, {}, {AmountOff{.minor = 50}}});
    steps.rules[0].conditions.minimum_spend_minor = 1000;
    steps.rules[1].conditions.minimum_spend_minor = 500;
    EXPECT_EQ(show(priced(Visit{{line("tea", 1000)}}, {steps})), "-170 | 0p");
    steps.first_rule_only = true;
    EXPECT_EQ(show(priced(Visit{{line("tea", 1000)}}, {steps})), "-120 | 0p");
    EXPECT_EQ(show(priced(Visit{{line("tea", 999)}}, {steps})), "-50 | 0p");
}

TEST(PointsTest, DoublePointsAreWhatThePaidAmountEarnsOnceMore) {
    const auto twice = campaign(1, 0, of_skus({"tea"}), {PointsMultiplier{.factor = {2, 1}}});
    EXPECT_EQ(show(priced(Visit{{line("tea", 1099), line("milk", 5000)}}, {twice})), "-0 -0 | 10p");
    const auto half_more = campaign(1, 0, {}, {PointsMultiplier{.factor = {3, 2}}});
    EXPECT_EQ(show(priced(Visit{{line("tea", 1099)}}, {half_more})),
              "-0 | 5p");  // 10.99 / 2 = 5.495
}

TEST(PointsTest, ArePaidForWhatRemainsAfterEveryDiscount) {
    const auto twice = campaign(1, 9, {}, {PointsMultiplier{}});
    const auto off = campaign(2, 1, {}, {AmountOff{.minor = 4000}});
    EXPECT_EQ(show(priced(Visit{{line("tea", 10000)}}, {twice, off})), "-4000 | 60p");
    Visit with_points{{line("tea", 10000)}};
    with_points.request.points_tender_minor = 1000;
    EXPECT_EQ(show(priced(with_points, {twice, off})), "-4000 | 50p");
}

TEST(PointsTest, BonusesCountWholeSteps) {
    const Visit visit{{line("tea", 2599, 5), line("milk", 400)}};
    const auto bonus = [](Per per, std::int64_t step) {
        return campaign(1, 0, of_skus({"tea"}), {PointsBonus{Points{7}, per, step}});
    };
    EXPECT_EQ(show(priced(visit, {bonus(Per::Basket, 0)})), "-0 -0 | 7p");
    EXPECT_EQ(show(priced(visit, {bonus(Per::Quantity, 2000)})), "-0 -0 | 14p");
    EXPECT_EQ(show(priced(visit, {bonus(Per::Spend, 1000)})), "-0 -0 | 14p");
    EXPECT_EQ(show(priced(visit, {bonus(Per::Spend, 3000)})), "-0 -0 | 0p");
}

TEST(PointsTest, AreAllocatedToTheLinesTheyAreFor) {
    const Visit visit{{line("tea", 300), line("milk", 100), line("tea", 100)}};
    const auto basket =
        priced(visit, {campaign(1, 0, of_skus({"tea"}), {PointsBonus{Points{10}}})});
    EXPECT_EQ(basket.lines[0].points.value, 8);  // 7.5: of equal fractions, the first
    EXPECT_EQ(basket.lines[1].points.value, 0);
    EXPECT_EQ(basket.lines[2].points.value, 2);
}

TEST(PointsTest, NobodyEarnsWithoutAMemberNorOnGoodsThatEarnNothing) {
    const auto bonus = campaign(1, 0, {}, {PointsBonus{Points{10}}});
    Visit stranger{{line("tea", 300)}};
    stranger.request.customer.member.member = {};
    EXPECT_EQ(reasons(priced(stranger, {bonus})), "1:NothingToGive");
    Visit tobacco{{{"tobacco", "t", Quantity{1000}, 300, false}}};
    EXPECT_EQ(reasons(priced(tobacco, {bonus})), "1:NothingToGive");
}

TEST(GiftTest, GiftsVouchersAndStoredValueAreListed) {
    const auto all = campaign(
        1, 0, {}, {Gift{"mug", Quantity{1000}, 250}, VoucherGiven{500, 30}, StoredValueGiven{100}});
    const auto basket = priced(Visit{{line("tea", 1000)}}, {all});
    EXPECT_EQ(show(basket), "-0 | 0p gift mug voucher 500 value 100");
    EXPECT_EQ(uses_of(basket.awards), (std::vector{std::pair{CampaignId{1}, BudgetUse{1, 0, 850}}}));
}

TEST(BudgetTest, ARuleThatDoesNotFitGivesNothingAtAll) {
    auto off = campaign(1, 0, {}, {AmountOff{.minor = 300}, PointsBonus{Points{5}}});
    off.budgets = {{BudgetScope::Total, BudgetMeasure::Minor, 700}};
    BudgetBook book;
    const Visit visit{{line("tea", 1000)}};
    for (const char* const expected : {"-300 | 5p", "-300 | 5p", "-0 | 0p"}) {
        const auto basket = priced(visit, {off}, book);
        EXPECT_EQ(show(basket), expected);
        for (const auto& [id, use] : uses_of(basket.awards))
            book.spend(off, use, {MemberId{7}, "HK01", day("2026-03-10")});
    }
    EXPECT_EQ(reasons(priced(visit, {off}, book)), "1:BudgetSpent");
}

TEST(BudgetTest, IsOfAMemberABranchADayOrAll) {
    const BudgetSubject here{MemberId{7}, "HK01", day("2026-03-10")};
    const BudgetSubject others[] = {{MemberId{8}, "HK01", day("2026-03-10")},
                                    {MemberId{7}, "HK02", day("2026-03-10")},
                                    {MemberId{7}, "HK01", day("2026-03-11")}};
    const std::pair<BudgetScope, const char*> table[] = {{BudgetScope::Total, "000"},
                                                         {BudgetScope::Day, "001"},
                                                         {BudgetScope::Branch, "010"},
                                                         {BudgetScope::Member, "100"},
                                                         {BudgetScope::MemberDay, "101"}};
    for (const auto& [scope, left] : table) {
        auto one = campaign(1, 0, {}, {AmountOff{.minor = 1}});
        one.budgets = {{scope, BudgetMeasure::Uses, 1}};
        BudgetBook book;
        book.spend(one, {1, 0, 0}, here);
        std::string found;
        for (const auto& other : others)
            found += std::to_string(book.left(one, 0, other));
        EXPECT_EQ(found, left);
        EXPECT_EQ(book.left(one, 0, here), 0);
    }
}

TEST(BudgetTest, WhatIsLimitedByMemberIsForMembersOnly) {
    auto one = campaign(1, 0, {}, {AmountOff{.minor = 100}});
    one.budgets = {{BudgetScope::MemberDay, BudgetMeasure::Uses, 1}};
    Visit stranger{{line("tea", 1000)}};
    stranger.request.customer.member.member = {};
    EXPECT_EQ(reasons(priced(stranger, {one})), "1:NotAMember");
    EXPECT_EQ(reasons(priced(Visit{{line("tea", 1000)}}, {one})), "1:Applied");
}

TEST(BudgetTest, ATerminalSpendsOnlyItsShare) {
    auto one = campaign(1, 0, {}, {AmountOff{.minor = 100}});
    one.budgets = {{BudgetScope::Total, BudgetMeasure::Minor, 1'000'000}};
    BudgetBook book;
    book.allot(CampaignId{1}, 0, 99);
    EXPECT_EQ(reasons(priced(Visit{{line("tea", 1000)}}, {one}, book)), "1:BudgetSpent");
    book.allot(CampaignId{1}, 0, 100);
    EXPECT_EQ(reasons(priced(Visit{{line("tea", 1000)}}, {one}, book)), "1:Applied");
}

}  // namespace
}  // namespace pareto::loyalty::test

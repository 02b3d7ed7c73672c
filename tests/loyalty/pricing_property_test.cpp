// What holds for any basket and any campaigns.
#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/loyalty/control_group.h"
#include "tests/loyalty/campaigns_made.h"

namespace pareto::loyalty::test {
namespace {

constexpr const char* kSkus[] = {"tea", "milk", "rice", "rum"};

Effect any_effect() {
    const auto target = static_cast<Target>(*rc::gen::inRange(0, 3));
    const auto minor = *rc::gen::inRange<std::int64_t>(1, 3000);
    switch (*rc::gen::inRange(0, 7)) {
        case 0:
            return PointsMultiplier{target, {*rc::gen::inRange<std::int64_t>(4, 9), 3}};
        case 1:
            return PointsBonus{Points{minor}};
        case 2:
            return PointsBonus{Points{3}, Per::Spend, *rc::gen::inRange<std::int64_t>(1, 500)};
        case 3:
            return PercentOff{target,
                              *rc::gen::inRange(1, 10'001),
                              *rc::gen::inRange<std::int64_t>(0, 2) * minor,
                              *rc::gen::inRange(0, 4)};
        case 4:
            return AmountOff{target, minor, *rc::gen::inRange<std::int64_t>(0, 500)};
        case 5:
            return VoucherGiven{minor, 30};
        default:
            return StoredValueGiven{minor};
    }
}

Campaign any_campaign(std::int64_t id) {
    Conditions conditions;
    if (*rc::gen::inRange(0, 2) == 0)
        conditions.items.skus = {kSkus[*rc::gen::inRange(0, 4)], "tea"};
    if (*rc::gen::inRange(0, 3) == 0)
        conditions.items.except_skus = {kSkus[*rc::gen::inRange(0, 4)]};
    conditions.minimum_spend_minor = *rc::gen::inRange<std::int64_t>(0, 3000);
    Campaign made = campaign(id, *rc::gen::inRange(0, 3), conditions, {any_effect()});
    if (*rc::gen::inRange(0, 2) == 0) made.rules[0].effects.push_back(any_effect());
    if (*rc::gen::inRange(0, 2) == 0) made.rules.push_back({0, {}, {any_effect()}});
    if (*rc::gen::inRange(0, 4) == 0) made.exclusive_group = "group";
    made.alone = *rc::gen::inRange(0, 8) == 0;
    made.control_basis_points = *rc::gen::inRange(0, 2) * 3000;
    if (*rc::gen::inRange(0, 2) == 0) {
        made.budgets.push_back({static_cast<BudgetScope>(*rc::gen::inRange(0, 5)),
                                static_cast<BudgetMeasure>(*rc::gen::inRange(0, 3)),
                                *rc::gen::inRange<std::int64_t>(1, 5000)});
    }
    return made;
}

std::vector<Campaign> any_campaigns() {
    std::vector<Campaign> made;
    const auto count = *rc::gen::inRange<std::int64_t>(0, 7);
    for (std::int64_t id = 1; id <= count; ++id)
        made.push_back(any_campaign(id));
    return made;
}

std::vector<BasketLine> any_lines() {
    std::vector<BasketLine> lines;
    const auto count = *rc::gen::inRange(0, 9);
    for (int i = 0; i < count; ++i) {
        lines.push_back({kSkus[*rc::gen::inRange(0, 4)],
                         "food",
                         Quantity{*rc::gen::inRange<std::int64_t>(-500, 4000)},
                         *rc::gen::inRange<std::int64_t>(-500, 3000),
                         *rc::gen::inRange(0, 5) != 0});
    }
    return lines;
}

void any_customer(Visit& visit) {
    visit.request.customer.member.member = MemberId{*rc::gen::inRange<std::int64_t>(0, 40)};
    visit.request.points_tender_minor =
        *rc::gen::inRange<std::int64_t>(0, 2) * *rc::gen::inRange<std::int64_t>(0, 3000);
}

RC_GTEST_PROP(PricingProperty, NoLineBecomesNegativeAndPartsSumToTheWhole, ()) {
    Visit visit{any_lines()};
    any_customer(visit);
    const auto basket = priced(visit, any_campaigns());
    std::int64_t discount = 0;
    std::int64_t points = 0;
    for (std::size_t i = 0; i < visit.lines.size(); ++i) {
        RC_ASSERT(basket.lines[i].discount_minor >= 0);
        RC_ASSERT(basket.lines[i].discount_minor <=
                  std::max<std::int64_t>(0, visit.lines[i].amount_minor));
        RC_ASSERT(basket.lines[i].points.value >= 0);
        RC_ASSERT(visit.lines[i].earns || basket.lines[i].points.value == 0);
        discount += basket.lines[i].discount_minor;
        points += basket.lines[i].points.value;
    }
    RC_ASSERT(discount == basket.discount_minor);
    RC_ASSERT(points == basket.points.value);
    std::vector<Award> summed(basket.awards.size());
    for (const AwardShare& share : basket.shares) {
        summed[static_cast<std::size_t>(share.award)].discount_minor += share.discount_minor;
        summed[static_cast<std::size_t>(share.award)].points.value += share.points.value;
    }
    for (std::size_t i = 0; i < summed.size(); ++i) {
        RC_ASSERT(summed[i].discount_minor == basket.awards[i].discount_minor);
        RC_ASSERT(summed[i].points == basket.awards[i].points);
    }
    RC_ASSERT(points == 0 || visit.request.customer.member.member);
}

RC_GTEST_PROP(PricingProperty, TheOrderInWhichCampaignsAreGivenChangesNothing, ()) {
    Visit visit{any_lines()};
    any_customer(visit);
    auto campaigns = any_campaigns();
    const auto expected = priced(visit, campaigns);
    RC_ASSERT(priced(visit, campaigns) == expected);
    std::reverse(campaigns.begin(), campaigns.end());
    RC_ASSERT(priced(visit, campaigns) == expected);
    if (!campaigns.empty()) {
        std::rotate(campaigns.begin(),
                    campaigns.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(campaigns)),
                    campaigns.end());
        RC_ASSERT(priced(visit, campaigns) == expected);
    }
}

RC_GTEST_PROP(PricingProperty, BudgetsAreNeverExceededAndTheControlGroupGetsNothing, ()) {
    const auto campaigns = any_campaigns();
    const CampaignSet set = set_of(campaigns);
    BudgetBook book;
    const auto baskets = *rc::gen::inRange(1, 12);
    for (int i = 0; i < baskets; ++i) {
        Visit visit{any_lines()};
        any_customer(visit);
        visit.request.business_date = add_days(day("2026-03-01"), *rc::gen::inRange(0, 3));
        visit.request.branch = *rc::gen::inRange(0, 2) == 0 ? "HK01" : "HK02";
        const MemberId member = visit.request.customer.member.member;
        const BudgetSubject subject{member, visit.request.branch, visit.request.business_date};
        const auto basket = price(visit.request, RuleSet{}, set, book);
        for (const auto& [id, use] : uses_of(basket.awards)) {
            const Campaign& of = *set.find(id);
            RC_ASSERT(!placement_of(of, member).control);
            book.spend(of, use, subject);
            for (std::size_t budget = 0; budget < of.budgets.size(); ++budget)
                RC_ASSERT(book.spent(of, budget, subject) <= of.budgets[budget].limit);
        }
    }
}

}  // namespace
}  // namespace pareto::loyalty::test

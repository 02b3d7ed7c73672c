#include "tests/hq/agreement/any_story.h"

#include <algorithm>
#include <ostream>

#include <rapidcheck.h>

#include "common/loyalty/campaign_sentence.h"

namespace pareto::hq::test {
namespace {

using namespace loyalty;  // NOLINT(google-build-using-namespace): every name is one of a campaign

template <typename Number>
Number in(Number first, Number end) {
    return *rc::gen::inRange<Number>(first, end);
}

bool one_in(int count) {
    return in(0, count) == count - 1;
}

template <typename Make>
auto list_of(int max, Make make) {
    std::vector<decltype(make())> made;
    for (int count = in(0, max + 1); count > 0; --count)
        made.push_back(make());
    return made;
}

std::string any_sku() {
    return kItems[in<std::size_t>(0, std::size(kItems))].sku;
}

std::string any_category() {
    return kItems[in<std::size_t>(0, std::size(kItems))].category;
}

ItemSelection any_items() {
    ItemSelection items;
    if (one_in(3)) items.skus = list_of(2, any_sku);
    if (one_in(3)) items.categories = list_of(2, any_category);
    if (one_in(6)) items.except_skus = {any_sku()};
    if (one_in(6)) items.except_categories = {any_category()};
    items.of_coupon = one_in(10);
    return items;
}

void any_time_and_place(Conditions& made) {
    if (one_in(8)) made.branches = {one_in(2) ? "HK02" : "HK01"};
    if (one_in(8)) made.weekdays = in<std::uint32_t>(1, 128);
    if (one_in(8)) {
        const auto from = in(0, 1400);
        made.hours = {{from, in(from + 1, 1441)}};
    }
}

void any_customer(Conditions& made) {
    made.members_only = one_in(6);
    made.targeted = one_in(10);
    if (one_in(10)) made.segments = {one_in(2) ? "lapsed" : "new"};
    if (one_in(10)) made.tiers = {one_in(2) ? "gold" : "silver"};
    made.vip = one_in(12);
    if (one_in(10)) made.birthday = BirthdayWindow{in(0, 8), in(0, 8)};
    if (one_in(10)) {
        const auto first = in<std::int64_t>(1, 4);
        made.visit = VisitNumbers{first, one_in(2) ? 0 : first + 3, in<std::int64_t>(1, 3)};
    }
}

Conditions any_conditions(bool has_coupons) {
    Conditions made;
    any_time_and_place(made);
    any_customer(made);
    made.coupon = has_coupons && one_in(2);
    if (one_in(8)) made.paid_by = in<std::uint32_t>(1, 8);
    made.items = any_items();
    if (one_in(4)) made.minimum_spend_minor = in<std::int64_t>(0, 6000);
    if (one_in(6)) made.minimum_quantity = Quantity{in<std::int64_t>(0, 6000)};
    if (one_in(6)) {
        made.combination = list_of(2, [] {
            return CombinationPart{any_items(), Quantity{in<std::int64_t>(1, 3000)}};
        });
    }
    return made;
}

Effect any_effect() {
    const auto target = static_cast<Target>(in(0, 3));
    const auto minor = in<std::int64_t>(1, 3000);
    switch (in(0, 8)) {
        case 0:
            return PercentOff{
                target, in(1, 10'001), in<std::int64_t>(0, 2) * minor, one_in(4) ? in(2, 4) : 0};
        case 1:
            return AmountOff{target, minor, in<std::int64_t>(0, 2) * 500};
        case 2:
            return PointsMultiplier{target, {in<std::int64_t>(4, 9), 3}};
        case 3:
            return PointsBonus{Points{minor}};
        case 4:
            return PointsBonus{Points{3}, Per::Spend, in<std::int64_t>(1, 500)};
        case 5:
            return PointsBonus{Points{7}, Per::Quantity, in<std::int64_t>(1, 2500)};
        case 6:
            return Gift{"mug", Quantity{1000}, minor};
        default:
            return one_in(2) ? Effect{VoucherGiven{minor, 30}} : Effect{StoredValueGiven{minor}};
    }
}

void any_groups(Campaign& made) {
    if (one_in(5)) made.control_basis_points = in(0, 5000);
    if (!one_in(5)) return;
    const std::int32_t rest = kWholeBasisPoints - made.control_basis_points;
    made.variants = {{"a", rest / 3}, {"b", rest - rest / 3}};
    for (CampaignRule& rule : made.rules)
        rule.variant = in(0, 3);
}

Campaign any_campaign() {
    Campaign made;
    made.version = 1;
    made.priority = in(0, 3);
    made.from = *parse_date("2026-03-01");
    made.to = *parse_date(one_in(6) ? "2026-03-04" : "2026-03-31");
    if (one_in(4)) made.coupons.codes = {"SPRING"};
    made.coupons.pool = one_in(3);
    if (made.coupons.pool) {
        made.coupons.uses_per_code = in(0, 3);
        made.coupons.uses_per_member = in(0, 3);
    }
    const bool has_coupons = made.coupons.pool || !made.coupons.codes.empty();
    for (int rules = in(1, 3); rules > 0; --rules) {
        CampaignRule rule;
        rule.conditions = any_conditions(has_coupons);
        for (int effects = in(1, 3); effects > 0; --effects)
            rule.effects.push_back(any_effect());
        made.rules.push_back(std::move(rule));
    }
    made.first_rule_only = one_in(4);
    made.alone = one_in(10);
    if (one_in(5)) made.exclusive_group = "group";
    any_groups(made);
    if (one_in(2)) {
        made.budgets = list_of(2, [] {
            return Budget{static_cast<BudgetScope>(in(0, 5)),
                          static_cast<BudgetMeasure>(in(0, 3)),
                          in<std::int64_t>(1, one_in(2) ? 4 : 4000)};
        });
    }
    return made;
}

RuleSet any_rules() {
    RuleSet rules;
    rules.points_per_minor = {in<std::int64_t>(1, 8), in<std::int64_t>(40, 121)};
    rules.minor_per_point = {in<std::int64_t>(1, 4), in<std::int64_t>(1, 4)};
    if (one_in(2)) {
        rules.earning_rules = list_of(2, [] {
            EarningRule rule;
            (one_in(2) ? rule.sku : rule.category) = one_in(2) ? any_sku() : any_category();
            rule.multiplier = {in<std::int64_t>(0, 4), in<std::int64_t>(1, 4)};
            return rule;
        });
    }
    if (one_in(3)) rules.discount_percent_max = in(0, 101);
    if (one_in(3)) rules.card_tender = {in<std::int64_t>(0, 3), 2};
    if (one_in(2)) {
        rules.tier_rules.tiers = {{"silver", 100, {5, 4}}, {"gold", 1000, {3, 2}}};
    }
    if (one_in(3)) rules.pending_days = 14;
    rules.vouchers.keeps_rest = one_in(3);
    return rules;
}

LineRecipe any_line() {
    LineRecipe line;
    line.item = in<std::size_t>(0, std::size(kItems));
    line.thousandths = one_in(3) ? in<std::int64_t>(1, 4000) : 1000 * in<std::int64_t>(1, 4);
    line.amount_minor = in<std::int64_t>(0, 5000);
    if (one_in(4)) line.off_minor = in<std::int64_t>(0, line.amount_minor + 1);
    return line;
}

void any_instruments(SaleRecipe& sale) {
    if (one_in(4)) sale.top_up_minor = in<std::int64_t>(1, 3000);
    if (one_in(4)) sale.gift_card_minor = in<std::int64_t>(1, 3000);
    if (one_in(3)) sale.by_gift_card = in<std::int64_t>(1, 3000);
    if (one_in(4)) sale.by_own_value = in<std::int64_t>(1, 3000);
    if (one_in(3)) sale.voucher = in(1, 3);
    sale.offline = one_in(6);
}

SaleRecipe any_sale() {
    SaleRecipe sale;
    sale.with_card = !one_in(6);
    sale.local_minute = in(0, 1440);
    sale.lines = list_of(6, any_line);
    if (one_in(3)) {
        sale.back = list_of(2, [] {
            return BackRecipe{in<std::size_t>(0, 3), in<std::size_t>(0, 6), !one_in(3)};
        });
    }
    if (one_in(2)) sale.coupon = in(1, 1 + static_cast<int>(std::size(kCoupons)));
    any_instruments(sale);
    if (one_in(3)) sale.redeemed = in<std::int64_t>(1, 2000);
    if (one_in(2)) sale.by_card = in<std::int64_t>(1, 5000);
    sale.voided = one_in(8);
    return sale;
}

std::ostream& operator<<(std::ostream& out, const SaleRecipe& sale) {
    out << (sale.with_card ? "  member" : "  nobody") << " at minute " << sale.local_minute << ":";
    for (const LineRecipe& line : sale.lines) {
        out << " " << kItems[line.item].sku << " x" << line.thousandths << " = "
            << line.amount_minor << " -" << line.off_minor << ";";
    }
    for (const BackRecipe& back : sale.back) {
        out << " back: line " << back.line << " of the " << back.sale << ". before"
            << (back.whole ? "" : ", half") << ";";
    }
    out << " top-up " << sale.top_up_minor << ", gift card " << sale.gift_card_minor << ", voucher "
        << sale.voucher << ", " << sale.by_gift_card << " by gift card, " << sale.by_own_value
        << " by own value" << (sale.offline ? ", offline" : "") << ";";
    return out << " coupon " << sale.coupon << ", " << sale.redeemed << " points, " << sale.by_card
               << " by card" << (sale.voided ? ", voided" : "") << "\n";
}

}  // namespace

Story any_story() {
    Story story;
    story.rules = any_rules();
    story.campaigns = list_of(7, any_campaign);
    std::int64_t number = 0;
    for (Campaign& campaign : story.campaigns) {
        campaign.id = CampaignId{++number};
        campaign.name = "campaign " + std::to_string(number);
        if (one_in(3)) story.targeted.push_back(campaign.id);
        if (one_in(4)) {
            story.uses.emplace_back(
                campaign.id,
                BudgetUse{
                    in<std::int64_t>(0, 3), in<std::int64_t>(0, 2000), in<std::int64_t>(0, 2000)});
        }
    }
    story.standing.tier = one_in(2) ? "" : one_in(2) ? "silver" : "gold";
    story.standing.vip = one_in(3);
    if (one_in(3)) story.segments = {one_in(2) ? "lapsed" : "new"};
    if (one_in(2)) {
        story.birthday =
            std::chrono::month_day{std::chrono::month{3}, std::chrono::day{in<unsigned>(1, 20)}};
    }
    story.visits = in<std::int64_t>(0, 5);
    story.opening_points = in<std::int64_t>(0, 3000);
    story.terminals = in<std::int64_t>(1, 3);
    story.vouchers = list_of(3, [] {
        return VoucherRecipe{in<std::int64_t>(1, 4000), in(1, 3), one_in(2)};
    });
    story.opening_value = in<std::int64_t>(0, 4000);
    story.date = add_days(*parse_date("2026-03-01"), in(0, 10));
    do {
        story.sales.push_back(any_sale());
    } while (story.sales.size() < 6 && !one_in(3));
    return story;
}

std::ostream& operator<<(std::ostream& out, const Story& story) {
    const auto currency = *find_currency("HKD");
    const RuleSet& rules = story.rules;
    const auto text = [](Rational rate) {
        return std::to_string(rate.numerator) + "/" + std::to_string(rate.denominator);
    };
    out << "points " << text(rules.points_per_minor) << ", worth " << text(rules.minor_per_point)
        << ", discount at most " << rules.discount_percent_max << " %, card "
        << text(rules.card_tender) << ", pending " << rules.pending_days << " days, "
        << rules.tier_rules.tiers.size() << " tiers\n";
    for (const EarningRule& rule : rules.earning_rules)
        out << "  " << rule.sku << rule.category << " earns " << text(rule.multiplier) << "\n";
    for (const Campaign& campaign : story.campaigns) {
        out << campaign.name << ", priority " << campaign.priority << "\n";
        for (const std::string& line : sentences(campaign, currency, Language::English))
            out << "  " << line << "\n";
    }
    out << "member: tier '" << story.standing.tier << "'" << (story.standing.vip ? ", VIP" : "")
        << ", " << story.visits << " visits, " << story.opening_points << " points, "
        << story.opening_value << " on the gift card and as much of their own, "
        << story.segments.size() << " segments, on " << story.targeted.size() << " lists; "
        << story.terminals << " terminals; " << to_string(story.date) << "\n";
    for (const VoucherRecipe& voucher : story.vouchers)
        out << "voucher of " << voucher.uses << " x " << voucher.value_minor
            << (voucher.held ? ", held" : "") << "\n";
    for (const SaleRecipe& sale : story.sales)
        out << sale;
    return out;
}

}  // namespace pareto::hq::test

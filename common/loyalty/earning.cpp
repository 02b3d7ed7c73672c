#include "common/loyalty/earning.h"

#include <algorithm>
#include <numeric>

namespace pareto::loyalty {
namespace {

constexpr std::int64_t kPercent = 100;

Rational multiplier_of(const EarningLine& line, const RuleSet& rules) {
    // A discount of a line that costs nothing is all of its price. Limits keep the products within 64 bits.
    const std::int64_t list_minor = line.amount_minor + line.discount_minor;
    const bool same_sign = (list_minor >= 0) == (line.discount_minor >= 0);
    const std::int64_t discount = line.discount_minor < 0 ? -line.discount_minor : line.discount_minor;
    const std::int64_t list = list_minor < 0 ? -list_minor : list_minor;
    if (same_sign && discount * kPercent > list * rules.discount_percent_max) return {0, 1};
    const auto names_sku = [&](const EarningRule& rule) { return !rule.sku.empty() && rule.sku == line.sku; };
    const auto names_category = [&](const EarningRule& rule) {
        return rule.sku.empty() && !rule.category.empty() && rule.category == line.category;
    };
    auto rule = std::find_if(rules.earning_rules.begin(), rules.earning_rules.end(), names_sku);
    if (rule == rules.earning_rules.end()) rule = std::find_if(rules.earning_rules.begin(), rules.earning_rules.end(), names_category);
    return rule == rules.earning_rules.end() ? Rational{1, 1} : rule->multiplier;
}

// Each payment is shared out over what the ones before it left to pay.
void share_out_payment(std::span<const EarningLine> lines, const Paid& paid, std::vector<LineShare>& shares) {
    std::vector<std::int64_t> left;
    left.reserve(lines.size());
    for (const EarningLine& line : lines) left.push_back(std::max<std::int64_t>(line.amount_minor, 0));
    const auto share_out = [&](std::int64_t whole, auto&& give) {
        if (std::all_of(left.begin(), left.end(), [](std::int64_t weight) { return weight == 0; })) return;
        const auto parts = allocate(whole, left);
        for (std::size_t i = 0; i < parts.size(); ++i) give(i, parts[i]);
    };
    if (paid.points_minor > 0) {
        share_out(paid.points.value, [&](std::size_t i, std::int64_t part) { shares[i].points_paid = Points{part}; });
        share_out(paid.points_minor, [&](std::size_t i, std::int64_t part) { shares[i].points_paid_minor = part; });
    }
    const auto take_off = [&](std::int64_t LineShare::*share) {
        for (std::size_t i = 0; i < left.size(); ++i) left[i] = std::max<std::int64_t>(left[i] - shares[i].*share, 0);
    };
    take_off(&LineShare::points_paid_minor);
    if (paid.voucher_minor > 0) {
        share_out(paid.voucher_minor, [&](std::size_t i, std::int64_t part) { shares[i].voucher_paid_minor = part; });
        take_off(&LineShare::voucher_paid_minor);
    }
    if (paid.stored_minor > 0)
        share_out(paid.stored_minor, [&](std::size_t i, std::int64_t part) { shares[i].stored_paid_minor = part; });
}

// The part that an external card paid, of a sale that was paid and not paid out.
std::int64_t with_tender_rule(std::int64_t eligible, const Paid& paid, const RuleSet& rules) {
    const std::int64_t money = paid.cash_minor + paid.card_minor;
    if (rules.card_tender == Rational{1, 1} || paid.cash_minor < 0 || paid.card_minor <= 0) return eligible;
    const Rational share{paid.cash_minor * rules.card_tender.denominator + paid.card_minor * rules.card_tender.numerator,
                         money * rules.card_tender.denominator};
    return scale(eligible, share, Rounding::HalfAwayFromZero).value_or(eligible);
}

}  // namespace

bool earns(const EarningLine& line, const RuleSet& rules) { return multiplier_of(line, rules).numerator != 0; }

std::vector<LineShare> earn_by_line(std::span<const EarningLine> lines, const Paid& paid, const RuleSet& rules) {
    std::vector<LineShare> shares(lines.size());
    if (paid.points_minor > 0 || paid.voucher_minor > 0 || paid.stored_minor > 0) share_out_payment(lines, paid, shares);
    std::vector<std::int64_t> eligible;
    eligible.reserve(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::int64_t own = lines[i].amount_minor - shares[i].points_paid_minor - shares[i].voucher_paid_minor;
        eligible.push_back(scale(own, multiplier_of(lines[i], rules), Rounding::HalfAwayFromZero).value_or(own));
    }
    const std::int64_t whole =
        with_tender_rule(std::accumulate(eligible.begin(), eligible.end(), std::int64_t{0}), paid, rules);
    const std::int64_t sum = scale(whole, paid.tier, Rounding::HalfAwayFromZero).value_or(whole);
    const std::int64_t points = sum >= 0 ? earn(sum, rules).value : -earn(-sum, rules).value;
    if (points == 0) return shares;
    // Lines of the other sign have their part in the sum, and no share of what comes of it.
    for (std::int64_t& weight : eligible) weight = std::max<std::int64_t>(points > 0 ? weight : -weight, 0);
    const auto parts = allocate(points, eligible);
    for (std::size_t i = 0; i < lines.size(); ++i) shares[i].points = Points{parts[i]};
    return shares;
}

}  // namespace pareto::loyalty

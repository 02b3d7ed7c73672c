#include "common/loyalty/loyalty.h"

#include "common/base/check.h"

#include <algorithm>
#include <tuple>

namespace pareto::loyalty {
namespace {

std::vector<Lot> usable_in_order(std::span<const Lot> lots, BusinessDate on) {
    std::vector<Lot> usable;
    for (const Lot& lot : lots) {
        if (lot.remaining.value > 0 && lot.expires_on >= on) usable.push_back(lot);
    }
    std::sort(usable.begin(), usable.end(), [](const Lot& a, const Lot& b) {
        return std::tie(a.expires_on, a.cause, a.number) < std::tie(b.expires_on, b.cause, b.number);
    });
    return usable;
}

}  // namespace

Points earn(std::int64_t eligible_minor, const RuleSet& rules) {
    if (eligible_minor <= 0) return Points{0};
    const auto points = scale(eligible_minor, rules.points_per_minor, Rounding::Down);
    return Points{points.value_or(0)};
}

std::int64_t worth(Points points, const RuleSet& rules) {
    return scale(points.value, rules.minor_per_point, Rounding::Down).value_or(0);
}

Points redeemable(Points available, std::int64_t due_minor, const RuleSet& rules) {
    if (available.value <= 0 || due_minor <= 0) return Points{0};
    const Rational points_per_due{rules.minor_per_point.denominator, rules.minor_per_point.numerator};
    const auto covering = scale(due_minor, points_per_due, Rounding::Down);
    // Over the limit means that it takes more points than anybody can have.
    return Points{std::min(available.value, covering.value_or(available.value))};
}

Rational tier_multiplier(const RuleSet& rules, std::string_view tier) {
    const std::size_t rank = rank_of(rules.tier_rules, tier);
    return rank == 0 ? Rational{1, 1} : rules.tier_rules.tiers[rank - 1].multiplier;
}

BusinessDate lot_expiry(BusinessDate earned_on, const RuleSet& rules) { return add_days(earned_on, rules.lot_days); }

std::vector<Draw> draw_up_to(std::span<const Lot> lots, Points wanted, BusinessDate on) {
    std::vector<Draw> draws;
    std::int64_t left = wanted.value;
    for (const Lot& lot : usable_in_order(lots, on)) {
        if (left <= 0) break;
        const std::int64_t taken = std::min(left, lot.remaining.value);
        draws.push_back({lot.cause, lot.number, Points{taken}});
        left -= taken;
    }
    return draws;
}

Expected<std::vector<Draw>, RedeemRefusal> plan_redemption(std::span<const Lot> lots, Points wanted, BusinessDate on) {
    if (wanted.value <= 0) return unexpected{RedeemRefusal::NothingToRedeem};
    std::vector<Draw> draws = draw_up_to(lots, wanted, on);
    std::int64_t drawn = 0;
    for (const Draw& draw : draws) drawn += draw.points.value;
    if (drawn < wanted.value) return unexpected{RedeemRefusal::InsufficientPoints};
    return draws;
}

namespace {

// EAN-13: the digits at even positions (from 0) weigh 1, the others 3; the check digit makes the sum a multiple of 10.
char check_digit(std::string_view twelve) {
    int sum = 0;
    for (std::size_t i = 0; i < twelve.size(); ++i) sum += (twelve[i] - '0') * (i % 2 == 0 ? 1 : 3);
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

std::string member_number(std::int64_t running_number) {
    PARETO_CHECK(running_number > 0 && running_number <= 9'999'999'999);
    std::string digits = std::to_string(running_number);
    digits.insert(0, 10 - digits.size(), '0');
    digits.insert(0, "29");
    digits.push_back(check_digit(digits));
    return digits;
}

bool is_member_number(std::string_view text) {
    if (text.size() != 13 || text.substr(0, 2) != "29") return false;
    if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
    return check_digit(text.substr(0, 12)) == text[12];
}

}  // namespace pareto::loyalty

// What each line of a sale earns, and how much of it was paid with points.
//
// One sum, then shares: the sale's points are earn(Σ of what its lines are eligible for), rounded down once, and are
// split over the lines by allocate(), so that they sum to the whole. So are the points that paid, over the lines that
// cost something. Bonuses of campaigns are added to a line's `points` afterwards.
//
//   eligible of a line = (amount − its share of the points and of the vouchers that paid) × multiplier of its item
//   0 for a line discounted by more than discount_percent_max; the sum × card_tender for what an external card paid, × the
//   member's tier
#pragma once

#include "common/loyalty/loyalty.h"

#include <span>
#include <string_view>
#include <vector>

namespace pareto::loyalty {

/// A line that names no original. Amounts may be negative: goods brought back without naming the sale.
struct EarningLine {
    std::string_view sku, category;
    std::int64_t amount_minor = 0;    ///< after discount
    std::int64_t discount_minor = 0;  ///< signed like the amount
};

/// How the sale was paid; sums of its tenders, each without what was given back.
struct Paid {
    std::int64_t points_minor = 0;  ///< worth of the points; at most the sum of the positive lines
    Points points;
    std::int64_t cash_minor = 0;
    std::int64_t card_minor = 0;
    Rational tier{1, 1};  ///< what the member's tier makes of every point (see tier_multiplier)
    std::int64_t stored_minor = 0;   ///< the part of cash_minor that stored value paid: it earns like cash
    std::int64_t voucher_minor = 0;  ///< what vouchers paid: it earns nothing
};

struct LineShare {
    Points points;  ///< earned; negative: taken back by goods that name no sale
    std::int64_t points_paid_minor = 0;
    Points points_paid = {};
    std::int64_t stored_paid_minor = 0;
    std::int64_t voucher_paid_minor = 0;
    bool operator==(const LineShare&) const = default;
};

/// Whether the line can earn at all, by its item and its discount.
[[nodiscard]] bool earns(const EarningLine& line, const RuleSet& rules);

/// One share for each line, in their order. The shares sum exactly to what the sale earned and to what points paid. A
/// sale whose lines are worth less than nothing takes back what they would earn: its points are negative.
[[nodiscard]] std::vector<LineShare> earn_by_line(std::span<const EarningLine> lines, const Paid& paid, const RuleSet& rules);

}  // namespace pareto::loyalty

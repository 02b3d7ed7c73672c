// What a discount takes off each line of a basket: one function for each kind of effect. Part of
// pricing.
#pragma once

#include "common/loyalty/basket_view.h"

namespace pareto::loyalty {

/// Off each of `lines`, in their order; never more than `left` has for it.
[[nodiscard]] std::vector<std::int64_t> discounts(const PercentOff& effect,
                                                  std::span<const BasketLine> basket,
                                                  const LineNumbers& lines,
                                                  std::span<const std::int64_t> left);
[[nodiscard]] std::vector<std::int64_t> discounts(const AmountOff& effect,
                                                  std::span<const BasketLine> basket,
                                                  const LineNumbers& lines,
                                                  std::span<const std::int64_t> left);

/// Points beyond the base for what is paid for the lines, rounded down once.
[[nodiscard]] std::int64_t bonus_points(const PointsMultiplier& effect,
                                        std::int64_t paid_minor,
                                        const RuleSet& rules);
/// Rounded down to whole steps.
[[nodiscard]] std::int64_t bonus_points(const PointsBonus& effect,
                                        std::int64_t paid_minor,
                                        std::int64_t thousandths);

}  // namespace pareto::loyalty

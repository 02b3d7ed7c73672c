#include "common/loyalty/effects.h"

#include <algorithm>
#include <numeric>

#include "common/base/check.h"

namespace pareto::loyalty {
namespace {

__extension__ using Wide = __int128;

using Amounts64 = std::vector<std::int64_t>;

std::int64_t sum_of(const Amounts64& values) {
    return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

/// At most `maximum` (0 = no limit) of them together, in proportion. No part grows: each is whole,
/// and its share of less than the sum rounded up is at most itself.
Amounts64 limited(Amounts64 off, std::int64_t maximum) {
    const std::int64_t sum = sum_of(off);
    return maximum == 0 || sum <= maximum ? off : allocate(maximum, off);
}

Amounts64 left_of(const LineNumbers& lines, std::span<const std::int64_t> left) {
    Amounts64 amounts;
    amounts.reserve(lines.size());
    for (const std::size_t line : lines)
        amounts.push_back(left[line]);
    return amounts;
}

std::int64_t percent(std::int64_t amount, std::int32_t basis_points) {
    // At most 100 % of an amount within the limit.
    return scale(amount, {basis_points, kWholeBasisPoints}, Rounding::HalfAwayFromZero).value_or(0);
}

/// What is left of the cheapest units, by line: as many units as the lines have whole groups of
/// `group` units.
Amounts64 cheapest_units(std::int32_t group,
                         std::span<const BasketLine> basket,
                         const LineNumbers& lines,
                         const Amounts64& left) {
    const auto quantity = [&](std::size_t i) {
        return std::clamp<std::int64_t>(basket[lines[i]].quantity.thousandths, 0, kMinorMax);
    };
    std::vector<std::size_t> order;
    std::int64_t units = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (quantity(i) < 1000) continue;
        order.push_back(i);
        units += quantity(i) / 1000;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return Wide{left[a]} * quantity(b) < Wide{left[b]} * quantity(a);
    });
    Amounts64 amounts(lines.size());
    std::int64_t wanted = units / group;
    for (const std::size_t i : order) {
        const std::int64_t taken = std::min(wanted, quantity(i) / 1000);
        amounts[i] = scale(left[i], {taken * 1000, quantity(i)}, Rounding::Down).value_or(0);
        wanted -= taken;
    }
    return amounts;
}

}  // namespace

std::vector<std::int64_t> discounts(const PercentOff& effect,
                                    std::span<const BasketLine> basket,
                                    const LineNumbers& lines,
                                    std::span<const std::int64_t> left) {
    Amounts64 amounts = left_of(lines, left);
    if (effect.cheapest_of > 0)
        amounts = cheapest_units(effect.cheapest_of, basket, lines, amounts);
    if (effect.target != Target::Items && effect.cheapest_of == 0) {
        const std::int64_t sum = sum_of(amounts);
        if (sum == 0) return amounts;
        const std::int64_t off = percent(sum, effect.basis_points);
        return allocate(effect.maximum_minor == 0 ? off : std::min(off, effect.maximum_minor),
                        amounts);
    }
    for (std::int64_t& amount : amounts)
        amount = percent(amount, effect.basis_points);
    return limited(std::move(amounts), effect.maximum_minor);
}

std::vector<std::int64_t> discounts(const AmountOff& effect,
                                    std::span<const BasketLine> basket,
                                    const LineNumbers& lines,
                                    std::span<const std::int64_t> left) {
    Amounts64 amounts = left_of(lines, left);
    if (effect.target != Target::Items) {
        const std::int64_t sum = sum_of(amounts);
        if (sum == 0) return amounts;
        std::int64_t off = std::min(sum, effect.minor);
        if (effect.maximum_minor > 0) off = std::min(off, effect.maximum_minor);
        return allocate(off, amounts);
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::int64_t quantity =
            std::max<std::int64_t>(0, basket[lines[i]].quantity.thousandths);
        // Over the limit is more than any line can have left.
        const std::int64_t off =
            scale(effect.minor, {quantity, 1000}, Rounding::Down).value_or(kMinorMax);
        amounts[i] = std::min(amounts[i], off);
    }
    return limited(std::move(amounts), effect.maximum_minor);
}

std::int64_t bonus_points(const PointsMultiplier& effect,
                          std::int64_t paid_minor,
                          const RuleSet& rules) {
    PARETO_CHECK(rules.points_per_minor.numerator <= kMinorMax &&
                 rules.points_per_minor.denominator <= kMinorMax);
    const Rational rate{
        rules.points_per_minor.numerator * (effect.factor.numerator - effect.factor.denominator),
        rules.points_per_minor.denominator * effect.factor.denominator};
    return scale(paid_minor, rate, Rounding::Down).value_or(kMinorMax);
}

std::int64_t bonus_points(const PointsBonus& effect,
                          std::int64_t paid_minor,
                          std::int64_t thousandths) {
    std::int64_t steps = 1;
    if (effect.per == Per::Quantity) steps = thousandths / effect.step;
    if (effect.per == Per::Spend) steps = paid_minor / effect.step;
    return scale(effect.points.value, {steps, 1}, Rounding::Down).value_or(kMinorMax);
}

}  // namespace pareto::loyalty

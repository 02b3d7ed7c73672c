// What a rule of a campaign gives. Amounts are minor units of the company's currency; 0 as a
// maximum means none.
#pragma once

#include <string>
#include <variant>

#include "common/money/money.h"

namespace pareto::loyalty {

/// The rule's lines each, the rule's lines as one sum, or every line that sells something as one
/// sum.
enum class Target : std::uint8_t { Items = 0, ItemsTogether = 1, Basket = 2 };
enum class Per : std::uint8_t { Basket = 0, Quantity = 1, Spend = 2 };

/// Points for the target become `factor` times as many; the bonus is rounded down once, over all
/// its lines.
struct PointsMultiplier {
    Target target = Target::Items;
    Rational factor{2, 1};  ///< > 1
    bool operator==(const PointsMultiplier&) const = default;
};

/// `points` once, or for every whole `step` (thousandths of a unit, or minor units paid) of the
/// rule's lines.
struct PointsBonus {
    Points points;
    Per per = Per::Basket;
    std::int64_t step = 0;
    bool operator==(const PointsBonus&) const = default;
};

/// Of each line, or of a sum and then allocated by amount; half away from zero. At most
/// `maximum_minor` (0 = no limit). cheapest_of n: only the cheapest units, one for every n whole
/// units there are; rounded by line.
struct PercentOff {
    Target target = Target::Items;
    std::int32_t basis_points = 0;
    std::int64_t maximum_minor = 0;
    std::int32_t cheapest_of = 0;
    bool operator==(const PercentOff&) const = default;
};

/// Off each unit of the items (a part of a unit: rounded down), or once off a sum and allocated by
/// amount.
struct AmountOff {
    Target target = Target::Basket;
    std::int64_t minor = 0;
    std::int64_t maximum_minor = 0;
    bool operator==(const AmountOff&) const = default;
};

struct Gift {
    std::string sku;
    Quantity quantity;
    std::int64_t cost_minor = 0;  ///< what it costs the company, for budgets and results
    bool operator==(const Gift&) const = default;
};

struct VoucherGiven {
    std::int64_t minor = 0;
    std::int32_t valid_days = 0;
    bool operator==(const VoucherGiven&) const = default;
};

struct StoredValueGiven {
    std::int64_t minor = 0;
    bool operator==(const StoredValueGiven&) const = default;
};

using Effect = std::variant<PointsMultiplier,
                            PointsBonus,
                            PercentOff,
                            AmountOff,
                            Gift,
                            VoucherGiven,
                            StoredValueGiven>;

}  // namespace pareto::loyalty

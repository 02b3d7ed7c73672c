// Money, points and quantities: integers with a type, a limit and a named rounding.
//
// Amounts are int64 minor units (cents) of one currency; the limit of 10^12 lets every product fit 128 bits and every
// value fit a JavaScript number. There is no operator + or *: arithmetic returns Expected, because it can be refused.
#pragma once

#include "common/base/expected.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// ISO 4217 code and exponent (JPY 0, HKD 2, KWD 3).
struct Currency {
    std::array<char, 3> code{};
    std::uint8_t exponent = 2;

    bool operator==(const Currency&) const = default;
    [[nodiscard]] std::string_view text() const { return {code.data(), code.size()}; }
};
/// Nothing for a code that is not in the table of circulating currencies.
[[nodiscard]] std::optional<Currency> find_currency(std::string_view code);
/// Its three digits in ISO 4217, as barcodes write it ("344" is HKD); empty for one not in the table.
[[nodiscard]] std::string_view number_of(Currency currency);

inline constexpr std::int64_t kMinorMax = 1'000'000'000'000;

struct Money {
    std::int64_t minor = 0;
    Currency currency;
    bool operator==(const Money&) const = default;
};

struct Points {
    std::int64_t value = 0;
    auto operator<=>(const Points&) const = default;  // NOLINT(modernize-use-nullptr): as in id.h
};

/// Thousandths of the item's unit: 1.250 kg is 1250; negative on returned lines.
struct Quantity {
    std::int64_t thousandths = 0;
    auto operator<=>(const Quantity&) const = default;  // NOLINT(modernize-use-nullptr): as in id.h
};

/// numerator / denominator, denominator > 0.
struct Rational {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;
    bool operator==(const Rational&) const = default;
};

enum class Rounding { Down, HalfAwayFromZero };  ///< Down is towards zero

/// Why an amount could not be made. Checked in this order.
enum class MoneyRefusal { OtherCurrency, OverLimit };

[[nodiscard]] Expected<Money, MoneyRefusal> add(Money a, Money b);
[[nodiscard]] Expected<Money, MoneyRefusal> subtract(Money a, Money b);
[[nodiscard]] Expected<Money, MoneyRefusal> multiply(Money amount, Rational rate, Rounding rounding);
/// unit_price × quantity.
[[nodiscard]] Expected<Money, MoneyRefusal> price_of(Money unit_price, Quantity quantity, Rounding rounding);
/// value × rate as a plain integer; OverLimit beyond 10^12.
[[nodiscard]] Expected<std::int64_t, MoneyRefusal> scale(std::int64_t value, Rational rate, Rounding rounding);
/// Splits `amount` in proportion to `weights` (≥ 0, not all 0) so that the parts sum to the whole; the remainder goes
/// one unit each to the largest fractions, the first of equals first.
[[nodiscard]] std::vector<std::int64_t> allocate(std::int64_t amount, std::span<const std::int64_t> weights);

/// "-12.34", digits after the point as the currency has.
[[nodiscard]] std::string format_decimal(Money amount);
/// "1.250" without trailing zeros: "1.25", "2".
[[nodiscard]] std::string format_decimal(Quantity quantity);

/// A decimal as read from text, exact: digits × 10^-scale.
struct Decimal {
    std::int64_t digits = 0;
    int scale = 0;
};
/// Optional sign, digits, optional point and digits (".5" too, "5." not); at most 18 digits; nothing otherwise (no
/// exponent, no grouping).
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);
/// The decimal in units of 10^-exponent; `rounded` tells whether anything was cut off (half away from zero).
struct Scaled {
    std::int64_t value = 0;
    bool rounded = false;
};
[[nodiscard]] std::optional<Scaled> rescale(Decimal decimal, int exponent);
/// Exact product and sum; nothing on overflow.
[[nodiscard]] std::optional<Decimal> multiply(Decimal a, Decimal b);
[[nodiscard]] std::optional<Decimal> add(Decimal a, Decimal b);

}  // namespace pareto

#include "common/money/money.h"

#include "common/base/check.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace pareto {
namespace {

__extension__ using Wide = __int128;  // A product of two values within the limit fits.

constexpr std::int64_t kNarrowMax = std::numeric_limits<std::int64_t>::max();

template <typename Integer>
Wide divide_as(Integer numerator, Integer denominator, Rounding rounding) {
    Wide quotient = numerator / denominator;
    const Wide rest = numerator % denominator;
    if (rounding == Rounding::HalfAwayFromZero) {
        const Wide magnitude = rest < 0 ? -rest : rest;
        if (magnitude * 2 >= denominator) quotient += numerator < 0 ? -1 : 1;
    }
    return quotient;
}

// The machine divides 64 bits; 128 are a call that costs ten times as much, and sales seldom need them.
Wide divide(Wide numerator, Wide denominator, Rounding rounding) {
    if (numerator > kNarrowMax || numerator < -kNarrowMax || denominator > kNarrowMax)
        return divide_as<Wide>(numerator, denominator, rounding);
    return divide_as<std::int64_t>(static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator), rounding);
}

Expected<std::int64_t, MoneyRefusal> within_limit(Wide value) {
    if (value > kMinorMax || value < -kMinorMax) return unexpected{MoneyRefusal::OverLimit};
    return static_cast<std::int64_t>(value);
}

std::string decimal_text(std::int64_t value, int exponent) {
    const bool negative = value < 0;
    std::string digits = std::to_string(value);
    if (negative) digits.erase(0, 1);
    const auto places = static_cast<std::size_t>(exponent);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    if (places > 0) digits.insert(digits.size() - places, 1, '.');
    if (negative) digits.insert(0, 1, '-');
    return digits;
}

std::optional<std::int64_t> narrow(Wide value) {
    if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min())
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

constexpr int kScaleMax = 18;

Wide power_of_ten(int exponent) {
    Wide value = 1;
    for (int i = 0; i < exponent; ++i) value *= 10;
    return value;
}

}  // namespace

Expected<Money, MoneyRefusal> add(Money a, Money b) {
    if (a.currency != b.currency) return unexpected{MoneyRefusal::OtherCurrency};
    PARETO_TRY(const auto sum, within_limit(Wide{a.minor} + b.minor));
    return Money{sum, a.currency};
}

Expected<Money, MoneyRefusal> subtract(Money a, Money b) {
    if (a.currency != b.currency) return unexpected{MoneyRefusal::OtherCurrency};
    PARETO_TRY(const auto difference, within_limit(Wide{a.minor} - b.minor));
    return Money{difference, a.currency};
}

Expected<std::int64_t, MoneyRefusal> scale(std::int64_t value, Rational rate, Rounding rounding) {
    PARETO_CHECK(rate.denominator > 0);
    return within_limit(divide(Wide{value} * rate.numerator, rate.denominator, rounding));
}

Expected<Money, MoneyRefusal> multiply(Money amount, Rational rate, Rounding rounding) {
    PARETO_TRY(const auto product, scale(amount.minor, rate, rounding));
    return Money{product, amount.currency};
}

Expected<Money, MoneyRefusal> price_of(Money unit_price, Quantity quantity, Rounding rounding) {
    return multiply(unit_price, Rational{quantity.thousandths, 1000}, rounding);
}

namespace {

// `Integer` holds the product of the magnitude and the sum of the weights.
template <typename Integer>
std::vector<std::int64_t> allocate_as(Integer magnitude, std::span<const std::int64_t> weights, Integer total) {
    struct Part {
        std::size_t index;
        Integer fraction;
    };
    std::vector<std::int64_t> parts(weights.size());
    std::vector<Part> order;
    order.reserve(weights.size());
    Integer left = magnitude;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        PARETO_CHECK(weights[i] >= 0);
        const Integer share = magnitude * weights[i];
        parts[i] = static_cast<std::int64_t>(share / total);
        left -= parts[i];
        order.push_back({i, share % total});
    }
    // Fewer are left over than there are parts.
    const auto more = order.begin() + static_cast<std::ptrdiff_t>(left);
    std::partial_sort(order.begin(), more, order.end(), [](const Part& a, const Part& b) {
        return a.fraction != b.fraction ? a.fraction > b.fraction : a.index < b.index;
    });
    for (auto part = order.begin(); part != more; ++part) ++parts[part->index];
    return parts;
}

}  // namespace

std::vector<std::int64_t> allocate(std::int64_t amount, std::span<const std::int64_t> weights) {
    const Wide total = std::accumulate(weights.begin(), weights.end(), Wide{0});
    PARETO_CHECK(total > 0);
    const Wide magnitude = amount < 0 ? -Wide{amount} : Wide{amount};
    const bool is_narrow = total <= kNarrowMax && magnitude <= kNarrowMax / total;
    std::vector<std::int64_t> parts =
        is_narrow ? allocate_as(static_cast<std::int64_t>(magnitude), weights, static_cast<std::int64_t>(total))
                  : allocate_as(magnitude, weights, total);
    if (amount < 0) {
        for (auto& part : parts) part = -part;
    }
    return parts;
}

std::string format_decimal(Money amount) { return decimal_text(amount.minor, amount.currency.exponent); }

std::string format_decimal(Quantity quantity) {
    std::string text = decimal_text(quantity.thousandths, 3);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    Decimal decimal;
    int digits = 0;
    bool point = false;
    for (const char c : text) {
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9' && ++digits <= 18) {
            decimal.digits = decimal.digits * 10 + (c - '0');
            if (point) ++decimal.scale;
        } else {
            return std::nullopt;
        }
    }
    if (digits == 0 || text.back() == '.') return std::nullopt;
    if (negative) decimal.digits = -decimal.digits;
    return decimal;
}

std::optional<Scaled> rescale(Decimal decimal, int exponent) {
    if (decimal.scale <= exponent) {
        const auto value = narrow(Wide{decimal.digits} * power_of_ten(exponent - decimal.scale));
        if (!value) return std::nullopt;
        return Scaled{*value, false};
    }
    const Wide divisor = power_of_ten(decimal.scale - exponent);
    const auto value = narrow(divide(decimal.digits, divisor, Rounding::HalfAwayFromZero));
    if (!value) return std::nullopt;
    return Scaled{*value, decimal.digits % divisor != 0};
}

std::optional<Decimal> multiply(Decimal a, Decimal b) {
    Wide product = Wide{a.digits} * b.digits;
    int scale = a.scale + b.scale;
    while (scale > 0 && product % 10 == 0) {
        product /= 10;
        --scale;
    }
    const auto digits = narrow(product);
    if (!digits || scale > kScaleMax) return std::nullopt;
    return Decimal{*digits, scale};
}

std::optional<Decimal> add(Decimal a, Decimal b) {
    const int scale = std::max(a.scale, b.scale);
    if (scale > kScaleMax) return std::nullopt;
    const auto digits = narrow(Wide{a.digits} * power_of_ten(scale - a.scale) + Wide{b.digits} * power_of_ten(scale - b.scale));
    if (!digits) return std::nullopt;
    return Decimal{*digits, scale};
}

}  // namespace pareto

// Small texts that people and files write: dates, decimals, hexadecimal, member numbers.
#include "common/base/bytes.h"
#include "common/base/time.h"
#include "common/loyalty/loyalty.h"
#include "common/money/money.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

void check_date(std::string_view text) {
    const auto date = parse_date(text);
    if (!date) return;
    PARETO_CHECK(to_string(*date) == text);
    PARETO_CHECK(from_day_number(to_day_number(*date)) == *date && to_day_number(*date) >= 0);
    PARETO_CHECK(days_between(*date, add_days(*date, 365)) == 365);
}

void check_decimal(std::string_view text) {
    const auto decimal = parse_decimal(text);
    if (!decimal) return;
    PARETO_CHECK(decimal->scale >= 0 && decimal->scale <= 18);
    constexpr std::int64_t kEighteenDigits = 999'999'999'999'999'999;
    PARETO_CHECK(decimal->digits <= kEighteenDigits && decimal->digits >= -kEighteenDigits);
    for (const int exponent : {0, 2, 3}) {
        const auto scaled = rescale(*decimal, exponent);
        if (!scaled) continue;
        // Taking the rounded value away leaves at most half a unit, and nothing if it was not
        // rounded.
        const auto rest = add(*decimal, Decimal{-scaled->value, exponent});
        if (!rest) continue;
        const auto doubled = multiply(*rest, Decimal{2, 0});
        PARETO_CHECK(doubled.has_value());
        const auto units = rescale(*doubled, exponent);
        PARETO_CHECK(units && units->value >= -1 && units->value <= 1);
        PARETO_CHECK(scaled->rounded == (rest->digits != 0));
    }
    if (const auto square = multiply(*decimal, *decimal))
        PARETO_CHECK(square->digits >= 0 && square->scale <= 18);
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(text) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    check_date(input);
    check_decimal(input);
    if (const auto bytes = from_hex(input))
        PARETO_CHECK(from_hex(to_hex(*bytes)) == bytes && bytes->size() * 2 == input.size());
    const auto back = from_hex(to_hex(input));
    PARETO_CHECK(back && *back == input);
    if (loyalty::is_member_number(input)) PARETO_CHECK(input.size() == 13);
    if (const auto currency = find_currency(input))
        PARETO_CHECK(currency->text() == input && currency->exponent <= 3);
}

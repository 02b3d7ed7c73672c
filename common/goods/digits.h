// Decimal digits as text, and the check digits that GS1 puts at their end or in their middle.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pareto::goods {

[[nodiscard]] inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// At least one digit and nothing else.
[[nodiscard]] bool is_digits(std::string_view text);
/// Nothing for an empty text, for another character than a digit, and beyond 2^64-1.
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view digits);

/// The modulo-10 check digit that belongs behind `digits`: weights 3, 1, 3 … from the right.
[[nodiscard]] char check_digit(std::string_view digits);
/// Digits only, at least two, and the last one is the check digit of those before it.
[[nodiscard]] bool has_check_digit(std::string_view digits);

/// The check digit that stands before a price or weight of four or five digits inside a barcode.
[[nodiscard]] char price_check_digit(std::string_view digits);

}  // namespace pareto::goods

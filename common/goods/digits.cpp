#include "common/goods/digits.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "common/base/check.h"

namespace pareto::goods {
namespace {

int value_of(char digit) {
    return digit - '0';
}

/// A weighted product as the standard defines it: the digit times 2 or 5, and its tens digit added
/// to or taken from its units.
int two_minus(int digit) {
    return (2 * digit - 2 * digit / 10) % 10;
}

int five_minus(int digit) {
    return (5 * digit - 5 * digit / 10) % 10;
}

int five_plus(int digit) {
    return (5 * digit + 5 * digit / 10) % 10;
}

}  // namespace

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::optional<std::uint64_t> number_of(std::string_view digits) {
    if (!is_digits(digits)) return std::nullopt;
    std::uint64_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc{}) return std::nullopt;
    return number;
}

char check_digit(std::string_view digits) {
    PARETO_CHECK(is_digits(digits));
    int sum = 0;
    int weight = 3;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        sum += weight * value_of(*digit);
        weight = 4 - weight;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool has_check_digit(std::string_view digits) {
    return digits.size() >= 2 && is_digits(digits) &&
           check_digit(digits.substr(0, digits.size() - 1)) == digits.back();
}

char price_check_digit(std::string_view digits) {
    PARETO_CHECK(is_digits(digits) && (digits.size() == 4 || digits.size() == 5));
    const auto at = [&](std::size_t place) {
        return value_of(digits[place]);
    };
    if (digits.size() == 4) {
        const int sum = two_minus(at(0)) + two_minus(at(1)) + 3 * at(2) + five_minus(at(3));
        return static_cast<char>('0' + 3 * sum % 10);
    }
    const int sum = five_plus(at(0)) + two_minus(at(1)) + five_minus(at(2)) + five_plus(at(3)) +
                    two_minus(at(4));
    const int wanted = (10 - sum % 10) % 10;
    // five_minus takes each of the ten values once, so that there is one such digit.
    int digit = 0;
    while (five_minus(digit) != wanted)
        ++digit;
    return static_cast<char>('0' + digit);
}

}  // namespace pareto::goods

#include "hq/cards/card_number.h"

#include "drivers/card/member_application.h"

namespace pareto::hq::cards {
namespace {

constexpr std::size_t kDigits = 8;

// Every second digit from the right counts twice, as the sum of its digits.
char luhn_digit(std::string_view digits) {
    int sum = 0;
    bool twice = true;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
        const int value = (*digit - '0') * (twice ? 2 : 1);
        sum += value / 10 + value % 10;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

bool fits_on_card(std::string_view card_number, std::string_view member_number) {
    return drivers::card::encode_member_file({std::string{card_number}, std::string{member_number}})
        .has_value();
}

bool is_card_number(std::string_view text) {
    constexpr std::string_view kAnyMember = "0000000000000";
    return fits_on_card(text, kAnyMember) && text.front() != '#';
}

std::string drawn_card_number(std::int64_t running) {
    std::string digits = std::to_string(running);
    if (digits.size() < kDigits) digits.insert(0, kDigits - digits.size(), '0');
    return "C" + digits + luhn_digit(digits);
}

}  // namespace pareto::hq::cards

// The printed numbers of cards that HQ writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pareto::hq::cards {

/// Whether both fit the member's file of a card: 1 to 16 printable ASCII characters without blanks,
/// and 13 digits.
[[nodiscard]] bool fits_on_card(std::string_view card_number, std::string_view member_number);
/// Whether people may name a card so: as above, and not with a # in front, which stands for the
/// beginning of a card key.
[[nodiscard]] bool is_card_number(std::string_view text);
/// "C" and nine digits, the last of which checks the others (Luhn): it is neither a member's number
/// nor an article's, and no payment card's.
[[nodiscard]] std::string drawn_card_number(std::int64_t running);

}  // namespace pareto::hq::cards

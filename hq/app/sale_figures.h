// What a sale counts for in the books: the figures that posting, the folds and the oracles share.
#pragma once

#include <string_view>

#include "common/sale/earning.h"

namespace pareto::hq {

/// What earns in a sale: the goods on lines that name no original, without what was paid with points
/// and vouchers.
[[nodiscard]] std::int64_t earning_minor(const sale::Sale& sale);
/// What a line that brings goods back takes off its member's spend: what was not paid with points or
/// vouchers. Stored value that is taken back is none of it.
[[nodiscard]] std::int64_t returned_minor(const sale::Line& line);
/// What the sale's goods of negative amount give back, as a positive figure.
[[nodiscard]] std::int64_t goods_back_minor(const sale::Sale& sale);
/// Not what gives points back; those of a gift pay an amount of 0.
[[nodiscard]] bool pays_with_points(const sale::Tender& tender);
/// For a branch: 1 in the one or in the other, or 0 in both when
/// there were no goods, but stored value or gifts.
[[nodiscard]] std::int64_t counts_as_sale(const sale::Sale& sale);
[[nodiscard]] std::int64_t counts_as_return(const sale::Sale& sale);
/// What the sale's own lines earn, or take back when negative (a return that names no original).
[[nodiscard]] std::int64_t signed_points(const sale::Sale& sale, const loyalty::RuleSet& rules);
/// The last date there is.
inline constexpr BusinessDate kLastDate{
    std::chrono::year{9999}, std::chrono::December, std::chrono::day{31}};
/// The last usable day of what is earned on `earned_on`.
[[nodiscard]] BusinessDate usable_until(BusinessDate earned_on, const loyalty::RuleSet& rules);
/// The last day on which stored value can be used that is put somewhere on `sold_on`.
[[nodiscard]] BusinessDate value_usable_until(BusinessDate sold_on, const loyalty::RuleSet& rules);
/// What a terminal, an import or a replay promises for a sale with a card that brings nothing back:
/// HQ books the same.
[[nodiscard]] Points promised_points(const sale::Sale& sale, const loyalty::RuleSet& rules);

/// Points that go back to who paid a sale with them: `points`, after the first `after` of them.
struct GivingBack {
    std::int64_t after = 0;
    std::int64_t points = 0;
    BusinessDate on{};
    std::string_view code{};
};

}  // namespace pareto::hq

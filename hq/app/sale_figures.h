// What a sale counts for in the books: the figures that posting, the folds and the oracles share.
#pragma once

#include <string_view>

#include "common/sale/earning.h"

namespace pareto::hq {

/// What earns in a sale: the lines that name no original, without what was paid with points.
[[nodiscard]] std::int64_t earning_minor(const sale::Sale& sale);
/// What a line that brings goods back takes off its member's spend: what was not paid with points.
[[nodiscard]] std::int64_t returned_minor(const sale::Line& line);
/// What the sale's own lines earn, or take back when negative (a return that names no original).
[[nodiscard]] std::int64_t signed_points(const sale::Sale& sale, const loyalty::RuleSet& rules);
/// The last date there is.
inline constexpr BusinessDate kLastDate{
    std::chrono::year{9999}, std::chrono::December, std::chrono::day{31}};
/// The last usable day of what is earned on `earned_on`.
[[nodiscard]] BusinessDate usable_until(BusinessDate earned_on, const loyalty::RuleSet& rules);
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

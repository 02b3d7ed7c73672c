// What a sale's lines earned and were paid with, by the rules it was made with: the one function of terminal and HQ.
//
// Returning a part of a line takes back, and gives back, that part of the line's shares. Shares of parts are differences
// of cumulative shares (share_of), so that returning everything in any steps is exact.
#pragma once

#include "common/loyalty/earning.h"
#include "common/sale/sale.h"

#include <vector>

namespace pareto::sale {

/// One for each line of the sale; nothing for lines that name an original and for those that are no goods.
[[nodiscard]] std::vector<loyalty::LineShare> shares_of(const Sale& sale, const loyalty::RuleSet& rules);
/// What the sale earns or, being goods brought back that name no sale, takes back; if it is a member's.
[[nodiscard]] Points points_of(std::span<const loyalty::LineShare> shares);
/// Writes the shares into the lines that name no original; points only when the sale has a card or a member.
void write_shares(Sale& sale, const loyalty::RuleSet& rules);
/// Of the points that paid for a line, those that belong to `given_minor` of their worth: rounded half away from zero,
/// so that giving back all of the worth in any steps gives back all of the points.
[[nodiscard]] std::int64_t points_given(const loyalty::LineShare& share, std::int64_t given_minor);
/// The shares that returning `quantity` of a sold line takes and gives back, after `returned` of it came back before.
[[nodiscard]] loyalty::LineShare share_back(const loyalty::LineShare& share,
                                            const Line& sold,
                                            Quantity returned,
                                            Quantity quantity);

}  // namespace pareto::sale

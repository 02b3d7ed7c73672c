// A basket: lines not yet tendered, the card shown, and what was handed over so far. A value
// without rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/sale/sale.h"
#include "terminal/app/campaigns.h"
#include "terminal/app/card.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct Basket {
    std::optional<PresentedCard> card;
    std::vector<sale::Line>
        lines;  ///< numbers grow and are not used twice; a sale numbers them anew
    std::vector<sale::Tender> tenders;  ///< as handed over: cash may be more than what is due
    std::int32_t last_line = 0;
    std::vector<loyalty::PresentedCoupon> coupons;
    BasketPricing pricing;              ///< what campaigns make of it, see price()
    std::vector<ValueLeft> value_left;  ///< of accounts that this basket fills or draws on
    std::string approved_by;  ///< the manager who let goods in that this terminal did not sell

    /// The line as it stands in the basket now.
    const sale::Line& add(sale::Line line) {
        line.number = ++last_line;
        return lines.emplace_back(std::move(line));
    }

    [[nodiscard]] std::int64_t total_minor() const {
        std::int64_t total = 0;
        for (const auto& line : lines)
            total += line.amount_minor;
        return total - pricing.priced.discount_minor;
    }

    /// What is still to be paid (negative: to be given back in money). What goods brought back give
    /// back in points, to stored value or as vouchers is settled by itself.
    [[nodiscard]] std::int64_t due_minor() const {
        std::int64_t due = total_minor();
        for (const auto& line : lines)
            due -= line.original
                       ? line.points_paid_minor + line.stored_paid_minor + line.voucher_paid_minor
                       : 0;
        for (const auto& tender : tenders)
            due -= tender.amount_minor;
        return due;
    }
};

/// Prices the basket anew with the live campaigns; to be called after every change of it, and
/// before it is recorded. Without campaigns nothing changes.
[[nodiscard]] Result<void> price(Journal& journal, std::int32_t local_minute, Basket& basket);

}  // namespace pareto::terminal

// Stored value at the terminal: sold and topped up at any time, spent only when HQ debits it first.
#pragma once

#include <span>

#include "terminal/app/basket.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct ApprovedValue {
    EntryId id;  ///< the redemption's
    std::int64_t minor = 0;
    sync::StoredValue left;
};

/// The key of a card that is sold or presented as a gift card. CardBlocked; InvalidSale for a
/// member's card.
[[nodiscard]] Outcome<Bytes> gift_card_of(Journal& journal, const ports::Tap& tap);
/// RedemptionOffline; RedemptionRefused when nothing was ever put there.
[[nodiscard]] Outcome<sync::StoredValue> ask_value(Uplink& uplink,
                                                   const sale::ValueAccount& account);
/// HQ debits first; the request is durable before. RedemptionOffline, RedemptionRefused: both leave
/// it reversed.
[[nodiscard]] Outcome<ApprovedValue> request_value(Journal& journal,
                                                   Uplink& uplink,
                                                   const ports::Clock& clock,
                                                   const sale::ValueAccount& account,
                                                   std::int64_t minor);
/// What stored value may pay of the basket still: goods, and no more than is due.
[[nodiscard]] std::int64_t payable_with_value(const Basket& basket);
/// Value that was sold is taken back while it is there: HQ says so. RedemptionOffline,
/// RedemptionRefused.
[[nodiscard]] Outcome<void> may_take_back(Uplink& uplink, std::span<const sale::Line> lines);

}  // namespace pareto::terminal

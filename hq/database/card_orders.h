// Cards that are to be written, from the order to the card that was written for it; and the cards
// there are, as people name them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/id.h"
#include "common/database/database.h"
#include "common/loyalty/card.h"
#include "hq/app/card_desk.h"

namespace pareto::hq::database {

struct CardOrder {
    std::string card_number;
    MemberId member;
    std::string member_number;
    loyalty::CardFamily family = loyalty::CardFamily::Ntag424;
    std::string state;  ///< ordered, written, cancelled
    Bytes card_key;     ///< of the card it was begun with; empty = none yet
};

/// A card of a member, blocked or not.
struct CardOfMember {
    Bytes card_key;
    MemberId member;
    std::string member_number;
    std::string card_number;
    loyalty::CardFamily family = loyalty::CardFamily::UidOnly;
    bool blocked = false;
};

/// Why a card cannot be written for an order. Checked in this order; the first that applies is
/// returned.
enum class OrderRefusal {
    NoOrder,  ///< there is none of that number, or none at all that is open
    OrderCancelled,
    OrderWritten,  ///< with another card
    OtherMember,   ///< the card is another member's
    OrderBegun,    ///< keys of another card were changed for it: finish that one, or cancel
    OtherOrder,    ///< keys of this card were changed for another order
};

[[nodiscard]] std::string_view name_of(OrderRefusal refusal);

/// The order to write on this card: the one named, else the one that the card was begun or written
/// for, else the oldest that was not begun. From then on it is this card's. Inside a transaction
/// begun with begin_writing.
[[nodiscard]] Result<Expected<CardOrder, OrderRefusal>> take_order(
    pareto::database::Connection& connection, const Bytes& card_key, const std::string& number);
/// The card cannot be written: the order is free for another one. One transaction.
[[nodiscard]] Result<void> release_order(pareto::database::Connection& connection,
                                         const std::string& number,
                                         const Bytes& card_key);
/// Before the change is sent to the card. One transaction. A refusal, and nothing is written, when
/// the order is not this card's (any more).
[[nodiscard]] Result<std::optional<OrderRefusal>> record_key_change(
    pareto::database::Connection& connection,
    const CardSubject& about,
    const CardKeyChange& change);

[[nodiscard]] Result<std::optional<CardOrder>> find_order(pareto::database::Connection& connection,
                                                          const std::string& number);
/// Every order that is neither written nor cancelled, the oldest first.
[[nodiscard]] Result<std::vector<CardOrder>> open_orders(pareto::database::Connection& connection);
/// `number` must be new: see is_new_card_number. Inside a transaction begun with begin_writing, as
/// settle_order.
[[nodiscard]] Result<void> add_order(pareto::database::Connection& connection,
                                     const CardOrder& order,
                                     std::int64_t now_ms);
[[nodiscard]] Result<void> settle_order(pareto::database::Connection& connection,
                                        const std::string& number,
                                        std::string_view state,
                                        std::int64_t now_ms);
/// Whether neither a card nor an order has it.
[[nodiscard]] Result<bool> is_new_card_number(pareto::database::Connection& connection,
                                              const std::string& number);

[[nodiscard]] Result<std::optional<CardOfMember>> find_card(
    pareto::database::Connection& connection, const Bytes& card_key);
/// Of this printed number; a card that is known by its number and by its UID has two rows.
[[nodiscard]] Result<std::vector<CardOfMember>> cards_of_number(
    pareto::database::Connection& connection, const std::string& number);
/// Those whose card key begins with `first` (6 bytes, as short_key writes them).
[[nodiscard]] Result<std::vector<CardOfMember>> cards_of_key(
    pareto::database::Connection& connection, const Bytes& first);
/// Of one member, or of all; by member number, then card number and key.
[[nodiscard]] Result<std::vector<CardOfMember>> list_cards(pareto::database::Connection& connection,
                                                           std::optional<MemberId> member);
[[nodiscard]] Result<bool> is_blocked(pareto::database::Connection& connection,
                                      const Bytes& card_key);

/// "#0123456789ab": how people name a card that has no printed number.
[[nodiscard]] std::string short_key(BytesView card_key);

}  // namespace pareto::hq::database

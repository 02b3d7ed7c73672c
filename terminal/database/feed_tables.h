// The tables that the feed fills: members, their cards, blocked cards, items, rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/database/database.h"
#include "common/sync/feed.h"
#include "common/sync/message.h"
#include "terminal/database/books.h"

namespace pareto::terminal::database {

/// One change, in the caller's transaction. A kind this program does not know is left out.
[[nodiscard]] Result<void> apply_change(pareto::database::Connection& connection,
                                        Books& books,
                                        const sync::Change& change);

[[nodiscard]] Result<std::optional<sync::MemberChange>> select_member(
    pareto::database::Connection& connection, MemberId member);
[[nodiscard]] Result<KnownCard> select_card(pareto::database::Connection& connection,
                                            const Bytes& card_key);
[[nodiscard]] Result<std::optional<sync::ItemChange>> select_item(
    pareto::database::Connection& connection, const std::string& sku_or_barcode);
/// `gtin` is 14 digits; of several items with that barcode the first by sku.
[[nodiscard]] Result<std::optional<sync::ItemChange>> select_barcode(
    pareto::database::Connection& connection, std::string_view gtin);
[[nodiscard]] Result<std::optional<loyalty::RuleSet>> select_rules(
    pareto::database::Connection& connection, std::int32_t version);

}  // namespace pareto::terminal::database

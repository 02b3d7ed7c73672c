// The tables of gifts: the catalogue and the stock as HQ told, and what this terminal took of it.
//
// Invariant: what was taken is what the journal's entries say, changed in the transaction of the
// entry.
#pragma once

#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/sync/feed.h"
#include "common/sync/message.h"
#include "terminal/app/reward_lookup.h"

namespace pareto::terminal::database {

/// Gift, GiftStock.
[[nodiscard]] Result<void> put_gift(pareto::database::Connection& connection,
                                    const sync::Change& change);
/// A redemption that is for a gift; nothing to do for an empty code.
[[nodiscard]] Result<void> take_gift(pareto::database::Connection& connection,
                                     EntryId redemption,
                                     const std::string& code);
[[nodiscard]] Result<void> release_gift(pareto::database::Connection& connection,
                                        EntryId redemption);
/// See RewardLookup::gifts().
[[nodiscard]] Result<std::vector<KnownGift>> select_gifts(pareto::database::Connection& connection,
                                                          const std::string& code);

}  // namespace pareto::terminal::database

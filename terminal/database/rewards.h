// The tables of what HQ left to this terminal.
//
// Invariant: what was spent is what the journal's entries say, and is changed in the transaction of
// the entry; the feed only says what may be spent.
#pragma once

#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/journal/entry.h"
#include "common/sync/feed.h"
#include "common/sync/message.h"
#include "terminal/app/reward_lookup.h"

namespace pareto::terminal::database {

/// HeldVoucher, HeldCoupon.
[[nodiscard]] Result<void> put_reward(pareto::database::Connection& connection,
                                      const sync::Change& change);
[[nodiscard]] Result<void> project_voucher(pareto::database::Connection& connection,
                                           EntryId id,
                                           const journal::VoucherRequested& requested);
[[nodiscard]] Result<void> project_coupon(pareto::database::Connection& connection,
                                          EntryId id,
                                          const journal::CouponRequested& requested);
/// The sale that captured them is recorded: claims that brought nothing are free again.
[[nodiscard]] Result<void> settle_rewards(pareto::database::Connection& connection,
                                          const sale::Sale& sale);
[[nodiscard]] Result<void> release_reward(pareto::database::Connection& connection,
                                          EntryId redemption);
/// A sale is void: what it took of this terminal's own is there again.
[[nodiscard]] Result<void> void_rewards(pareto::database::Connection& connection,
                                        const sale::Sale& sale);
/// The registration has two histories: whoever else lives it holds the same.
[[nodiscard]] Result<void> give_rewards_up(pareto::database::Connection& connection);
/// Why an entry cannot be appended now: another thread spent what it counts on. Empty when it can.
[[nodiscard]] Result<std::string> reward_misfit(pareto::database::Connection& connection,
                                                const journal::Entry& entry);

[[nodiscard]] Result<std::optional<HeldVoucher>> select_held_voucher(
    pareto::database::Connection& connection, const Bytes& key);
[[nodiscard]] Result<std::vector<HeldCoupon>> select_held_coupons(
    pareto::database::Connection& connection, const std::string& code, MemberId member);

}  // namespace pareto::terminal::database

// The tables of what may be redeemed while HQ is out of reach.
//
// Invariant: C of an allowance and the rows of stand_in are what the journal's entries say, and are
// changed in the transaction of the entry. Whatever is not acknowledged counts against the
// terminal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/database/database.h"
#include "terminal/app/journal.h"
#include "terminal/database/books.h"

namespace pareto::terminal::database {

[[nodiscard]] Result<void> project_offline(pareto::database::Connection& connection,
                                           EntryId id,
                                           const journal::RedemptionRequested& requested);
[[nodiscard]] Result<void> project_allowance(pareto::database::Connection& connection,
                                             const journal::AllowanceReceived& received);
[[nodiscard]] Result<void> close_allowance(pareto::database::Connection& connection,
                                           EntryId allowance);
/// The registration has two histories: whoever else lives it has the same allowances.
[[nodiscard]] Result<void> give_allowances_up(pareto::database::Connection& connection);
/// HQ has everything up to `acked`.
[[nodiscard]] Result<void> forget_stand_in(pareto::database::Connection& connection,
                                           const HeadRow& head);
/// Why an entry about points cannot be appended now: another thread spent what it counts on. Empty
/// when it can.
[[nodiscard]] Result<std::string> offline_misfit(pareto::database::Connection& connection,
                                                 const journal::Entry& entry);

/// With an empty member: all.
[[nodiscard]] Result<std::vector<HeldAllowance>> select_allowances(
    pareto::database::Connection& connection, MemberId member);
[[nodiscard]] Result<loyalty::StandInCounters> select_stand_in(
    pareto::database::Connection& connection, const Bytes& card_key);

}  // namespace pareto::terminal::database

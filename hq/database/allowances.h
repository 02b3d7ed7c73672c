// The tables of allowances: reading what posting needs of them, and writing what it decided.
#pragma once

#include <set>
#include <vector>

#include "common/database/database.h"
#include "hq/app/plan.h"

namespace pareto::hq::database {

/// Of the named redemptions those that HQ did not vouch for, and of the named allowances and theirs
/// all there is.
[[nodiscard]] Result<void> read_allowances(pareto::database::Connection& connection,
                                           const std::set<EntryId>& redemptions,
                                           std::set<EntryId> allowances,
                                           Books& books);
[[nodiscard]] Result<void> write_allowances(pareto::database::Connection& connection,
                                            const Books& books,
                                            const Plan& plan);
/// The public keys of this HQ by which grants may be signed.
[[nodiscard]] Result<std::map<std::int64_t, Bytes>> read_allowance_keys(
    pareto::database::Connection& connection);
/// Makes grants by this key believed; once.
[[nodiscard]] Result<void> keep_allowance_key(pareto::database::Connection& connection,
                                              const Bytes& public_key);

/// Columns member_id, terminal_id, limit_points, spent_points, received_points, last_day, state.
inline constexpr const char* kAllowanceColumns =
    "member_id, terminal_id, limit_points, spent_points, received_points, last_day, state";
[[nodiscard]] Result<KnownAllowance> read_allowance(const pareto::database::Row& row,
                                                    std::size_t column);

}  // namespace pareto::hq::database

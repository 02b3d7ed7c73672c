// Accounts that several members share: a household, or the members who were merged into one.
//
// member.account_id names the holder; the holder's own is null. Every fact (sale, lot, transfer)
// stays its member's.
#pragma once

#include <map>
#include <set>

#include "common/base/id.h"
#include "common/database/database.h"

namespace pareto::hq::database {

/// The holder of every member who shares an account with one of these, itself and the holder
/// included. Nothing for those who share with nobody.
[[nodiscard]] Result<std::map<MemberId, MemberId>> read_holders(
    pareto::database::Connection& connection, const std::set<MemberId>& members);

/// These, and all who share an account with one of them.
[[nodiscard]] Result<std::set<MemberId>> with_sharers(pareto::database::Connection& connection,
                                                      const std::set<MemberId>& members);

/// Whom each merged member was merged into.
[[nodiscard]] Result<std::map<MemberId, MemberId>> read_merged(
    pareto::database::Connection& connection);

}  // namespace pareto::hq::database

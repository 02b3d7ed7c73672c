// The roll-ups computed anew from the entries of all posted sales, page by page: what member_day
// and branch_day must be.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "common/database/database.h"
#include "hq/app/plan.h"

namespace pareto::hq::database {

using MemberDays = std::map<std::tuple<std::int64_t, std::string, std::int64_t>,
                            std::pair<std::int64_t, std::int64_t>>;
using BranchDays = std::map<std::pair<std::int64_t, std::string>, BranchDay>;

/// Rows that are all zero are left out, in what is computed and in what is read.
struct Rollups {
    MemberDays members;   ///< (shard_key, date, branch) → (net_minor, visits)
    BranchDays branches;  ///< (branch, date) → sums over all slots
};

/// A posted sale with its entry, as the folds and the oracles read it.
struct SaleOfPage {
    SaleHead head;
    journal::Entry entry;
    MemberId owner;                      ///< 0 = none, or a card nobody has
    bool waits = false;                  ///< its returning lines were not posted yet
    std::vector<ReturnedLine> returned;  ///< by its own lines and by the post-void of it
    std::int64_t points_redeemed = 0;    ///< what its tenders captured
    std::int64_t taken = 0, given = 0;   ///< points that returns of it took and gave back
    std::map<std::int64_t, MemberId> original_owners;
};

/// Calls `each` for every posted sale in the order of ids. Corrupt when an entry is missing or
/// cannot be decoded.
using OnSale = std::function<Result<void>(const SaleOfPage&)>;
[[nodiscard]] Result<void> for_each_sale(pareto::database::Connection& connection,
                                         const OnSale& each);

[[nodiscard]] Result<std::map<std::int32_t, loyalty::RuleSet>> read_rule_sets(
    pareto::database::Connection& connection);

[[nodiscard]] Result<Rollups> fold_rollups(pareto::database::Connection& connection);
[[nodiscard]] Result<Rollups> read_rollups(pareto::database::Connection& connection);

}  // namespace pareto::hq::database

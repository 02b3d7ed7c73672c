// Writes what posting a group decided: a handful of bulk statements, whatever the size of the
// group.
#pragma once

#include <cstdint>

#include "common/database/database.h"
#include "hq/app/plan.h"

namespace pareto::hq::database {

struct PlanContext {
    std::int64_t now_ms = 0;
    std::int64_t slot = 0;  ///< this process's slot in chain-level roll-ups
};

/// Inside the transaction that the books were read in.
[[nodiscard]] Result<void> write_plan(pareto::database::Connection& connection,
                                      const Books& books,
                                      const Plan& plan,
                                      const PlanContext& context);

/// Gives every branch where these members bought lately (and their home) a new feed position for
/// them. `bought`: newest purchases to note with it.
[[nodiscard]] Result<void> feed_members(
    pareto::database::Connection& connection,
    const std::set<MemberId>& members,
    const std::map<std::pair<MemberId, BranchId>, BusinessDate>& bought,
    std::int64_t now_ms);

/// Members who bought there in this many days travel to a branch's terminals.
inline constexpr int kFeedDays = 400;

}  // namespace pareto::hq::database

// The newest state of members as a branch's terminals get it, in the feed and in answers.
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/database/database.h"
#include "common/sync/feed.h"

namespace pareto::hq::database {

/// Those of `members` that exist. Points are what is usable `on` that day; a name travels to the
/// member's home branch only.
[[nodiscard]] Result<std::map<MemberId, sync::MemberChange>> read_member_changes(
    pareto::database::Connection& connection,
    BranchId branch,
    const std::set<MemberId>& members,
    BusinessDate on,
    std::int64_t now_ms);

}  // namespace pareto::hq::database

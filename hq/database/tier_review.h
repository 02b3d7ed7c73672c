// The daily review of tiers: who reached one, who lost one, each with the figure that says so.
//
// A tier is what common/loyalty/tiers.h makes of the member's figures, those of merged members
// together; what was earned counts on the day on which HQ received it, spend on its business date.
// So the review can be run again, or go on after a crash, and finds nothing to change.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/database/database.h"
#include "common/loyalty/loyalty.h"
#include "common/ports/clock.h"

namespace pareto::hq::database {

inline constexpr std::int64_t kMembersOfPage = 2'000;

struct TierPage {
    bool done = false;         ///< that was the last page
    bool done_before = false;  ///< the review of this date was over already
    MemberId last;             ///< where the next page goes on
    std::int64_t members = 0;
    std::int64_t upgraded = 0;
    std::int64_t downgraded = 0;
};

/// The next members after `after`, by id, as of a business date that is over. One transaction.
[[nodiscard]] Result<TierPage> review_some(pareto::database::Connection& connection,
                                           ports::Clock& clock,
                                           BusinessDate over,
                                           MemberId after,
                                           std::int64_t members_max = kMembersOfPage);

using TierFigures = std::map<MemberId, std::vector<loyalty::TierDay>>;

/// The figures by day that can matter on that day, of these members and of those merged into them.
[[nodiscard]] Result<TierFigures> read_tier_figures(pareto::database::Connection& connection,
                                                    const loyalty::TierRules& rules,
                                                    const std::set<MemberId>& members,
                                                    BusinessDate on);

/// The tier that the member came with, and when; nothing when there was none.
[[nodiscard]] Result<std::optional<loyalty::GrantedTier>> read_granted(
    pareto::database::Connection& connection, MemberId member);

}  // namespace pareto::hq::database

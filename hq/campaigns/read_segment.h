// A segment as people write it:
//
//   {"name": "gold-lapsed", "refreshing": true, "if": {"all": [{"tier": ["gold"]}, {"recency":
//   {"at_least": 180}}, {"not": {"vip": true}}]}}
//
// A condition has exactly one field:  all, any (lists of conditions), not (a condition), tier,
// branch (lists: home branch), vip (true or false), joined {from, to, at_least, at_most} (days
// ago), spend, visits {at_least, at_most, days, branches}, recency {at_least, at_most, branches}
// (days since the last purchase).
#pragma once

#include <string>
#include <string_view>

#include "common/base/fault.h"
#include "hq/app/segment.h"

namespace pareto::hq::campaigns {

inline constexpr std::size_t kSegmentBytesMax = std::size_t{64} * 1024;

struct Segment {
    std::string name;
    bool refreshing = false;  ///< else it stays as it is when it is defined
    SegmentCondition condition;
};

/// Unsupported with the path and the reason of the first problem.
[[nodiscard]] Result<Segment> read_segment(std::string_view text);
/// The codes of branches that the condition names.
[[nodiscard]] std::set<std::string> branches_of(const SegmentCondition& condition);

}  // namespace pareto::hq::campaigns

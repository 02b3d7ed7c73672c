// Who would be in a segment that is still being written: how many, and some of them. Reads only.
#pragma once

#include <functional>
#include <vector>

#include "hq/campaigns/read_segment.h"
#include "hq/database/segments.h"

namespace pareto::hq::campaigns {

struct SegmentSample {
    std::int64_t people = 0;         ///< looked at; merged members are one
    std::int64_t members = 0;        ///< in the segment
    std::vector<MemberId> some = {};  ///< the first of them
};

/// Within the caller's snapshot. Unsupported when `goes_on` (asked between pages, with how many
/// people were looked at) says no, or for a branch that there is not.
[[nodiscard]] Result<SegmentSample> sample_segment(
    pareto::database::Connection& connection,
    const Segment& segment,
    BusinessDate as_of,
    std::size_t some_max,
    const std::function<bool(std::int64_t people)>& goes_on);

}  // namespace pareto::hq::campaigns

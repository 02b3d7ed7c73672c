// A campaign as people write it: JSON by common/loyalty/campaign.schema.json. What the schema says
// and more is checked here; the first problem is told with its path ("rules[0].if.hours[0].from")
// and the reason.
#pragma once

#include <string_view>

#include "common/base/fault.h"
#include "common/loyalty/campaign_set.h"

namespace pareto::hq::campaigns {

inline constexpr std::size_t kCampaignBytesMax = std::size_t{1024} * 1024;

/// Without id and version, which HQ gives. Unsupported with the path and the reason; it is then
/// sound by loyalty::check() but for these two.
[[nodiscard]] Result<loyalty::Campaign> read_campaign(std::string_view text);

}  // namespace pareto::hq::campaigns

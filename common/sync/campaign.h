// A campaign as bytes, as it travels down to terminals and is kept there.
#pragma once

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/loyalty/campaign_set.h"

namespace pareto::sync {

/// Raised whenever a condition, an effect or anything else is added that must not be passed over.
inline constexpr std::int32_t kCampaignFormat = 1;

[[nodiscard]] Bytes encode(const loyalty::Campaign& campaign);
/// Unsupported: made by a newer program with what this one does not know; it must not price with
/// it. Corrupt: not a campaign, or not sound by loyalty::check().
[[nodiscard]] Result<loyalty::Campaign> decode_campaign(BytesView bytes);

}  // namespace pareto::sync

// Who is in a campaign's control group, and which variant the others are offered: a draw without
// chance.
//
// The draw is a number 0 … 9,999 made from the member's and the campaign's ids by integer mixing
// (below), so that a terminal without a network draws what HQ draws, in every version of a
// campaign, on every machine. The first control_basis_points of the numbers are the control group,
// then come the variants by their shares.
#pragma once

#include "common/loyalty/campaign_set.h"

namespace pareto::loyalty {

/// 0 … 9,999:  x = member + campaign · 0x9E3779B97F4A7C15 (mod 2^64), x = mix(mix(x) + campaign),
/// draw = (x · 10,000) >> 64; mix is the finaliser of SplitMix64. A frozen contract: changing it
/// would re-draw groups.
[[nodiscard]] std::int32_t draw_of(MemberId member, CampaignId campaign);

struct Placement {
    bool control = false;
    std::int32_t variant = 0;  ///< 1 … n; 0 = the campaign has no variants, or control
    bool operator==(const Placement&) const = default;
};

/// Whether the campaign draws at all; then it is for members only.
[[nodiscard]] inline bool draws(const Campaign& campaign) {
    return campaign.control_basis_points > 0 || !campaign.variants.empty();
}

[[nodiscard]] Placement placement_of(const Campaign& campaign, MemberId member);

}  // namespace pareto::loyalty

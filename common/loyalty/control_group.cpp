#include "common/loyalty/control_group.h"

namespace pareto::loyalty {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9;
    x ^= x >> 27;
    x *= 0x94D049BB133111EB;
    x ^= x >> 31;
    return x;
}

}  // namespace

std::int32_t draw_of(MemberId member, CampaignId campaign) {
    const auto number = static_cast<std::uint64_t>(campaign.value);
    std::uint64_t x = static_cast<std::uint64_t>(member.value) + number * 0x9E3779B97F4A7C15;
    x = mix(mix(x) + number);
    return static_cast<std::int32_t>((Wide{x} * static_cast<unsigned>(kWholeBasisPoints)) >> 64);
}

Placement placement_of(const Campaign& campaign, MemberId member) {
    if (!draws(campaign)) return {};
    std::int32_t draw = draw_of(member, campaign.id);
    if (draw < campaign.control_basis_points) return {true, 0};
    draw -= campaign.control_basis_points;
    for (std::size_t i = 0; i < campaign.variants.size(); ++i) {
        draw -= campaign.variants[i].share_basis_points;
        if (draw < 0) return {false, static_cast<std::int32_t>(i) + 1};
    }
    return {};
}

}  // namespace pareto::loyalty

// Whether a coupon may be used: decided from what its campaign's pool and lists say.
#pragma once

#include "common/loyalty/campaign_set.h"

namespace pareto::loyalty {

/// What is known of a code when it is shown.
struct CouponFacts {
    std::vector<CampaignId> campaigns;  ///< whose pools have it
    bool targeted = false;  ///< the member is on the list of the campaign it is shown for
    std::int64_t uses = 0;  ///< of the code in that campaign, by anybody
    std::int64_t uses_by_member = 0;
};

/// Why a coupon was refused. Checked in this order; the first that applies is returned.
enum class CouponRefusal {
    UnknownCoupon,
    OtherCampaign,
    OutsideDates,
    NotTargeted,
    UsedUp,
    UsedUpByMember
};
[[nodiscard]] std::string_view name_of(CouponRefusal refusal);

/// Nothing = it may be used. A code that the campaign states itself needs no pool. The list is
/// asked for when any rule of the campaign that takes coupons asks for it.
[[nodiscard]] std::optional<CouponRefusal> check_coupon(const Campaign& campaign,
                                                        std::string_view code,
                                                        const CouponFacts& facts,
                                                        BusinessDate date);

}  // namespace pareto::loyalty

#include "common/loyalty/coupon.h"

#include <algorithm>

namespace pareto::loyalty {

std::string_view name_of(CouponRefusal refusal) {
    switch (refusal) {
        case CouponRefusal::UnknownCoupon:
            return "UnknownCoupon";
        case CouponRefusal::OtherCampaign:
            return "OtherCampaign";
        case CouponRefusal::OutsideDates:
            return "OutsideDates";
        case CouponRefusal::NotTargeted:
            return "NotTargeted";
        case CouponRefusal::UsedUp:
            return "UsedUp";
        case CouponRefusal::UsedUpByMember:
            return "UsedUpByMember";
    }
    return "";
}

std::optional<CouponRefusal> check_coupon(const Campaign& campaign,
                                          std::string_view code,
                                          const CouponFacts& facts,
                                          BusinessDate date) {
    const CouponTerms& terms = campaign.coupons;
    const bool is_stated =
        std::find(terms.codes.begin(), terms.codes.end(), code) != terms.codes.end();
    const auto& pools = facts.campaigns;
    const bool is_in_pool =
        terms.pool && std::find(pools.begin(), pools.end(), campaign.id) != pools.end();
    if (!is_stated && pools.empty()) return CouponRefusal::UnknownCoupon;
    if (!is_stated && !is_in_pool) return CouponRefusal::OtherCampaign;
    if (date < campaign.from || campaign.to < date) return CouponRefusal::OutsideDates;
    const bool asks_for_list =
        std::any_of(campaign.rules.begin(), campaign.rules.end(), [](const CampaignRule& rule) {
            return rule.conditions.coupon && rule.conditions.targeted;
        });
    if (asks_for_list && !facts.targeted) return CouponRefusal::NotTargeted;
    if (terms.uses_per_code > 0 && facts.uses >= terms.uses_per_code) return CouponRefusal::UsedUp;
    if (terms.uses_per_member > 0 && facts.uses_by_member >= terms.uses_per_member)
        return CouponRefusal::UsedUpByMember;
    return std::nullopt;
}

}  // namespace pareto::loyalty

#include "hq/app/coupon_claims.h"

namespace pareto::hq {

void CouponClaims::claim(EntryId id,
                         const std::vector<loyalty::CampaignId>& campaigns,
                         const KnownClaim& by) {
    for (const loyalty::CampaignId campaign : campaigns) {
        // The question may have come before its entry.
        if (!claims.try_emplace({id, campaign}, by).second) continue;
        changed.insert({id, campaign});
    }
}

std::string CouponClaims::settle(const loyalty::PresentedCoupon& coupon,
                                 bool is_used,
                                 const CouponSale& by) {
    const Key key{coupon.claim, coupon.campaign};
    const auto found = claims.find(key);
    const bool claimed = found != claims.end() && found->second.code == coupon.code &&
                         found->second.state == ClaimState::Claimed;
    if (is_used) used.push_back({coupon.campaign, coupon.code, by});
    if (claimed) {
        found->second.state = is_used ? ClaimState::Captured : ClaimState::Released;
        found->second.sale = by.sale;
        changed.insert(key);
        return {};
    }
    if (!is_used) return {};
    return "coupon " + coupon.code + " of campaign " + std::to_string(coupon.campaign.value) +
           " was used without a claim that HQ, or its allotment, gave";
}

bool CouponClaims::release(EntryId claim) {
    bool known = false;
    for (auto& [key, one] : claims) {
        if (key.first != claim) continue;
        known = true;
        if (one.state != ClaimState::Claimed) continue;
        one.state = ClaimState::Released;
        changed.insert(key);
    }
    return known;
}

void CouponClaims::release_sale(SaleId sale) {
    for (auto& [key, one] : claims) {
        if (one.sale != sale || one.state != ClaimState::Captured) continue;
        one.state = ClaimState::Released;
        changed.insert(key);
        taken_back.insert(sale);
    }
}

}  // namespace pareto::hq

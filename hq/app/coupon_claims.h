// Claims on codes of campaigns' pools, in HQ's books: a terminal claims a code before a sale, the
// sale settles it. A code is used when a campaign that has it gave something for it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/journal/voucher.h"
#include "common/loyalty/pricing.h"

namespace pareto::hq {

enum class ClaimState : std::uint8_t { Claimed, Refused, Captured, Released };

struct KnownClaim {
    std::string code;
    MemberId member;
    ClaimState state = ClaimState::Claimed;
    std::string refusal;
    SaleId sale;
};

/// The sale in which a coupon was shown.
struct CouponSale {
    SaleId sale;
    MemberId member;
    BusinessDate date;
};

struct CouponUseRow {
    loyalty::CampaignId campaign;
    std::string code;
    CouponSale by;
};

class CouponClaims {
public:
    using Key = std::pair<EntryId, loyalty::CampaignId>;

    /// Of a code of a campaign's pool.
    struct Code {
        TerminalId holder;      ///< takes it without asking; 0 = none
        std::int64_t uses = 0;  ///< claimed, or used
    };

    // Facts.
    std::map<Key, KnownClaim> claims;
    std::map<std::pair<loyalty::CampaignId, std::string>, Code> codes;  ///< of claims by allotment

    void claim(EntryId id, const std::vector<loyalty::CampaignId>& campaigns, const KnownClaim& by);
    /// Why it is listed; empty = all is well. What a sale promised stands all the same.
    [[nodiscard]] std::string settle(const loyalty::PresentedCoupon& coupon,
                                     bool used,
                                     const CouponSale& by);
    /// False when there is no such claim.
    bool release(EntryId claim);
    void release_sale(SaleId sale);

    // What changed.
    std::set<Key> changed;
    std::vector<CouponUseRow> used;
    std::set<SaleId> taken_back;  ///< their uses are none any more
};

}  // namespace pareto::hq

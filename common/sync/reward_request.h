// Questions about vouchers and codes of pools, and the answer. Part of request.h.
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pareto::sync {

/// May this voucher pay? HQ takes a use off its account first. Idempotent by the redemption's id.
struct VoucherWanted {
    EntryId redemption;
    Bytes voucher;  ///< its key
    MemberId member;
    std::int64_t due_minor = 0;
    bool operator==(const VoucherWanted&) const = default;
};
/// May this code of a campaign's pool be used? Claimed until the sale, or the reversal. Idempotent by the claim's id.
struct CouponWanted {
    EntryId claim;
    std::string code;
    MemberId member;
    bool operator==(const CouponWanted&) const = default;
};

/// A campaign in whose pool the code is, and the items it is for (none = whatever the campaign says).
struct CouponOfCampaign {
    std::int64_t campaign = 0;
    std::vector<std::string> skus;
    bool operator==(const CouponOfCampaign&) const = default;
};
/// VoucherWanted, CouponWanted.
struct RewardAnswer {
    std::string refusal;          ///< the name of one; empty = granted
    std::int64_t paid_minor = 0;  ///< by the voucher
    std::int64_t left_minor = 0;  ///< on its account
    std::vector<CouponOfCampaign> coupons;
    bool operator==(const RewardAnswer&) const = default;
};

}  // namespace pareto::sync

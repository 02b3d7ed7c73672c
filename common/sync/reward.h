// Vouchers and codes of pools as the down feed carries them: what HQ leaves to one terminal of a
// branch.
#pragma once

#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/id.h"
#include "common/loyalty/campaign.h"

namespace pareto::sync {

/// subject = the voucher's key in hexadecimal; to the holder's branch. See journal/voucher.h.
struct HeldVoucher {
    Bytes grant, signature;
    bool operator==(const HeldVoucher&) const = default;
};

/// A code of a campaign's pool that `holder` may take without asking, and nobody else at all.
/// subject = "18:SUMMER-1"; to the holder's branch.
struct HeldCoupon {
    loyalty::CampaignId campaign;
    std::string code;
    std::vector<std::string> skus;  ///< that it is for; none = whatever the campaign says
    TerminalId holder;
    bool operator==(const HeldCoupon&) const = default;
};

[[nodiscard]] Bytes encode(const HeldVoucher& voucher);
[[nodiscard]] Bytes encode(const HeldCoupon& coupon);
/// Corrupt for malformed bytes and figures out of range.
[[nodiscard]] Result<HeldVoucher> decode_held_voucher(BytesView bytes);
[[nodiscard]] Result<HeldCoupon> decode_held_coupon(BytesView bytes);

/// "18:SUMMER-1"
[[nodiscard]] std::string coupon_subject(loyalty::CampaignId campaign, const std::string& code);

}  // namespace pareto::sync

// What entries say about vouchers and pooled coupons, and HQ's signature under a voucher that one
// terminal may take without asking.
//
// Books and journals know a voucher by its key, the first 16 bytes of SHA-256("pareto voucher 1\n"
// ‖ secret): whoever reads them cannot print it. A grant is bytes and a signature of Ed25519 over
// "pareto voucher 1\n" and these bytes.
#pragma once

#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/id.h"
#include "common/loyalty/allowance.h"
#include "common/loyalty/campaign.h"
#include "common/loyalty/voucher.h"

namespace pareto::journal {

/// HQ: a voucher was issued by staff. What campaigns give stands in the sale.
struct VoucherIssued {
    loyalty::Voucher voucher;
    std::string reason;
    std::string approved_by;  ///< the second person; empty = none was needed
    bool operator==(const VoucherIssued&) const = default;
};

/// HQ: what is left of them can be used no more.
struct VouchersEnded {
    bool expired = false;  ///< by the daily job, else void by staff
    BusinessDate through;  ///< expired: the last day of the youngest
    std::vector<Bytes> vouchers;
    std::string reason;
    bool operator==(const VouchersEnded&) const = default;
};

/// Terminal: durable before HQ is asked, or instead. Its entry id is the redemption's id.
struct VoucherRequested {
    Bytes voucher;
    MemberId member;             ///< whose card was shown; 0 = none
    std::int64_t due_minor = 0;  ///< what it was asked to pay
    loyalty::RedemptionMeans means = loyalty::RedemptionMeans::Hq;  ///< or Allowance
    loyalty::VoucherUse use;                                        ///< only by allowance
    Bytes grant, signature;  ///< only by allowance: an HQ that lost its books learns of it
    bool operator==(const VoucherRequested&) const = default;
};

/// Terminal: the same for a code of campaigns' pools. Its entry id is the claim's id.
struct CouponRequested {
    std::string code;
    MemberId member;
    loyalty::RedemptionMeans means = loyalty::RedemptionMeans::Hq;
    std::vector<loyalty::CampaignId> campaigns;  ///< only by allowance: for which it is held here
    bool operator==(const CouponRequested&) const = default;
};

[[nodiscard]] Bytes voucher_key(BytesView secret);

/// A sale's vouchers are made where the sale is, also without a network: the secret of number
/// `award` (from 1) is derived from what only this sale has, by a key that no customer knows. HQ
/// learns the voucher's key from the sale's entry, and anybody with the terminal's key can print
/// the code again.
struct SaleVoucher {
    Registration registration = 0;
    std::int64_t receipt_number = 0;
    std::int64_t occurred_ms = 0;
    std::int32_t award = 0;
};

[[nodiscard]] Bytes voucher_secret(BytesView card_key_secret, const SaleVoucher& of);

[[nodiscard]] Bytes encode_voucher(const loyalty::Voucher& voucher);
/// Corrupt for anything that no HQ grants: without a holder, out of range.
[[nodiscard]] Result<loyalty::Voucher> decode_voucher(BytesView bytes);
/// `key` is the private one, 32 bytes.
[[nodiscard]] Bytes sign_voucher(BytesView key, BytesView grant);
[[nodiscard]] bool is_voucher_signed(BytesView public_key, BytesView grant, BytesView signature);

}  // namespace pareto::journal

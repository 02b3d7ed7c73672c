// Vouchers and pooled coupons at the terminal: HQ is asked and takes first; without it only
// what HQ left to this terminal beforehand is taken.
//
// A request is durable before HQ is asked, as that of a redemption, and is captured by the sale or
// reversed: see redemption.h.
#pragma once

#include <string_view>
#include <vector>

#include "common/loyalty/pricing.h"
#include "common/loyalty/voucher.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct ApprovedVoucher {
    EntryId id;  ///< of the redemption
    Bytes voucher;
    std::int64_t paid_minor = 0;
    std::int64_t left_minor = 0;
    loyalty::RedemptionMeans means = loyalty::RedemptionMeans::Hq;
};

struct VoucherShown {
    Bytes secret;     ///< see common/goods/voucher_code.h
    MemberId member;  ///< whose card was shown; 0 = none
    std::int64_t due_minor = 0;
};

/// VoucherRefused: the detail begins with a VoucherRefusal. The request is then reversed.
[[nodiscard]] Outcome<ApprovedVoucher> request_voucher(Journal& journal,
                                                       Uplink& uplink,
                                                       const ports::Clock& clock,
                                                       const VoucherShown& shown);

/// The campaigns for which a code may be used in this basket, with their claim; the code alone when
/// no pool has it that HQ, or this terminal, knows: then campaigns that state it themselves count.
/// CouponRefused: the detail begins with why. Nothing is asked when no live campaign has a pool.
[[nodiscard]] Outcome<std::vector<loyalty::PresentedCoupon>> claim_coupon(Journal& journal,
                                                                          Uplink& uplink,
                                                                          const ports::Clock& clock,
                                                                          const std::string& code,
                                                                          MemberId member);

/// The secrets of the vouchers that the sale's campaigns give; their keys belong into its entry.
struct GivenVoucher {
    std::size_t award = 0;  ///< index of the award
    Bytes secret;
};

[[nodiscard]] std::vector<GivenVoucher> vouchers_of(const Journal::State& state,
                                                    const sale::Sale& sale,
                                                    Registration registration,
                                                    UtcTime occurred_at);

}  // namespace pareto::terminal

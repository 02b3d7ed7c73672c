// What HQ left to this terminal, as the use cases look it up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/sync/gift.h"
#include "common/sync/reward.h"

namespace pareto::terminal {

/// A voucher that this terminal takes without asking. The signature is not checked yet.
struct HeldVoucher {
    Bytes grant, signature;
    std::int64_t spent_minor = 0;  ///< taken here and not reversed
};

/// A code of a campaign's pool that this terminal takes without asking.
struct HeldCoupon {
    sync::HeldCoupon coupon;
    std::int64_t uses = 0;  ///< here, and not reversed
    std::int64_t uses_by_member = 0;
};

/// A gift of the catalogue, as HQ last told.
struct KnownGift {
    loyalty::CatalogueGift gift;
    std::string name;  ///< in the company's language
    /// In the branch, less what this terminal took and HQ had not heard of.
    std::int64_t left = 0;
};

class RewardLookup {
public:
    virtual ~RewardLookup() = default;
    [[nodiscard]] virtual Result<std::optional<HeldVoucher>> held_voucher(const Bytes& key) = 0;
    /// Of all campaigns.
    [[nodiscard]] virtual Result<std::vector<HeldCoupon>> held_coupons(const std::string& code,
                                                                       MemberId member) = 0;
    /// The one of that code; empty = all, by code.
    [[nodiscard]] virtual Result<std::vector<KnownGift>> gifts(const std::string& code) = 0;
};

}  // namespace pareto::terminal

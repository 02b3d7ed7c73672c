// Pools of coupons, lists of targeted members and what was redeemed, in HQ's books.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/loyalty/coupon.h"
#include "common/loyalty/pricing.h"

namespace pareto::hq::campaigns {

using loyalty::CampaignId;

/// A code of a campaign's pool, and an item that it is for (empty = whatever the campaign's rules
/// say).
struct PoolRow {
    CampaignId campaign;
    std::string code;
    std::string sku;
};

struct TargetRow {
    CampaignId campaign;
    MemberId member;
};

struct CouponUse {
    CampaignId campaign;
    std::string code;
    MemberId member;
    BusinessDate date;
    std::int64_t cause = 0;  ///< the sale's id, or the number of the row that it was imported from
};

/// What is there already stays as it is. Inside a transaction begun with begin_writing, as all that
/// write.
[[nodiscard]] Result<void> add_coupons(pareto::database::Connection& connection,
                                       std::span<const PoolRow> rows);
[[nodiscard]] Result<void> add_targets(pareto::database::Connection& connection,
                                       std::span<const TargetRow> rows);
/// What check_coupon asks for; the same use is not counted.
[[nodiscard]] Result<loyalty::CouponFacts> coupon_facts(pareto::database::Connection& connection,
                                                        const CouponUse& use);
[[nodiscard]] Result<void> record_use(pareto::database::Connection& connection,
                                      const CouponUse& use);

/// A code as pricing takes it: one entry for each campaign whose pool has it, and one without a
/// campaign.
[[nodiscard]] Result<std::vector<loyalty::PresentedCoupon>> look_up(
    pareto::database::Connection& connection, const std::string& code);
[[nodiscard]] Result<std::vector<MemberId>> targets_of(pareto::database::Connection& connection,
                                                       CampaignId campaign);

struct RedemptionFigures {
    std::int64_t codes = 0;
    std::int64_t targeted = 0;
    std::int64_t redeemed = 0;  ///< of the targeted members, those who used at least one coupon
    std::int64_t uses = 0;
};

/// By campaign; those without any of it are absent.
[[nodiscard]] Result<std::map<CampaignId, RedemptionFigures>> redemption_figures(
    pareto::database::Connection& connection);

/// The member of a card's printed number, or of a member number.
[[nodiscard]] Result<std::optional<MemberId>> member_of(pareto::database::Connection& connection,
                                                        const std::string& number);

}  // namespace pareto::hq::campaigns

// What campaigns made of a basket: every number with the rule it comes from.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "common/loyalty/campaign.h"
#include "common/loyalty/campaign_budget.h"

namespace pareto::loyalty {

/// What came of a rule. Its conditions are checked in this order, and the first that does not hold
/// is told.
enum class Why : std::uint8_t {
    Applied,
    OutsideDates,
    OtherBranch,
    OtherWeekday,
    OtherHour,
    NotAMember,
    NotTargeted,
    OtherSegment,
    OtherTier,
    NotVip,
    NotBirthday,
    OtherVisit,
    NoCoupon,
    OtherTender,
    NoSuchItems,
    BelowSpend,
    BelowQuantity,
    CombinationIncomplete,
    ControlGroup,
    OtherVariant,
    OtherRuleApplies,
    OtherCampaignApplies,
    NothingToGive,
    BudgetSpent,
};
[[nodiscard]] std::string_view name_of(Why why);

struct Reason {
    CampaignId campaign;
    std::int32_t version = 0;
    std::int32_t rule = 0;     ///< from 1
    std::int32_t variant = 0;  ///< that the member was drawn into; 0 = none
    Why why = Why::Applied;
    bool operator==(const Reason&) const = default;
};

/// What one effect of a rule gives. Shares on lines sum to `discount_minor` and `points`.
struct Award {
    CampaignId campaign;
    std::int32_t version = 0;
    std::int32_t rule = 0;
    std::int32_t variant = 0;
    std::int32_t effect = 0;  ///< from 1
    std::int64_t discount_minor = 0;
    Points points;
    std::string gift_sku;
    Quantity gift_quantity;
    std::int64_t voucher_minor = 0;
    std::int32_t voucher_days = 0;
    std::int64_t stored_value_minor = 0;
    std::int64_t gift_cost_minor = 0;
    bool operator==(const Award&) const = default;

    /// Without the points.
    [[nodiscard]] std::int64_t cost_minor() const {
        return discount_minor + voucher_minor + stored_value_minor + gift_cost_minor;
    }
};

struct AwardShare {
    std::int32_t line = 0;   ///< index of the basket's line
    std::int32_t award = 0;  ///< index of the award
    std::int64_t discount_minor = 0;
    Points points;
    bool operator==(const AwardShare&) const = default;
};

struct PricedLine {
    std::int64_t discount_minor = 0;
    Points points;  ///< of campaigns, beyond what the rules give
    bool operator==(const PricedLine&) const = default;
};

/// A rule to which only goods are missing, at least half of which are there: something to tell the
/// customer.
struct Offer {
    CampaignId campaign;
    std::int32_t rule = 0;
    std::int64_t missing_minor = 0;
    Quantity missing_quantity;
    bool operator==(const Offer&) const = default;
};

struct PricedBasket {
    std::vector<PricedLine> lines;  ///< one for each of the request
    std::int64_t discount_minor = 0;
    Points points;
    std::vector<Award> awards;  ///< in the order in which they were given
    std::vector<AwardShare> shares;
    std::vector<Reason> reasons;  ///< one for each rule, in the order of the set
    std::vector<Offer> offers;
    bool operator==(const PricedBasket&) const = default;
};

/// What the awards of a basket take from each campaign's budgets, campaigns in the order of their first award.
[[nodiscard]] std::vector<std::pair<CampaignId, BudgetUse>> uses_of(std::span<const Award> awards);

}  // namespace pareto::loyalty

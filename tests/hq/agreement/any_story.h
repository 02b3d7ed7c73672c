// Random stories of one member at one terminal: rules, campaigns with all conditions and effects,
// what is known of the member, and sales of every shape. Small whole numbers throughout, so that a
// failing story shrinks to its cause and reads as a table.
#pragma once

#include <iosfwd>
#include <vector>

#include "common/loyalty/pricing.h"

namespace pareto::hq::test {

struct LineRecipe {
    std::size_t item = 0;  ///< of kItems
    std::int64_t thousandths = 1000;
    std::int64_t amount_minor = 0;
    std::int64_t off_minor = 0;  ///< by hand, at most the amount
};

/// Of the sales before, the one that is `sale` from the newest; nothing when there are fewer.
struct BackRecipe {
    std::size_t sale = 0;
    std::size_t line = 0;
    bool whole = true;  ///< else half of it
};

struct SaleRecipe {
    bool with_card = true;
    std::int32_t local_minute = 0;
    std::vector<LineRecipe> lines;
    std::vector<BackRecipe> back;
    int coupon = 0;                    ///< of kCoupons, from 1; 0 = none
    std::int64_t top_up_minor = 0;     ///< sold to the member's own stored value
    std::int64_t gift_card_minor = 0;  ///< sold to the one gift card of the story
    bool offline = false;              ///< HQ is out of reach until the sale is made
    int voucher = 0;                   ///< of the story's, from 1; 0 = none
    std::int64_t by_gift_card = 0;     ///< minor units
    std::int64_t by_own_value = 0;     ///< minor units
    std::int64_t redeemed = 0;         ///< points
    std::int64_t by_card = 0;          ///< of the rest, minor units; what remains is cash
    bool voided = false;               ///< cancelled at once
};

struct VoucherRecipe {
    std::int64_t value_minor = 0;  ///< of one use
    std::int32_t uses = 1;
    bool held = false;  ///< by the terminal, which takes it without asking
};

struct Story {
    loyalty::RuleSet rules;
    std::vector<loyalty::Campaign> campaigns;
    loyalty::MemberFacts standing;  ///< tier and VIP
    std::vector<std::string> segments;
    std::vector<loyalty::CampaignId> targeted;
    std::optional<std::chrono::month_day> birthday;
    std::int64_t visits = 0;
    std::vector<std::pair<loyalty::CampaignId, loyalty::BudgetUse>> uses;
    std::int64_t opening_points = 0;
    std::int64_t opening_value = 0;  ///< on the gift card, and as much of the member's own
    std::int64_t terminals = 1;      ///< that budgets are shared out among
    BusinessDate date;
    std::vector<VoucherRecipe> vouchers;
    std::vector<SaleRecipe> sales;
};

struct StoryItem {
    const char* sku;
    const char* category;
};

inline constexpr StoryItem kItems[] = {
    {"tea", "food"}, {"milk", "food"}, {"rice", "dry"}, {"rum", "drink"}, {"gin", "drink"}};

/// One that campaigns state, one that nobody knows, and of campaigns' pools the one that the
/// terminal holds and one that HQ is asked for.
inline constexpr const char* kCoupons[] = {"SPRING", "WINTER", "POOL-1", "POOL-2"};

/// As a RapidCheck generator: call it inside a property.
[[nodiscard]] Story any_story();
std::ostream& operator<<(std::ostream& out, const Story& story);

}  // namespace pareto::hq::test

// Prices a basket: what campaigns take off its lines, what they give beyond, and why. Pure;
// integers only.
//
// Campaigns are taken in the order of the set. Whether a rule holds is decided on the basket before
// any discount, so it does not depend on what other campaigns gave; what it gives is taken from
// what those before it left of the lines. Points are computed last, on what remains to be paid with
// anything but points. A discount never exceeds its line, and parts sum to the whole: what a
// division leaves goes to lines as common/money allocates it. Lines that sell nothing (amount ≤ 0:
// returned goods) are not seen by campaigns.
#pragma once

#include <span>

#include "common/loyalty/campaign_budget.h"
#include "common/loyalty/campaign_set.h"
#include "common/loyalty/loyalty.h"
#include "common/loyalty/priced_basket.h"

namespace pareto::loyalty {

struct BasketLine {
    std::string_view sku;
    std::string_view category;
    Quantity quantity;
    std::int64_t amount_minor = 0;  ///< after discounts by hand, before campaigns
    bool earns =
        true;  ///< whether the rules give points for it; if not, campaigns give none either
};

/// What is known of the customer. Without a member only rules that ask for none hold, and no points
/// are given.
struct CustomerFacts {
    MemberFacts member;
    std::vector<std::string> segments;
    std::vector<CampaignId> targeted;  ///< campaigns on whose list the member is
    std::optional<std::chrono::month_day> birthday;
    std::vector<RuleNumber>
        birthday_rules;  ///< for which somebody who knew the birthday found it near
    std::optional<std::int64_t>
        visits;  ///< sales before this one; nothing = not known, and no visit rule holds
};

/// A code that the customer shows, as looked up in a campaign's pool; one entry for each campaign
/// that has the code.
struct PresentedCoupon {
    std::string code;
    CampaignId
        campaign;  ///< none = only looked for among the codes that campaigns state themselves
    std::vector<std::string> skus;  ///< items that it is for; empty = whatever the rule says
    EntryId claim = {};             ///< of a pool's code: by which it may be used
    bool operator==(const PresentedCoupon&) const = default;
};

struct PricingRequest {
    std::span<const BasketLine> lines;
    CustomerFacts customer;
    std::string branch;
    BusinessDate business_date;
    std::int32_t local_minute = 0;  ///< since the branch's midnight
    std::vector<PresentedCoupon> coupons;
    std::uint32_t paid_by = 0;             ///< kinds of tender that will be used; 0 = not known yet
    std::int64_t points_tender_minor = 0;  ///< what will be paid with points
    std::vector<RuleNumber>
        budget_spent;  ///< rules that give nothing here, whatever the budgets say
};

/// The rules of the set whose window around the birthday holds the date: what may be written down
/// instead of the birthday itself.
[[nodiscard]] std::vector<RuleNumber> birthday_rules(const CampaignSet& campaigns,
                                                     std::chrono::month_day birthday,
                                                     BusinessDate date);

[[nodiscard]] PricedBasket price(const PricingRequest& request,
                                 const RuleSet& rules,
                                 const CampaignSet& campaigns,
                                 const BudgetBook& budgets);

}  // namespace pareto::loyalty

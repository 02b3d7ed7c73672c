// The live campaigns at this terminal, and what they make of a basket.
//
// Budgets: those of the whole campaign are shared out among the terminals (see
// sync::ListedCampaign), so that they hold without asking anybody. A member's own is compared with
// what HQ told and with what this terminal gave, whichever is more: what other terminals gave since
// HQ told is not known here, and HQ lists what went beyond.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "common/loyalty/pricing.h"
#include "common/sale/sale.h"
#include "common/sync/campaign_list.h"
#include "common/sync/feed.h"

namespace pareto::terminal {

struct LiveCampaigns {
    sync::CampaignList list;
    loyalty::CampaignSet set;
};

/// What campaigns gave at this terminal and no post-void took back.
struct CampaignUse {
    loyalty::CampaignId campaign;
    MemberId member;                   ///< 0 = all customers
    std::optional<BusinessDate> date;  ///< nothing = all days
    loyalty::BudgetUse use;
    bool operator==(const CampaignUse&) const = default;
};

/// What is known besides the lines of a basket.
struct Occasion {
    BranchId branch;
    TerminalId terminal;
    std::string branch_code;
    BusinessDate business_date;
    std::int32_t local_minute = 0;  ///< since the branch's midnight
};

struct BasketPricing {
    loyalty::PricedBasket priced;     ///< one line for each of the basket
    sale::CampaignPricing campaigns;  ///< as it will stand in the sale's entry
};

/// What is left of the campaigns' budgets for one customer.
[[nodiscard]] loyalty::BudgetBook budgets_of(const LiveCampaigns& live,
                                             const Occasion& occasion,
                                             const sync::MemberChange* member,
                                             const std::vector<CampaignUse>& uses);

struct BasketToPrice {
    const std::vector<sale::Line>* lines = nullptr;
    const std::vector<sale::Tender>* tenders = nullptr;
    const sync::MemberChange* member = nullptr;  ///< null: no member that is known here
    std::vector<loyalty::PresentedCoupon> coupons;
};

[[nodiscard]] BasketPricing price_basket(const LiveCampaigns& live,
                                         const loyalty::RuleSet& rules,
                                         const Occasion& occasion,
                                         const BasketToPrice& basket,
                                         const std::vector<CampaignUse>& uses);

/// Writes into the lines what campaigns take off them and give for them.
void apply(const loyalty::PricedBasket& priced, std::vector<sale::Line>& lines);

}  // namespace pareto::terminal

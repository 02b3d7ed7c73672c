// Prices a sale again with the campaigns that were live, and with what its entry says was known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/loyalty/pricing.h"
#include "common/sale/sale.h"

namespace pareto::hq {

/// Where and when the sale was made.
struct SaleOccasion {
    std::string_view branch_code;
    BusinessDate business_date;
};

/// With what its entry says was known, and budgets as it says they were.
[[nodiscard]] loyalty::PricedBasket priced_again(const sale::Sale& sale,
                                                 const SaleOccasion& occasion,
                                                 const loyalty::CampaignSet& campaigns,
                                                 const loyalty::RuleSet& rules);
/// The first difference between what the sale says its campaigns gave and what comes out here;
/// nothing when they agree. `campaigns` is the list that the sale names.
[[nodiscard]] std::optional<std::string> campaign_difference(const sale::Sale& sale,
                                                             const SaleOccasion& occasion,
                                                             const loyalty::CampaignSet& campaigns,
                                                             const loyalty::RuleSet& rules);

/// What campaigns gave in all.
struct CampaignSum {
    std::int64_t discount_minor = 0;
    std::int64_t points = 0;
    bool operator==(const CampaignSum&) const = default;
};

[[nodiscard]] CampaignSum campaign_sum(const sale::Sale& sale);
/// What they give when what is known of the customer is `customer`, whatever the sale says of that.
[[nodiscard]] CampaignSum campaign_sum_for(const sale::Sale& sale,
                                           const SaleOccasion& occasion,
                                           const loyalty::CampaignSet& campaigns,
                                           const loyalty::RuleSet& rules,
                                           const loyalty::CustomerFacts& customer);

}  // namespace pareto::hq

// What campaigns gave with a sale.
#include <algorithm>

#include "hq/app/campaign_check.h"
#include "hq/app/posting.h"

namespace pareto::hq {

// The customer was promised what the receipt says, so it stands also where it comes out otherwise
// here; a person looks at the difference.
void Posting::post_campaigns(const TakenEntry& taken,
                             const sale::Sale& sale,
                             const SaleHead& head) {
    const sale::CampaignPricing& said = sale.campaigns;
    const bool given =
        std::any_of(sale.lines.begin(), sale.lines.end(), [](const sale::Line& line) {
            return line.campaign_discount_minor != 0 || line.campaign_points.value != 0;
        });
    if (said.list_version == 0 && said.awards.empty() && !given) return;
    const auto list = books_.campaign_lists.find(said.list_version);
    if (list == books_.campaign_lists.end()) {
        suspend(taken.id,
                suspense_reason::kEngineMismatch,
                "campaign list " + std::to_string(said.list_version) + " is not known");
    } else {
        const auto code = books_.branch_codes.find(taken.branch);
        const SaleOccasion occasion{
            code == books_.branch_codes.end() ? std::string_view{} : std::string_view{code->second},
            head.business_date};
        const auto difference =
            campaign_difference(sale, occasion, *list->second, rules_of(sale.rules_version));
        if (difference)
            suspend(taken.id, suspense_reason::kEngineMismatch, "campaigns: " + *difference);
    }
    for (const auto& given_by : loyalty::uses_of(said.awards)) {
        const loyalty::CampaignId campaign = given_by.first;
        const loyalty::BudgetUse& use = given_by.second;
        const auto first =
            std::find_if(said.awards.begin(), said.awards.end(), [&](const loyalty::Award& award) {
                return award.campaign == campaign;
            });
        plan_.campaign_awards.push_back({.campaign = campaign,
                                         .sale = head.id,
                                         .version = first->version,
                                         .variant = first->variant,
                                         .member = sale.facts.member,
                                         .branch = head.branch,
                                         .business_date = head.business_date,
                                         .points = use.points,
                                         .cost_minor = use.minor});
    }
}

}  // namespace pareto::hq

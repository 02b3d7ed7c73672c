#include "common/loyalty/priced_basket.h"

#include <algorithm>

namespace pareto::loyalty {

std::string_view name_of(Why why) {
    switch (why) {
        case Why::Applied:
            return "Applied";
        case Why::OutsideDates:
            return "OutsideDates";
        case Why::OtherBranch:
            return "OtherBranch";
        case Why::OtherWeekday:
            return "OtherWeekday";
        case Why::OtherHour:
            return "OtherHour";
        case Why::NotAMember:
            return "NotAMember";
        case Why::NotTargeted:
            return "NotTargeted";
        case Why::OtherSegment:
            return "OtherSegment";
        case Why::OtherTier:
            return "OtherTier";
        case Why::NotVip:
            return "NotVip";
        case Why::NotBirthday:
            return "NotBirthday";
        case Why::OtherVisit:
            return "OtherVisit";
        case Why::NoCoupon:
            return "NoCoupon";
        case Why::OtherTender:
            return "OtherTender";
        case Why::NoSuchItems:
            return "NoSuchItems";
        case Why::BelowSpend:
            return "BelowSpend";
        case Why::BelowQuantity:
            return "BelowQuantity";
        case Why::CombinationIncomplete:
            return "CombinationIncomplete";
        case Why::ControlGroup:
            return "ControlGroup";
        case Why::OtherVariant:
            return "OtherVariant";
        case Why::OtherRuleApplies:
            return "OtherRuleApplies";
        case Why::OtherCampaignApplies:
            return "OtherCampaignApplies";
        case Why::NothingToGive:
            return "NothingToGive";
        case Why::BudgetSpent:
            return "BudgetSpent";
    }
    return "";
}

std::vector<std::pair<CampaignId, BudgetUse>> uses_of(std::span<const Award> awards) {
    std::vector<std::pair<CampaignId, BudgetUse>> uses;
    for (const Award& award : awards) {
        auto found = std::find_if(
            uses.begin(), uses.end(), [&](const auto& use) { return use.first == award.campaign; });
        if (found == uses.end())
            found = uses.insert(uses.end(), {award.campaign, BudgetUse{1, 0, 0}});
        found->second.points += award.points.value;
        found->second.minor += award.cost_minor();
    }
    return uses;
}

}  // namespace pareto::loyalty

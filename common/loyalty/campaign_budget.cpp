#include "common/loyalty/campaign_budget.h"

#include <algorithm>

#include "common/base/check.h"

namespace pareto::loyalty {

std::int64_t BudgetUse::of(BudgetMeasure measure) const {
    switch (measure) {
        case BudgetMeasure::Uses:
            return uses;
        case BudgetMeasure::Points:
            return points;
        case BudgetMeasure::Minor:
            return minor;
    }
    return 0;
}

BudgetBook::Key BudgetBook::key(const Campaign& campaign,
                                std::size_t budget,
                                const BudgetSubject& subject) {
    PARETO_CHECK(budget < campaign.budgets.size());
    const BudgetScope scope = campaign.budgets[budget].scope;
    const bool by_member = scope == BudgetScope::Member || scope == BudgetScope::MemberDay;
    const bool by_day = scope == BudgetScope::Day || scope == BudgetScope::MemberDay;
    return {campaign.id.value,
            budget,
            by_member ? subject.member.value : 0,
            by_day ? to_day_number(subject.date) : 0,
            std::string{scope == BudgetScope::Branch ? subject.branch : std::string_view{}}};
}

void BudgetBook::allot(CampaignId campaign, std::size_t budget, std::int64_t units) {
    allotted_[{campaign.value, budget}] = units;
}

std::int64_t BudgetBook::spent(const Campaign& campaign,
                               std::size_t budget,
                               const BudgetSubject& subject) const {
    const auto found = spent_.find(key(campaign, budget, subject));
    return found == spent_.end() ? 0 : found->second;
}

std::int64_t BudgetBook::left(const Campaign& campaign,
                              std::size_t budget,
                              const BudgetSubject& subject) const {
    const auto allotted = allotted_.find({campaign.id.value, budget});
    const std::int64_t limit =
        allotted == allotted_.end() ? campaign.budgets[budget].limit : allotted->second;
    return std::max<std::int64_t>(0, limit - spent(campaign, budget, subject));
}

bool BudgetBook::has(const Campaign& campaign,
                     const BudgetUse& use,
                     const BudgetSubject& subject) const {
    for (std::size_t i = 0; i < campaign.budgets.size(); ++i) {
        const std::int64_t wanted = use.of(campaign.budgets[i].measure);
        if (wanted > 0 && wanted > left(campaign, i, subject)) return false;
    }
    return true;
}

void BudgetBook::spend(const Campaign& campaign,
                       const BudgetUse& use,
                       const BudgetSubject& subject) {
    for (std::size_t i = 0; i < campaign.budgets.size(); ++i)
        spend_of(campaign, i, use, subject);
}

void BudgetBook::spend_of(const Campaign& campaign,
                          std::size_t budget,
                          const BudgetUse& use,
                          const BudgetSubject& subject) {
    spent_[key(campaign, budget, subject)] += use.of(campaign.budgets[budget].measure);
}

}  // namespace pareto::loyalty

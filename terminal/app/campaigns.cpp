#include "terminal/app/campaigns.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/sale/campaign_request.h"

namespace pareto::terminal {
namespace {

using loyalty::Budget;
using loyalty::BudgetScope;
using loyalty::BudgetUse;
using loyalty::Campaign;

bool is_of_member(BudgetScope scope) {
    return scope == BudgetScope::Member || scope == BudgetScope::MemberDay;
}

BudgetUse larger(const BudgetUse& a, const BudgetUse& b) {
    return {std::max(a.uses, b.uses), std::max(a.points, b.points), std::max(a.minor, b.minor)};
}

BudgetUse told_of(const sync::MemberChange* member, loyalty::CampaignId campaign) {
    if (member == nullptr) return {};
    for (const auto& [of, use] : member->campaigns.uses) {
        if (of == campaign) return use;
    }
    return {};
}

// What counts against a budget of that scope here.
BudgetUse given_here(const std::vector<CampaignUse>& uses,
                     loyalty::CampaignId campaign,
                     BudgetScope scope,
                     BusinessDate date) {
    const bool by_day = scope == BudgetScope::Day || scope == BudgetScope::MemberDay;
    for (const CampaignUse& use : uses) {
        const bool of_member = static_cast<bool>(use.member);
        if (use.campaign != campaign || of_member != is_of_member(scope)) continue;
        if (by_day ? use.date == date : !use.date) return use.use;
    }
    return {};
}

}  // namespace

loyalty::BudgetBook budgets_of(const LiveCampaigns& live,
                               const Occasion& occasion,
                               const sync::MemberChange* member,
                               const std::vector<CampaignUse>& uses) {
    loyalty::BudgetBook book;
    const loyalty::BudgetSubject subject{member == nullptr ? MemberId{} : member->facts.member,
                                         occasion.branch_code,
                                         occasion.business_date};
    for (const sync::ListedCampaign& listed : live.list.campaigns) {
        const Campaign* const campaign = live.set.find(listed.id);
        if (campaign == nullptr) continue;
        const bool shares = occasion.terminal.value <= listed.last_terminal.value;
        for (std::size_t i = 0; i < campaign->budgets.size(); ++i) {
            const Budget& budget = campaign->budgets[i];
            BudgetUse given = given_here(uses, listed.id, budget.scope, occasion.business_date);
            if (budget.scope == BudgetScope::Member)
                given = larger(given, told_of(member, listed.id));
            if (!is_of_member(budget.scope)) {
                const std::int64_t terminals = std::max<std::int64_t>(1, listed.terminals);
                book.allot(listed.id, i, shares ? budget.limit / terminals : 0);
            }
            book.spend_of(*campaign, i, given, subject);
        }
    }
    return book;
}

BasketPricing price_basket(const LiveCampaigns& live,
                           const loyalty::RuleSet& rules,
                           const Occasion& occasion,
                           const BasketToPrice& basket,
                           const std::vector<CampaignUse>& uses) {
    const auto lines = sale::before_campaigns(*basket.lines, rules);
    loyalty::PricingRequest request;
    request.lines = lines;
    request.branch = occasion.branch_code;
    request.business_date = occasion.business_date;
    request.local_minute = occasion.local_minute;
    request.coupons = basket.coupons;
    sale::add_tenders(*basket.tenders, request);
    BasketPricing pricing;
    sale::CampaignPricing& said = pricing.campaigns;
    if (basket.member != nullptr) {
        const sync::CampaignFacts& facts = basket.member->campaigns;
        request.customer.member = basket.member->facts;
        request.customer.segments = said.segments = facts.segments;
        request.customer.targeted = said.targeted = facts.targeted;
        request.customer.visits = said.visits = facts.visits;
        if (facts.birthday) {
            said.birthday_rules =
                loyalty::birthday_rules(live.set, *facts.birthday, occasion.business_date);
        }
        request.customer.birthday_rules = said.birthday_rules;
    }
    pricing.priced =
        loyalty::price(request, rules, live.set, budgets_of(live, occasion, basket.member, uses));
    said.list_version = live.list.version;
    said.local_minute = occasion.local_minute;
    said.coupons = basket.coupons;
    said.awards = pricing.priced.awards;
    for (const loyalty::Reason& reason : pricing.priced.reasons) {
        if (reason.why == loyalty::Why::BudgetSpent)
            said.budget_spent.push_back({reason.campaign, reason.rule});
    }
    return pricing;
}

void apply(const loyalty::PricedBasket& priced, std::vector<sale::Line>& lines) {
    if (priced.lines.empty()) return;
    PARETO_CHECK(priced.lines.size() == lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const loyalty::PricedLine& change = priced.lines[i];
        lines[i].discount_minor += change.discount_minor;
        lines[i].amount_minor -= change.discount_minor;
        lines[i].campaign_discount_minor = change.discount_minor;
        lines[i].campaign_points = change.points;
    }
}

}  // namespace pareto::terminal

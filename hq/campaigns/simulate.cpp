#include "hq/campaigns/simulate.h"

#include <algorithm>

namespace pareto::hq::campaigns {
namespace {

using loyalty::Award;
using loyalty::Campaign;
using loyalty::CampaignSet;
using loyalty::PricedBasket;
using loyalty::PricingRequest;

/// What campaigns other than the one gave.
std::int64_t others_minor(const PricedBasket& basket, loyalty::CampaignId except) {
    std::int64_t sum = 0;
    for (const Award& award : basket.awards)
        sum += award.campaign == except ? 0 : award.cost_minor();
    return sum;
}

std::int64_t others_points(const PricedBasket& basket, loyalty::CampaignId except) {
    std::int64_t sum = 0;
    for (const Award& award : basket.awards)
        sum += award.campaign == except ? 0 : award.points.value;
    return sum;
}

std::vector<std::pair<loyalty::CampaignId, loyalty::BudgetUse>> uses_of_others(
    const PricedBasket& basket, loyalty::CampaignId except) {
    auto uses = loyalty::uses_of(basket.awards);
    std::erase_if(uses, [&](const auto& use) { return use.first == except; });
    return uses;
}

}  // namespace

void Given::add(const Award& award) {
    discount_minor += award.discount_minor;
    vouchers_minor += award.voucher_minor;
    stored_value_minor += award.stored_value_minor;
    gifts_minor += award.gift_cost_minor;
    points += award.points.value;
}

std::int64_t Given::cost_minor(const loyalty::RuleSet& rules) const {
    return discount_minor + gifts_minor + liability_minor(rules);
}

std::int64_t Given::liability_minor(const loyalty::RuleSet& rules) const {
    return loyalty::worth(Points{points}, rules) + vouchers_minor + stored_value_minor;
}

Expected<Simulator, loyalty::CampaignFlaw> Simulator::make(const loyalty::RuleSet& rules,
                                                           std::vector<Campaign> live,
                                                           const Campaign& tried) {
    Simulator made;
    made.rules_ = rules;
    made.tried_ = tried.id;
    made.result_.reasons.resize(tried.rules.size());
    made.has_budgets_ = std::any_of(
        live.begin(), live.end(), [](const Campaign& one) { return !one.budgets.empty(); });
    PARETO_TRY(made.without_, CampaignSet::prepare(live));
    live.erase(
        std::remove_if(
            live.begin(), live.end(), [&](const Campaign& one) { return one.id == tried.id; }),
        live.end());
    live.push_back(tried);
    PARETO_TRY(made.with_, CampaignSet::prepare(std::move(live)));
    PARETO_TRY(made.alone_, CampaignSet::prepare({tried}));
    return made;
}

void Simulator::spend(loyalty::BudgetBook& book,
                      const CampaignSet& set,
                      const PricingRequest& request,
                      const PricedBasket& basket) const {
    for (const auto& [id, use] : loyalty::uses_of(basket.awards))
        book.spend(*set.find(id),
                   use,
                   {request.customer.member.member, request.branch, request.business_date});
}

void Simulator::take(const PricingRequest& request) {
    const PricedBasket without = loyalty::price(request, rules_, without_, spent_without_);
    PricedBasket with = loyalty::price(request, rules_, alone_, spent_with_);
    // A rule that gives nothing where no other campaign is, gives nothing beside others: most
    // baskets are priced once.
    const bool replaces = without_.find(tried_) != nullptr;
    const bool touched = !with.awards.empty() || replaces || (differs_ && has_budgets_);
    if (touched) {
        with = loyalty::price(request, rules_, with_, spent_with_);
        result_.other_minor += others_minor(with, tried_) - others_minor(without, tried_);
        result_.other_points += others_points(with, tried_) - others_points(without, tried_);
        differs_ = differs_ || uses_of_others(with, tried_) != uses_of_others(without, tried_);
    }
    tally(request, with);
    spend(spent_without_, without_, request, without);
    spend(spent_with_, with_, request, touched ? with : without);
}

void Simulator::tally(const PricingRequest& request, const PricedBasket& with) {
    const loyalty::MemberFacts& member = request.customer.member;
    std::vector<Given*> parts{&result_.all, &result_.by_branch[request.branch]};
    if (member.member) parts.push_back(&result_.by_tier[member.tier]);
    parts.push_back(&result_.by_standing[!member.member ? "not a member"
                                         : member.vip   ? "vip"
                                                        : "member"]);
    for (const std::string& segment : request.customer.segments)
        parts.push_back(&result_.by_segment[segment]);
    for (const loyalty::BasketLine& line : request.lines)
        result_.sold_minor += std::max<std::int64_t>(0, line.amount_minor);
    bool applied = false;
    for (const loyalty::Reason& reason : with.reasons) {
        if (reason.campaign != tried_) continue;
        ++result_.reasons[static_cast<std::size_t>(reason.rule) - 1]
                         [static_cast<std::size_t>(reason.why)];
        applied = applied || reason.why == loyalty::Why::Applied;
    }
    for (Given* part : parts) {
        ++part->baskets;
        if (!applied) continue;
        ++part->applied;
        if (member.member) part->members.insert(member.member.value);
        for (const Award& award : with.awards) {
            if (award.campaign == tried_) part->add(award);
        }
    }
}

}  // namespace pareto::hq::campaigns

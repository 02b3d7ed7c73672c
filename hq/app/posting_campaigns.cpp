// What campaigns gave with a sale.
#include <algorithm>

#include "hq/app/campaign_check.h"
#include "hq/app/posting.h"

namespace pareto::hq {
namespace {

std::string text(const CampaignSum& sum) {
    return std::to_string(sum.discount_minor) + " off and " + std::to_string(sum.points) +
           " points";
}

/// Whom an earlier list's campaigns were for is not known any more.
loyalty::CustomerFacts customer_of(const sale::Sale& sale,
                                   const OwnFacts& own,
                                   const Books& books) {
    loyalty::CustomerFacts customer;
    customer.member = sale.facts;
    customer.member.tier = own.tier;
    customer.member.vip = own.vip;
    customer.segments = own.campaigns->segments;
    customer.visits = own.campaigns->visits;
    customer.birthday = own.campaigns->birthday;
    const bool newest = books.campaign_lists.rbegin()->first == sale.campaigns.list_version;
    customer.targeted = newest ? own.campaigns->targeted : sale.campaigns.targeted;
    return customer;
}

}  // namespace

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
        // Groups are drawn by the member's id: the terminal drew by the one it knew.
        sale::Sale priced = sale;
        if (taken.named_member) priced.facts.member = taken.named_member;
        const auto difference =
            campaign_difference(priced, occasion, *list->second, rules_of(sale.rules_version));
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

// The terminal may have known less, or said more, than is so; what the customer was promised
// stands, within the caps. HQ's facts are those of now, before this sale.
void Posting::check_own_facts(const sale::Sale& sale, const KnownSale& known, MemberId owner) {
    const auto found = books_.own_facts.find(owner);
    // Who was not known at the terminal was promised nothing for being a member.
    if (found == books_.own_facts.end() || !sale.facts.member) return;
    const OwnFacts& own = found->second;
    const EntryId entry{known.head.id.value};
    if (own.tier != sale.facts.tier) {
        sale::Sale by_own = sale;
        by_own.facts.tier = own.tier;
        const std::int64_t points = signed_points(by_own, rules_of(known));
        if (points != known.head.points)
            suspend(entry,
                    suspense_reason::kConflict,
                    std::to_string(known.head.points) + " points in tier \"" + sale.facts.tier +
                        "\", " + std::to_string(points) + " in HQ's \"" + own.tier + "\"");
    }
    const auto list = books_.campaign_lists.find(sale.campaigns.list_version);
    if (!own.campaigns || list == books_.campaign_lists.end()) return;
    // What does not come out by its own facts either is listed already.
    const bool listed =
        std::any_of(plan_.suspense.begin(), plan_.suspense.end(), [&](const SuspenseRow& row) {
            return row.entry == entry && row.reason == suspense_reason::kEngineMismatch;
        });
    if (listed) return;
    loyalty::CustomerFacts customer = customer_of(sale, own, books_);
    customer.member.member = owner;
    for (const auto& [key, day] : plan_.member_days)
        if (std::get<0>(key) == owner) customer.visits = customer.visits.value_or(0) + day.visits;
    const auto code = books_.branch_codes.find(known.head.branch);
    const SaleOccasion occasion{
        code == books_.branch_codes.end() ? std::string_view{} : std::string_view{code->second},
        known.head.business_date};
    const CampaignSum said = campaign_sum(sale);
    const CampaignSum ours =
        campaign_sum_for(sale, occasion, *list->second, rules_of(known), customer);
    if (said == ours) return;
    suspend(entry,
            suspense_reason::kConflict,
            "campaigns gave " + text(said) + ", by HQ's facts " + text(ours));
}

}  // namespace pareto::hq

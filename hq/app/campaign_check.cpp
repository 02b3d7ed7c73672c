#include "hq/app/campaign_check.h"

#include <algorithm>

#include "common/sale/campaign_request.h"

namespace pareto::hq {
namespace {

std::string line_text(const sale::Line& line) {
    return "line " + std::to_string(line.number);
}

std::string award_text(const loyalty::Award& award) {
    return "campaign " + std::to_string(award.campaign.value) + " rule " +
           std::to_string(award.rule) + ": " + std::to_string(award.discount_minor) + " off, " +
           std::to_string(award.points.value) + " points";
}

loyalty::CustomerFacts said_of_customer(const sale::Sale& sale) {
    const sale::CampaignPricing& said = sale.campaigns;
    loyalty::CustomerFacts customer;
    customer.member = sale.facts;
    customer.segments = said.segments;
    customer.targeted = said.targeted;
    customer.birthday_rules = said.birthday_rules;
    customer.visits = said.visits;
    return customer;
}

loyalty::PricedBasket price_again(const sale::Sale& sale,
                                  const SaleOccasion& occasion,
                                  const loyalty::CampaignSet& campaigns,
                                  const loyalty::RuleSet& rules,
                                  const loyalty::CustomerFacts& customer) {
    const sale::CampaignPricing& said = sale.campaigns;
    const auto lines = sale::before_campaigns(sale.lines, rules);
    loyalty::PricingRequest request;
    request.lines = lines;
    request.customer = customer;
    request.branch = occasion.branch_code;
    request.business_date = occasion.business_date;
    request.local_minute = said.local_minute;
    request.coupons = said.coupons;
    request.budget_spent = said.budget_spent;
    sale::add_tenders(sale.tenders, request);
    // What the budgets had left was for the terminal to know: it named the rules that found
    // nothing.
    loyalty::BudgetBook unlimited;
    for (const loyalty::Campaign& campaign : campaigns.campaigns()) {
        for (std::size_t i = 0; i < campaign.budgets.size(); ++i)
            unlimited.allot(campaign.id, i, kMinorMax);
    }
    return loyalty::price(request, rules, campaigns, unlimited);
}

}  // namespace

loyalty::PricedBasket priced_again(const sale::Sale& sale,
                                   const SaleOccasion& occasion,
                                   const loyalty::CampaignSet& campaigns,
                                   const loyalty::RuleSet& rules) {
    return price_again(sale, occasion, campaigns, rules, said_of_customer(sale));
}

CampaignSum campaign_sum(const sale::Sale& sale) {
    CampaignSum sum;
    for (const sale::Line& line : sale.lines) {
        sum.discount_minor += line.campaign_discount_minor;
        sum.points += line.campaign_points.value;
    }
    return sum;
}

CampaignSum campaign_sum_for(const sale::Sale& sale,
                             const SaleOccasion& occasion,
                             const loyalty::CampaignSet& campaigns,
                             const loyalty::RuleSet& rules,
                             const loyalty::CustomerFacts& customer) {
    CampaignSum sum;
    for (const auto& line : price_again(sale, occasion, campaigns, rules, customer).lines) {
        sum.discount_minor += line.discount_minor;
        sum.points += line.points.value;
    }
    return sum;
}

std::optional<std::string> campaign_difference(const sale::Sale& sale,
                                               const SaleOccasion& occasion,
                                               const loyalty::CampaignSet& campaigns,
                                               const loyalty::RuleSet& rules) {
    const sale::CampaignPricing& said = sale.campaigns;
    const loyalty::PricedBasket priced = priced_again(sale, occasion, campaigns, rules);
    for (std::size_t i = 0; i < sale.lines.size(); ++i) {
        const sale::Line& line = sale.lines[i];
        if (line.campaign_discount_minor != priced.lines[i].discount_minor)
            return line_text(line) + ": " + std::to_string(line.campaign_discount_minor) +
                   " off, here " + std::to_string(priced.lines[i].discount_minor);
        if (line.campaign_points != priced.lines[i].points)
            return line_text(line) + ": " + std::to_string(line.campaign_points.value) +
                   " points, here " + std::to_string(priced.lines[i].points.value);
    }
    for (std::size_t i = 0; i < std::max(said.awards.size(), priced.awards.size()); ++i) {
        if (i >= said.awards.size()) return "did not give " + award_text(priced.awards[i]);
        if (i >= priced.awards.size()) return "gave " + award_text(said.awards[i]);
        if (said.awards[i] != priced.awards[i])
            return "gave " + award_text(said.awards[i]) + ", here " + award_text(priced.awards[i]);
    }
    return std::nullopt;
}

}  // namespace pareto::hq

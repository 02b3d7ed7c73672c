// Campaigns and baskets of tests, made in few words.
#pragma once

#include <string>
#include <vector>

#include "common/loyalty/pricing.h"

namespace pareto::loyalty::test {

inline BusinessDate day(const char* text) {
    return parse_date(text).value();
}

/// In force through March 2026; one rule, with the conditions and effects given.
inline Campaign campaign(std::int64_t id,
                         std::int32_t priority,
                         Conditions conditions,
                         std::vector<Effect> effects) {
    Campaign made;
    made.id = CampaignId{id};
    made.version = 1;
    made.name = "campaign " + std::to_string(id);
    made.priority = priority;
    made.from = day("2026-03-01");
    made.to = day("2026-03-31");
    made.rules.push_back({0, std::move(conditions), std::move(effects)});
    return made;
}

inline Conditions of_skus(std::vector<std::string> skus) {
    Conditions made;
    made.items.skus = std::move(skus);
    return made;
}

inline BasketLine line(const char* sku,
                       std::int64_t amount_minor,
                       std::int64_t units = 1,
                       const char* category = "food") {
    return {sku, category, Quantity{units * 1000}, amount_minor, true};
}

/// Member 7 on Tuesday 10 March 2026 at 10:30 in branch HK01.
struct Visit {
    std::vector<BasketLine> lines;
    PricingRequest request;

    explicit Visit(std::vector<BasketLine> of) : lines(std::move(of)) {
        request.lines = lines;
        request.customer.member.member = MemberId{7};
        request.branch = "HK01";
        request.business_date = day("2026-03-10");
        request.local_minute = 10 * 60 + 30;
    }

    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
};

inline CampaignSet set_of(std::vector<Campaign> campaigns) {
    return CampaignSet::prepare(std::move(campaigns)).value();
}

/// "-200 -0 | 12p": what comes off each line, and the points beyond the rules'; then gifts,
/// vouchers, stored value.
inline std::string show(const PricedBasket& basket) {
    std::string text;
    for (const PricedLine& line : basket.lines)
        text += (text.empty() ? "-" : " -") + std::to_string(line.discount_minor);
    text += " | " + std::to_string(basket.points.value) + "p";
    for (const Award& award : basket.awards) {
        if (!award.gift_sku.empty()) text += " gift " + award.gift_sku;
        if (award.voucher_minor > 0) text += " voucher " + std::to_string(award.voucher_minor);
        if (award.stored_value_minor > 0)
            text += " value " + std::to_string(award.stored_value_minor);
    }
    return text;
}

inline std::string reasons(const PricedBasket& basket) {
    std::string text;
    for (const Reason& reason : basket.reasons) {
        text += (text.empty() ? "" : " ") + std::to_string(reason.campaign.value) + ":" +
                std::string{name_of(reason.why)};
    }
    return text;
}

inline PricedBasket priced(const Visit& visit,
                           std::vector<Campaign> campaigns,
                           const BudgetBook& budgets = {}) {
    return price(visit.request, RuleSet{}, set_of(std::move(campaigns)), budgets);
}

}  // namespace pareto::loyalty::test

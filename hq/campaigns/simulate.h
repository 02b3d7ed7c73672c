// What a campaign would have done to the chain's past baskets: each is priced with the live
// campaigns alone, and with the campaign beside them; budgets are spent on the way, in the order in
// which the baskets come. Nothing here knows how people would have bought with the campaign: the
// baskets are what they were without it.
#pragma once

#include <array>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "common/loyalty/pricing.h"

namespace pareto::hq::campaigns {

inline constexpr std::size_t kWhyCount = static_cast<std::size_t>(loyalty::Why::BudgetSpent) + 1;

/// What the campaign gave in some part of the baskets.
struct Given {
    std::int64_t baskets = 0;                  ///< all of the part
    std::int64_t applied = 0;                  ///< to which it applied
    std::unordered_set<std::int64_t> members;  ///< that got something
    std::int64_t discount_minor = 0;
    std::int64_t vouchers_minor = 0;
    std::int64_t stored_value_minor = 0;
    std::int64_t gifts_minor = 0;
    std::int64_t points = 0;

    void add(const loyalty::Award& award);
    /// Points at what they are worth when redeemed, rounded down once.
    [[nodiscard]] std::int64_t cost_minor(const loyalty::RuleSet& rules) const;
    /// What members can still claim: points at their worth, vouchers, stored value.
    [[nodiscard]] std::int64_t liability_minor(const loyalty::RuleSet& rules) const;
};

struct Simulation {
    Given all;
    std::map<std::string, Given> by_branch;
    std::map<std::string, Given> by_tier;      ///< of members; "" = without a tier
    std::map<std::string, Given> by_standing;  ///< "vip", "member", "not a member"
    std::map<std::string, Given> by_segment;   ///< of members, of the segments that were asked for
    /// Of each rule, how often which reason.
    std::vector<std::array<std::int64_t, kWhyCount>> reasons;
    std::int64_t sold_minor = 0;  ///< what the baskets' selling lines cost, before campaigns
    std::int64_t other_minor =
        0;  ///< what other campaigns gave with it, less what they gave without
    std::int64_t other_points = 0;
};

class Simulator {
public:
    /// `live` may hold another version of the campaign: then it is what the campaign replaces. The
    /// campaigns must be sound; `tried` has an id.
    [[nodiscard]] static Expected<Simulator, loyalty::CampaignFlaw> make(
        const loyalty::RuleSet& rules,
        std::vector<loyalty::Campaign> live,
        const loyalty::Campaign& tried);
    void take(const loyalty::PricingRequest& request);

    [[nodiscard]] const Simulation& result() const { return result_; }

    [[nodiscard]] const loyalty::RuleSet& rules() const { return rules_; }

private:
    Simulator() = default;
    void tally(const loyalty::PricingRequest& request, const loyalty::PricedBasket& with);
    void spend(loyalty::BudgetBook& book,
               const loyalty::CampaignSet& set,
               const loyalty::PricingRequest& request,
               const loyalty::PricedBasket& basket) const;

    loyalty::RuleSet rules_;
    loyalty::CampaignId tried_;
    loyalty::CampaignSet without_, with_, alone_;
    loyalty::BudgetBook spent_without_, spent_with_;
    bool has_budgets_ = false;
    bool differs_ = false;  ///< the two books differ in what other campaigns spent
    Simulation result_;
};

}  // namespace pareto::hq::campaigns

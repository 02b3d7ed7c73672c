#include "common/loyalty/pricing.h"

#include <algorithm>
#include <numeric>

#include "common/base/check.h"
#include "common/loyalty/control_group.h"
#include "common/loyalty/effects.h"

namespace pareto::loyalty {
namespace {

/// Points of an award that are computed when all discounts are known.
struct LaterPoints {
    std::size_t award = 0;
    const Effect* effect = nullptr;
    LineNumbers lines;  ///< of the target, as far as they earn
};

class Pricer {
public:
    Pricer(const PricingRequest& request,
           const RuleSet& rules,
           const CampaignSet& campaigns,
           const BudgetBook& budgets)
        : request_(request),
          rules_(rules),
          set_(campaigns),
          budgets_(budgets),
          view_(request, campaigns) {
        priced_.lines.resize(request.lines.size());
        left_.resize(request.lines.size());
        priced_.reasons.reserve(campaigns.campaigns().size());
        priced_.awards.reserve(campaigns.campaigns().size());
        priced_.shares.reserve(campaigns.campaigns().size() * request.lines.size() / 4);
        for (const std::size_t line : view_.all())
            left_[line] = request.lines[line].amount_minor;
    }

    PricedBasket run() {
        for (std::size_t i = 0; i < set_.campaigns().size(); ++i)
            price_campaign(i);
        give_points();
        for (const AwardShare& share : priced_.shares) {
            PricedLine& line = priced_.lines[static_cast<std::size_t>(share.line)];
            line.discount_minor += share.discount_minor;
            line.points.value += share.points.value;
            priced_.discount_minor += share.discount_minor;
            priced_.points.value += share.points.value;
        }
        return std::move(priced_);
    }

private:
    void price_campaign(std::size_t number);
    [[nodiscard]] Why apply(const Campaign& campaign, std::size_t number, std::size_t rule);
    void plan(const Award& head, const Effect& effect, const LineNumbers& items);
    void plan_discount(Award award, const LineNumbers& lines, const std::vector<std::int64_t>& off);
    void plan_points(Award award, const Effect& effect, LineNumbers lines);
    void undo(std::size_t awards, std::size_t shares);
    [[nodiscard]] std::int64_t points_of(const LaterPoints& later,
                                         const std::vector<std::int64_t>& paid) const;
    void give_points();
    [[nodiscard]] bool stands_back(const Campaign& campaign) const;

    const PricingRequest& request_;
    const RuleSet& rules_;
    const CampaignSet& set_;
    const BudgetBook& budgets_;
    const BasketView view_;
    std::vector<std::int64_t> left_;  // of each line, after the discounts so far
    std::vector<LaterPoints> later_;
    BudgetUse used_;  // of the campaign that is being priced, in this basket
    std::vector<const Campaign*> applied_;
    PricedBasket priced_;
};

bool Pricer::stands_back(const Campaign& campaign) const {
    return std::any_of(applied_.begin(), applied_.end(), [&](const Campaign* other) {
        if (other == &campaign) return false;
        return other->alone || campaign.alone ||
               (!campaign.exclusive_group.empty() &&
                other->exclusive_group == campaign.exclusive_group);
    });
}

void Pricer::price_campaign(std::size_t number) {
    const Campaign& campaign = set_.campaigns()[number];
    used_ = {};
    const MemberId member = request_.customer.member.member;
    const Placement placement = member ? placement_of(campaign, member) : Placement{};
    bool any = false;
    for (std::size_t rule = 0; rule < campaign.rules.size(); ++rule) {
        Reason reason{campaign.id,
                      campaign.version,
                      static_cast<std::int32_t>(rule) + 1,
                      placement.variant,
                      Why::Applied};
        const std::int32_t variant = campaign.rules[rule].variant;
        const bool is_offered =
            !placement.control && (variant == 0 || variant == placement.variant);
        reason.why = first_unmet(view_, set_, number, rule);
        if (reason.why == Why::Applied) {
            if (placement.control) {
                reason.why = Why::ControlGroup;
            } else if (!is_offered) {
                reason.why = Why::OtherVariant;
            } else if (any && campaign.first_rule_only) {
                reason.why = Why::OtherRuleApplies;
            } else {
                reason.why = stands_back(campaign) ? Why::OtherCampaignApplies
                                                   : apply(campaign, number, rule);
            }
        } else if (is_offered &&
                   (reason.why == Why::BelowSpend || reason.why == Why::BelowQuantity ||
                    reason.why == Why::CombinationIncomplete)) {
            if (const auto offer = nearly_met(view_, set_, number, rule))
                priced_.offers.push_back(*offer);
        }
        any = any || reason.why == Why::Applied;
        priced_.reasons.push_back(reason);
    }
    if (any) applied_.push_back(&campaign);
}

Why Pricer::apply(const Campaign& campaign, std::size_t number, std::size_t rule) {
    const CampaignRule& applied = campaign.rules[rule];
    const MemberId member = request_.customer.member.member;
    Award head;
    head.campaign = campaign.id;
    head.version = campaign.version;
    head.rule = static_cast<std::int32_t>(rule) + 1;
    head.variant = member ? placement_of(campaign, member).variant : 0;
    const std::size_t awards = priced_.awards.size();
    const std::size_t shares = priced_.shares.size();
    const LineNumbers items =
        view_.lines(set_.selection_of(number, rule), applied.conditions.items, campaign);
    for (const Effect& effect : applied.effects) {
        ++head.effect;
        plan(head, effect, items);
    }
    if (priced_.awards.size() == awards) return Why::NothingToGive;
    BudgetUse use = used_;
    use.uses = 1;
    for (std::size_t i = awards; i < priced_.awards.size(); ++i) {
        use.points += priced_.awards[i].points.value;
        use.minor += priced_.awards[i].cost_minor();
    }
    const RuleNumber own{campaign.id, head.rule};
    const auto& spent = request_.budget_spent;
    if (std::find(spent.begin(), spent.end(), own) != spent.end() ||
        !budgets_.has(campaign, use, {member, request_.branch, request_.business_date})) {
        undo(awards, shares);
        return Why::BudgetSpent;
    }
    used_ = use;
    return Why::Applied;
}

void Pricer::undo(std::size_t awards, std::size_t shares) {
    for (std::size_t i = shares; i < priced_.shares.size(); ++i)
        left_[static_cast<std::size_t>(priced_.shares[i].line)] += priced_.shares[i].discount_minor;
    priced_.shares.resize(shares);
    priced_.awards.resize(awards);
    while (!later_.empty() && later_.back().award >= awards)
        later_.pop_back();
}

void Pricer::plan(const Award& head, const Effect& effect, const LineNumbers& items) {
    const auto lines = [&](Target target) {
        return target == Target::Basket ? view_.all() : items;
    };
    const bool has_member = static_cast<bool>(request_.customer.member.member);
    Award award = head;
    if (const auto* percent = std::get_if<PercentOff>(&effect)) {
        const LineNumbers of = lines(percent->target);
        plan_discount(award, of, discounts(*percent, request_.lines, of, left_));
    } else if (const auto* amount = std::get_if<AmountOff>(&effect)) {
        const LineNumbers of = lines(amount->target);
        plan_discount(award, of, discounts(*amount, request_.lines, of, left_));
    } else if (const auto* multiplier = std::get_if<PointsMultiplier>(&effect)) {
        if (has_member) plan_points(award, effect, lines(multiplier->target));
    } else if (std::holds_alternative<PointsBonus>(effect)) {
        if (has_member) plan_points(award, effect, items);
    } else if (const auto* gift = std::get_if<Gift>(&effect)) {
        award.gift_sku = gift->sku;
        award.gift_quantity = gift->quantity;
        award.gift_cost_minor = gift->cost_minor;
        priced_.awards.push_back(award);
    } else if (const auto* voucher = std::get_if<VoucherGiven>(&effect)) {
        award.voucher_minor = voucher->minor;
        award.voucher_days = voucher->valid_days;
        priced_.awards.push_back(award);
    } else if (const auto* value = std::get_if<StoredValueGiven>(&effect)) {
        award.stored_value_minor = value->minor;
        if (has_member) priced_.awards.push_back(award);
    }
}

void Pricer::plan_discount(Award award,
                           const LineNumbers& lines,
                           const std::vector<std::int64_t>& off) {
    const auto number = static_cast<std::int32_t>(priced_.awards.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (off[i] == 0) continue;
        PARETO_CHECK(off[i] > 0 && off[i] <= left_[lines[i]]);
        left_[lines[i]] -= off[i];
        award.discount_minor += off[i];
        priced_.shares.push_back({static_cast<std::int32_t>(lines[i]), number, off[i], Points{}});
    }
    if (award.discount_minor > 0) priced_.awards.push_back(award);
}

// Until all discounts are known, the award has as many points as there would be if no further
// discount came and nothing were paid with points: never fewer than it will have. Budgets are asked
// for these.
void Pricer::plan_points(Award award, const Effect& effect, LineNumbers lines) {
    lines.erase(std::remove_if(lines.begin(),
                               lines.end(),
                               [&](std::size_t line) { return !request_.lines[line].earns; }),
                lines.end());
    if (lines.empty()) return;
    LaterPoints later{priced_.awards.size(), &effect, std::move(lines)};
    award.points.value = points_of(later, left_);
    if (award.points.value == 0) return;
    priced_.awards.push_back(award);
    later_.push_back(std::move(later));
}

std::int64_t Pricer::points_of(const LaterPoints& later,
                               const std::vector<std::int64_t>& paid) const {
    std::int64_t minor = 0;
    for (const std::size_t line : later.lines)
        minor += paid[line];
    if (const auto* multiplier = std::get_if<PointsMultiplier>(later.effect))
        return bonus_points(*multiplier, minor, rules_);
    return bonus_points(
        std::get<PointsBonus>(*later.effect), minor, view_.amounts(later.lines).thousandths);
}

void Pricer::give_points() {
    if (later_.empty()) return;
    std::vector<std::int64_t> paid = left_;
    const std::int64_t sum = std::accumulate(left_.begin(), left_.end(), std::int64_t{0});
    const std::int64_t with_points = std::clamp<std::int64_t>(request_.points_tender_minor, 0, sum);
    if (with_points > 0) {
        const auto parts = allocate(with_points, left_);
        for (std::size_t i = 0; i < paid.size(); ++i)
            paid[i] -= parts[i];
    }
    for (const LaterPoints& later : later_) {
        Award& award = priced_.awards[later.award];
        award.points.value = points_of(later, paid);
        if (award.points.value == 0) continue;
        std::vector<std::int64_t> weights;
        for (const std::size_t line : later.lines)
            weights.push_back(paid[line]);
        // Where nothing is paid for these lines, each has the same part.
        if (std::all_of(
                weights.begin(), weights.end(), [](std::int64_t weight) { return weight == 0; }))
            std::fill(weights.begin(), weights.end(), 1);
        const auto parts = allocate(award.points.value, weights);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i] == 0) continue;
            priced_.shares.push_back({static_cast<std::int32_t>(later.lines[i]),
                                      static_cast<std::int32_t>(later.award),
                                      0,
                                      Points{parts[i]}});
        }
    }
}

}  // namespace

PricedBasket price(const PricingRequest& request,
                   const RuleSet& rules,
                   const CampaignSet& campaigns,
                   const BudgetBook& budgets) {
    return Pricer{request, rules, campaigns, budgets}.run();
}

}  // namespace pareto::loyalty

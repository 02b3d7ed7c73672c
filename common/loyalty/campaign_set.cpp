#include "common/loyalty/campaign_set.h"

#include <algorithm>
#include <set>

#include "common/base/check.h"

namespace pareto::loyalty {
namespace {

constexpr std::int64_t kFactorMax = 1'000'000;
constexpr std::int32_t kDaysMax = 3660;

bool is_amount(std::int64_t value) {
    return value >= 0 && value <= kMinorMax;
}

bool in_range(const Conditions& conditions) {
    const auto is_hours = [](const Hours& hours) {
        return 0 <= hours.from_minute && hours.from_minute < hours.to_minute &&
               hours.to_minute <= 24 * 60;
    };
    if (conditions.weekdays > 0x7F || conditions.paid_by > kPaidByAll) return false;
    if (!std::all_of(conditions.hours.begin(), conditions.hours.end(), is_hours)) return false;
    if (const auto& window = conditions.birthday) {
        if (window->days_before < 0 || window->days_before > 180 || window->days_after < 0 ||
            window->days_after > 180)
            return false;
    }
    if (const auto& visit = conditions.visit) {
        if (visit->first < 1 || visit->every < 1 ||
            (visit->last != 0 && visit->last < visit->first))
            return false;
        if (!is_amount(visit->first) || !is_amount(visit->last) || !is_amount(visit->every))
            return false;
    }
    if (!is_amount(conditions.minimum_spend_minor) ||
        !is_amount(conditions.minimum_quantity.thousandths))
        return false;
    return std::all_of(conditions.combination.begin(),
                       conditions.combination.end(),
                       [](const CombinationPart& part) {
                           return part.quantity.thousandths > 0 &&
                                  is_amount(part.quantity.thousandths);
                       });
}

struct EffectInRange {
    bool operator()(const PointsMultiplier& effect) const {
        return effect.factor.denominator > 0 && effect.factor.denominator <= kFactorMax &&
               effect.factor.numerator > effect.factor.denominator &&
               effect.factor.numerator <= kFactorMax;
    }

    bool operator()(const PointsBonus& effect) const {
        return effect.points.value > 0 && is_amount(effect.points.value) &&
               is_amount(effect.step) && (effect.step > 0) == (effect.per != Per::Basket);
    }

    bool operator()(const PercentOff& effect) const {
        return effect.basis_points > 0 && effect.basis_points <= kWholeBasisPoints &&
               is_amount(effect.maximum_minor) && effect.cheapest_of >= 0 &&
               effect.cheapest_of <= kFactorMax;
    }

    bool operator()(const AmountOff& effect) const {
        return effect.minor > 0 && is_amount(effect.minor) && is_amount(effect.maximum_minor);
    }

    bool operator()(const Gift& effect) const {
        return !effect.sku.empty() && effect.quantity.thousandths > 0 &&
               is_amount(effect.quantity.thousandths) && is_amount(effect.cost_minor);
    }

    bool operator()(const VoucherGiven& effect) const {
        return effect.minor > 0 && is_amount(effect.minor) && effect.valid_days >= 0 &&
               effect.valid_days <= kDaysMax;
    }

    bool operator()(const StoredValueGiven& effect) const {
        return effect.minor > 0 && is_amount(effect.minor);
    }
};

bool shares_are_whole(const Campaign& campaign) {
    std::int64_t sum = campaign.control_basis_points;
    if (sum < 0 || sum > kWholeBasisPoints) return false;
    for (const Variant& variant : campaign.variants) {
        if (variant.share_basis_points < 0 || variant.share_basis_points > kWholeBasisPoints)
            return false;
        sum += variant.share_basis_points;
    }
    return campaign.variants.empty() || sum == kWholeBasisPoints;
}

std::optional<CampaignFlaw> check_rule(const Campaign& campaign, const CampaignRule& rule) {
    if (rule.variant < 0 || static_cast<std::size_t>(rule.variant) > campaign.variants.size())
        return CampaignFlaw::UnknownVariant;
    if (!in_range(rule.conditions)) return CampaignFlaw::ConditionOutOfRange;
    if (rule.effects.empty()) return CampaignFlaw::NoEffect;
    for (const Effect& effect : rule.effects) {
        if (!std::visit(EffectInRange{}, effect)) return CampaignFlaw::EffectOutOfRange;
    }
    const bool has_coupons = campaign.coupons.pool || !campaign.coupons.codes.empty();
    if (rule.conditions.coupon && !has_coupons) return CampaignFlaw::CouponWithoutTerms;
    return std::nullopt;
}

}  // namespace

std::string_view name_of(CampaignFlaw flaw) {
    switch (flaw) {
        case CampaignFlaw::NoId:
            return "NoId";
        case CampaignFlaw::NoName:
            return "NoName";
        case CampaignFlaw::DatesInDisorder:
            return "DatesInDisorder";
        case CampaignFlaw::SharesInDisorder:
            return "SharesInDisorder";
        case CampaignFlaw::BudgetWithoutLimit:
            return "BudgetWithoutLimit";
        case CampaignFlaw::NoRules:
            return "NoRules";
        case CampaignFlaw::UnknownVariant:
            return "UnknownVariant";
        case CampaignFlaw::ConditionOutOfRange:
            return "ConditionOutOfRange";
        case CampaignFlaw::NoEffect:
            return "NoEffect";
        case CampaignFlaw::EffectOutOfRange:
            return "EffectOutOfRange";
        case CampaignFlaw::CouponWithoutTerms:
            return "CouponWithoutTerms";
    }
    return "";
}

std::optional<CampaignFlaw> check(const Campaign& campaign) {
    if (campaign.id.value <= 0 || campaign.version < 1) return CampaignFlaw::NoId;
    if (campaign.name.empty()) return CampaignFlaw::NoName;
    if (!campaign.from.ok() || !campaign.to.ok() || campaign.to < campaign.from)
        return CampaignFlaw::DatesInDisorder;
    if (!shares_are_whole(campaign)) return CampaignFlaw::SharesInDisorder;
    for (const Budget& budget : campaign.budgets) {
        if (budget.limit <= 0 || budget.limit > kMinorMax) return CampaignFlaw::BudgetWithoutLimit;
    }
    if (campaign.rules.empty()) return CampaignFlaw::NoRules;
    for (const CampaignRule& rule : campaign.rules) {
        if (const auto flaw = check_rule(campaign, rule)) return flaw;
    }
    return std::nullopt;
}

bool is_for_members(const Campaign& campaign, const Conditions& conditions) {
    const bool has_budget =
        std::any_of(campaign.budgets.begin(), campaign.budgets.end(), [](const Budget& budget) {
            return budget.scope == BudgetScope::Member || budget.scope == BudgetScope::MemberDay;
        });
    return conditions.members_only || conditions.targeted || !conditions.segments.empty() ||
           !conditions.tiers.empty() || conditions.vip || conditions.birthday || conditions.visit ||
           campaign.control_basis_points > 0 || !campaign.variants.empty() || has_budget;
}

Expected<CampaignSet, CampaignFlaw> CampaignSet::prepare(std::vector<Campaign> campaigns) {
    std::set<CampaignId> ids;
    for (const Campaign& campaign : campaigns) {
        if (!ids.insert(campaign.id).second) return unexpected{CampaignFlaw::NoId};
        if (const auto flaw = check(campaign)) return unexpected{*flaw};
    }
    std::sort(campaigns.begin(), campaigns.end(), [](const Campaign& a, const Campaign& b) {
        return a.priority != b.priority ? a.priority > b.priority : a.id < b.id;
    });
    CampaignSet set;
    set.campaigns_ = std::move(campaigns);
    for (const Campaign& campaign : set.campaigns_) {
        std::vector<std::size_t>& first = set.first_selection_.emplace_back();
        for (const CampaignRule& rule : campaign.rules) {
            first.push_back(set.selections());
            set.add_selection(rule.conditions.items);
            for (const CombinationPart& part : rule.conditions.combination)
                set.add_selection(part.items);
        }
    }
    return set;
}

const Campaign* CampaignSet::find(CampaignId id) const {
    const auto found = std::find_if(campaigns_.begin(),
                                    campaigns_.end(),
                                    [&](const Campaign& campaign) { return campaign.id == id; });
    return found == campaigns_.end() ? nullptr : &*found;
}

void CampaignSet::add_selection(const ItemSelection& items) {
    const auto number = static_cast<std::int32_t>(selections());
    selects_all_.push_back(items.skus.empty() && items.categories.empty());
    for (const std::string& sku : items.skus)
        by_sku_[sku].push_back(number);
    for (const std::string& category : items.categories)
        by_category_[category].push_back(number);
    for (const std::string& sku : items.except_skus)
        by_sku_[sku].push_back(-number - 1);
    for (const std::string& category : items.except_categories)
        by_category_[category].push_back(-number - 1);
}

}  // namespace pareto::loyalty

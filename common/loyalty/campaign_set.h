// Campaigns as a terminal or HQ prices with them: checked, in their order, indexed once for many
// baskets.
#pragma once

#include <functional>
#include <unordered_map>

#include "common/loyalty/campaign.h"

namespace pareto::loyalty {

struct CampaignRule {
    std::int32_t variant = 0;  ///< 1 … n: only for members of that variant; 0 = for all
    Conditions conditions;
    std::vector<Effect> effects;
    bool operator==(const CampaignRule&) const = default;
};

/// An equal part of the members that are not in the control group is offered each variant, by its
/// share.
struct Variant {
    std::string name;
    std::int32_t share_basis_points = 0;
    bool operator==(const Variant&) const = default;
};

enum class BudgetScope : std::uint8_t { Total = 0, Day = 1, Branch = 2, Member = 3, MemberDay = 4 };
/// Uses = baskets; Minor = discounts, vouchers, stored value and what gifts cost.
enum class BudgetMeasure : std::uint8_t { Uses = 0, Points = 1, Minor = 2 };

/// A rule that would exceed one of its campaign's budgets gives nothing; it is never given in part.
struct Budget {
    BudgetScope scope = BudgetScope::Total;
    BudgetMeasure measure = BudgetMeasure::Uses;
    std::int64_t limit = 0;
    bool operator==(const Budget&) const = default;
};

/// Coupons of the campaign: codes that everybody may know, and a pool of codes kept beside it.
struct CouponTerms {
    std::vector<std::string> codes;
    bool pool = false;
    std::int32_t uses_per_code = 0;    ///< 0 = any number
    std::int32_t uses_per_member = 0;  ///< of one code; 0 = any number
    bool operator==(const CouponTerms&) const = default;
};

struct Campaign {
    CampaignId id;
    std::int32_t version = 0;  ///< 1 … n; a changed campaign is a new version
    std::string name;
    std::int32_t priority = 0;  ///< the higher is priced first; of equals, the smaller id
    bool alone = false;         ///< applies only where no other does, and then no other
    std::string
        exclusive_group;  ///< at most one campaign of a group applies to a basket; empty = no group
    bool first_rule_only = false;  ///< of its rules, only the first that holds
    BusinessDate from;
    BusinessDate to;  ///< the last day
    std::int32_t control_basis_points = 0;
    std::vector<Variant>
        variants;  ///< with the control group they are the whole; empty = one offer for all
    std::vector<Budget> budgets;
    CouponTerms coupons;
    std::vector<CampaignRule> rules;
    bool operator==(const Campaign&) const = default;
};

/// Why campaigns cannot be priced with. Checked in this order, campaign by campaign.
enum class CampaignFlaw {
    NoId,  ///< or a version below 1, or an id twice
    NoName,
    DatesInDisorder,   ///< or a day that does not exist
    SharesInDisorder,  ///< below 0, or control and variants are not the whole
    BudgetWithoutLimit,
    NoRules,
    UnknownVariant,
    ConditionOutOfRange,
    NoEffect,
    EffectOutOfRange,
    CouponWithoutTerms,  ///< a rule wants a coupon, but the campaign has neither codes nor a pool
};
[[nodiscard]] std::string_view name_of(CampaignFlaw flaw);
[[nodiscard]] std::optional<CampaignFlaw> check(const Campaign& campaign);
/// Whether a rule of these conditions is for members only: it asks for something of them, or the
/// campaign draws groups or has a budget for each member.
[[nodiscard]] bool is_for_members(const Campaign& campaign, const Conditions& conditions);

/// Looks strings up by views.
struct TextHash {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

/// Which selections of items name a SKU or a category; negative = they except it (minus the number,
/// minus 1).
using SelectionIndex =
    std::unordered_map<std::string, std::vector<std::int32_t>, TextHash, std::equal_to<>>;

class CampaignSet {
public:
    CampaignSet() = default;
    /// Puts them in the order in which they are priced.
    [[nodiscard]] static Expected<CampaignSet, CampaignFlaw> prepare(
        std::vector<Campaign> campaigns);

    [[nodiscard]] const std::vector<Campaign>& campaigns() const { return campaigns_; }

    [[nodiscard]] const Campaign* find(CampaignId id) const;

    /// Number of the selection of a rule's items; those of the parts of its combination follow.
    [[nodiscard]] std::size_t selection_of(std::size_t campaign, std::size_t rule) const {
        return first_selection_[campaign][rule];
    }

    [[nodiscard]] std::size_t selections() const { return selects_all_.size(); }

    /// Whether the selection names nothing, and so means every line that it does not except.
    [[nodiscard]] bool selects_all(std::size_t selection) const { return selects_all_[selection]; }

    [[nodiscard]] const SelectionIndex& by_sku() const { return by_sku_; }

    [[nodiscard]] const SelectionIndex& by_category() const { return by_category_; }

private:
    void add_selection(const ItemSelection& items);

    std::vector<Campaign> campaigns_;
    std::vector<std::vector<std::size_t>> first_selection_;
    std::vector<bool> selects_all_;
    SelectionIndex by_sku_;
    SelectionIndex by_category_;
};

}  // namespace pareto::loyalty

// The loyalty rules, pure: the same code prices a basket at the terminal and verifies it at HQ.
//
// A rule set is versioned data; what a sale was decided with travels in its entry. Earning is a function of the net
// eligible amount of a whole sale, shared out over its lines; a return takes back the shares of what comes back
// (common/sale/earning.h), so that returning everything in any steps takes back exactly what was given.
#pragma once

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/loyalty/offline_limits.h"
#include "common/loyalty/tiers.h"
#include "common/loyalty/voucher.h"
#include "common/money/money.h"

#include <span>
#include <string>
#include <vector>

namespace pareto::loyalty {

/// What goods earn that is not "points_per_minor for all": 0/1 excludes them, 2/1 doubles.
struct EarningRule {
    std::string sku;       ///< one item; empty = by category
    std::string category;  ///< only when `sku` is empty
    Rational multiplier{1, 1};
    bool operator==(const EarningRule&) const = default;
};

/// How far a return takes back what was earned. What is still pending of the sale always goes first.
enum class ClawBack : std::uint8_t {
    Unlimited = 0,      ///< what is not there becomes a debt
    WithinBalance = 1,  ///< no more than the member has
    OnlyPending = 2,    ///< what can be used already stays with the member
};
inline constexpr std::uint8_t kClawBackLast = 2;
/// Of a multiplier's numerator and denominator.
inline constexpr std::int64_t kMultiplierMax = 1'000;

/// What HQ books of what sales earned, at most, for a business date: the rest waits for a person. 0 = no limit.
struct MintCaps {
    Points of_terminal = {};  ///< in all sales of one terminal
    Points of_member = {};    ///< in all sales to one member
    [[nodiscard]] bool any() const { return of_terminal.value > 0 || of_member.value > 0; }
    bool operator==(const MintCaps&) const = default;
};

struct RuleSet {
    std::int32_t version = 0;
    Rational points_per_minor{1, 100};  ///< earned per minor unit of eligible spend; default 1 point per 1.00
    Rational minor_per_point{1, 1};     ///< worth of a redeemed point; default 1 point = 0.01
    std::int32_t lot_days = 365;        ///< an earned lot's last usable day is business_date + lot_days
    std::int32_t return_days = 90;      ///< how long a sale may be returned
    /// A line's rule is the first that names its sku, else the first that names its category, else 1/1.
    std::vector<EarningRule> earning_rules = {};
    std::int32_t discount_percent_max = 100;  ///< a line discounted by more than this earns nothing
    Rational card_tender{1, 1};     ///< what is paid by external card earns this much of what cash does
    std::int32_t pending_days = 0;  ///< earned points can be used from business_date + pending_days on
    ClawBack claw_back = ClawBack::Unlimited;
    std::int32_t give_back_days = 30;  ///< points given back to a lot whose last day has passed: how long more
    TierRules tier_rules = {};
    std::int64_t approval_above_points = 1'000;  ///< adjustments and transfers of more need a second person
    OfflineLimits offline = {};
    /// Stored value can be used until this many days after value was last put there; 0 = for ever.
    std::int32_t stored_value_days = 0;
    std::int64_t stored_value_approval_above_minor = 100'00;  ///< an adjustment of more needs a second person
    VoucherRules vouchers = {};
    MintCaps mint_caps = {};
    bool operator==(const RuleSet&) const = default;
};

/// What the terminal knew about the member when it decided; travels in the sale's entry.
struct MemberFacts {
    MemberId member;
    std::string tier;
    bool vip = false;
    Points available;  ///< last known balance
    Points pending = {};  ///< earned, and not usable yet
    bool operator==(const MemberFacts&) const = default;
};

/// One earning of points and what is left of it. The balance is the sum of open lots; it is kept nowhere else.
struct Lot {
    EntryId cause;          ///< the entry that earned it
    std::int32_t number = 0;  ///< within that entry
    Points remaining;
    BusinessDate expires_on;  ///< last day it can be used
    bool operator==(const Lot&) const = default;
};

struct Draw {
    EntryId cause;
    std::int32_t number = 0;
    Points points;
    bool operator==(const Draw&) const = default;
};

/// Why a redemption was refused. Checked in this order; the first that applies is returned.
enum class RedeemRefusal { NothingToRedeem, InsufficientPoints };

/// Points for `eligible_minor` (what was not paid with points), rounded down; 0 for eligible ≤ 0.
[[nodiscard]] Points earn(std::int64_t eligible_minor, const RuleSet& rules);
/// Money value of `points`, rounded down, in minor units.
[[nodiscard]] std::int64_t worth(Points points, const RuleSet& rules);
/// The most points that can be used for `due_minor` when `available` are there.
[[nodiscard]] Points redeemable(Points available, std::int64_t due_minor, const RuleSet& rules);
/// What the points earned in `tier` are multiplied by; 1 for no tier and for one that these rules do not know.
[[nodiscard]] Rational tier_multiplier(const RuleSet& rules, std::string_view tier);
[[nodiscard]] BusinessDate lot_expiry(BusinessDate earned_on, const RuleSet& rules);
/// Soonest-expiring first, then oldest (smallest cause, number); expired lots are not touched.
[[nodiscard]] Expected<std::vector<Draw>, RedeemRefusal> plan_redemption(std::span<const Lot> lots, Points wanted, BusinessDate on);
/// The same order without the refusal: draws as much of `wanted` as there is (claw-back of returns).
[[nodiscard]] std::vector<Draw> draw_up_to(std::span<const Lot> lots, Points wanted, BusinessDate on);

/// EAN-13 shaped: prefix "29", ten digits of the running number, check digit.
[[nodiscard]] std::string member_number(std::int64_t running_number);
[[nodiscard]] bool is_member_number(std::string_view text);

}  // namespace pareto::loyalty

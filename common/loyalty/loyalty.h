// The loyalty rules, pure: the same code prices a basket at the terminal and verifies it at HQ.
//
// A rule set is versioned data; what a sale was decided with travels in its entry. Earning is a function of the net
// eligible amount of a whole sale, so that returns are path-independent: after every return the points of the sale
// are earn(what is left), and returning everything takes back exactly what was given.
#pragma once

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/loyalty/offline_limits.h"
#include "common/money/money.h"

#include <span>
#include <string>
#include <vector>

namespace pareto::loyalty {

struct RuleSet {
    std::int32_t version = 0;
    Rational points_per_minor{1, 100};  ///< earned per minor unit of eligible spend; default 1 point per 1.00
    Rational minor_per_point{1, 1};     ///< worth of a redeemed point; default 1 point = 0.01
    std::int32_t lot_days = 365;        ///< an earned lot's last usable day is business_date + lot_days
    std::int32_t return_days = 90;      ///< how long a sale may be returned
    OfflineLimits offline = {};
    bool operator==(const RuleSet&) const = default;
};

/// What the terminal knew about the member when it decided; travels in the sale's entry.
struct MemberFacts {
    MemberId member;
    std::string tier;
    bool vip = false;
    Points available;  ///< last known balance
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
/// Points to take back when a sale's eligible amount falls from `before` to `after`.
[[nodiscard]] Points reversed_by_return(std::int64_t eligible_before, std::int64_t eligible_after, const RuleSet& rules);
/// Money value of `points`, rounded down, in minor units.
[[nodiscard]] std::int64_t worth(Points points, const RuleSet& rules);
/// The most points that can be used for `due_minor` when `available` are there.
[[nodiscard]] Points redeemable(Points available, std::int64_t due_minor, const RuleSet& rules);
[[nodiscard]] BusinessDate lot_expiry(BusinessDate earned_on, const RuleSet& rules);
/// Soonest-expiring first, then oldest (smallest cause, number); expired lots are not touched.
[[nodiscard]] Expected<std::vector<Draw>, RedeemRefusal> plan_redemption(std::span<const Lot> lots, Points wanted, BusinessDate on);
/// The same order without the refusal: draws as much of `wanted` as there is (claw-back of returns).
[[nodiscard]] std::vector<Draw> draw_up_to(std::span<const Lot> lots, Points wanted, BusinessDate on);

/// EAN-13 shaped: prefix "29", ten digits of the running number, check digit.
[[nodiscard]] std::string member_number(std::int64_t running_number);
[[nodiscard]] bool is_member_number(std::string_view text);

}  // namespace pareto::loyalty

// Tiers: the standing that a member reaches by what was earned, or spent, in a period. Never by the balance, which
// redemptions lower and opening balances raise.
//
//   calendar year:  the sum of a year gives its tier for the rest of that year and the whole next one
//   rolling:        the sum of the last n days gives the tier
//
// A tier is reached at once. It is lost when its period is over and nothing of the last `grace_days` days gives it any
// more; a return within a calendar year takes nothing away before that year's end. So the tier of a day is a function
// of the figures alone, whatever tier there was before, and can always be worked out again.
#pragma once

#include "common/base/time.h"
#include "common/money/money.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pareto::loyalty {

enum class TierBasis : std::uint8_t { EarnedPoints = 0, Spend = 1 };  ///< points less taken back; net minor units
enum class TierPeriod : std::uint8_t { CalendarYear = 0, Rolling = 1 };

struct Tier {
    std::string name;            ///< a code: lower case letters, digits and '-'
    std::int64_t threshold = 0;  ///< reached with exactly this figure
    Rational multiplier{1, 1};   ///< of the points earned while in it
    bool operator==(const Tier&) const = default;
};

struct TierRules {
    TierBasis basis = TierBasis::EarnedPoints;
    TierPeriod period = TierPeriod::CalendarYear;
    std::int32_t rolling_days = 365;
    std::int32_t grace_days = 0;
    std::vector<Tier> tiers;  ///< thresholds ascend; empty = this chain has none
    bool operator==(const TierRules&) const = default;
};

inline constexpr std::int32_t kTierDaysMax = 3'660;
inline constexpr std::size_t kTiersMax = 16;
inline constexpr std::size_t kTierNameBytesMax = 32;

/// What is wrong with the first of these that is: "tiers[1].threshold: must be above the one before". Nothing is fine.
[[nodiscard]] std::optional<std::string> check(const TierRules& rules);

/// What one day brought; days ascend.
struct TierDay {
    std::int32_t day = 0;  ///< days since 1970-01-01, of HQ's receiving
    std::int64_t figure = 0;
    bool operator==(const TierDay&) const = default;
};

/// A tier that somebody came with (an import): it counts as if reached on that day.
struct GrantedTier {
    std::string tier;
    std::int32_t day = 0;
};

/// Why somebody is in the tier.
enum class TierReason : std::uint8_t { Reached, Kept, Granted, BelowAll };

struct TierStanding {
    std::string tier;            ///< empty = none
    std::size_t rank = 0;        ///< 0 = none, else the place in TierRules::tiers, from 1
    TierReason reason = TierReason::BelowAll;
    std::int64_t figure = 0;     ///< what was compared
    std::int64_t threshold = 0;  ///< of the tier; of the lowest one when it was not reached
    BusinessDate from, to;       ///< the period of the figure
    bool operator==(const TierStanding&) const = default;
};

/// 0 when there is no such tier.
[[nodiscard]] std::size_t rank_of(const TierRules& rules, std::string_view tier);
/// The figure of the period that is running on that day, so far.
[[nodiscard]] std::int64_t figure_on(const TierRules& rules, std::span<const TierDay> days, BusinessDate on);
/// The standing on that day. `rules` has at least one tier.
[[nodiscard]] TierStanding tier_on(const TierRules& rules,
                                   std::span<const TierDay> days,
                                   const std::optional<GrantedTier>& granted,
                                   BusinessDate on);
/// The first day whose figures can matter on that day.
[[nodiscard]] BusinessDate first_day_needed(const TierRules& rules, BusinessDate on);

}  // namespace pareto::loyalty

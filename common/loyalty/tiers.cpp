#include "common/loyalty/tiers.h"

#include "common/base/check.h"

#include <algorithm>

namespace pareto::loyalty {
namespace {

BusinessDate first_of_year(BusinessDate date) { return {date.year(), std::chrono::January, std::chrono::day{1}}; }
BusinessDate last_of_year(BusinessDate date) { return {date.year(), std::chrono::December, std::chrono::day{31}}; }

struct Sums {
    std::int64_t total = 0;
    std::int64_t peak = 0;  ///< the highest that the sum from the first day on ever was
};

Sums sum_of(std::span<const TierDay> days, BusinessDate from, BusinessDate to) {
    const std::int32_t first = to_day_number(from);
    const std::int32_t last = to_day_number(to);
    Sums sums;
    for (const TierDay& day : days) {
        if (day.day < first || day.day > last) continue;
        sums.total += day.figure;
        sums.peak = std::max(sums.peak, sums.total);
    }
    return sums;
}

std::size_t rank_for(const TierRules& rules, std::int64_t figure) {
    std::size_t rank = 0;
    while (rank < rules.tiers.size() && figure >= rules.tiers[rank].threshold) ++rank;
    return rank;
}

bool is_tier_name(std::string_view name) {
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    return plain && !name.empty() && name.size() <= kTierNameBytesMax;
}

/// Keeps the best standing that was offered; the first of equals.
class Best {
public:
    explicit Best(const TierRules& rules) : rules_(rules) {}

    void offer(std::int64_t figure, TierReason reason, BusinessDate from, BusinessDate to) {
        offer_rank(rank_for(rules_, figure), figure, reason, from, to);
    }

    void offer_rank(std::size_t rank, std::int64_t figure, TierReason reason, BusinessDate from, BusinessDate to) {
        if (any_ && rank <= standing_.rank) return;
        any_ = true;
        const Tier& tier = rules_.tiers[rank == 0 ? 0 : rank - 1];
        standing_ = {rank == 0 ? std::string{} : tier.name, rank, rank == 0 ? TierReason::BelowAll : reason, figure, tier.threshold,
                     from, to};
    }

    [[nodiscard]] TierStanding take() { return std::move(standing_); }

private:
    const TierRules& rules_;
    TierStanding standing_;
    bool any_ = false;
};

void offer_years(Best& best, const TierRules& rules, std::span<const TierDay> days, BusinessDate on) {
    const BusinessDate new_year = first_of_year(on);
    const BusinessDate eve = add_days(new_year, -1);
    best.offer(sum_of(days, new_year, on).peak, TierReason::Reached, new_year, last_of_year(on));
    best.offer(sum_of(days, first_of_year(eve), eve).total, TierReason::Kept, first_of_year(eve), eve);
    // In the days of grace the year that is over is not over yet.
    if (days_between(eve, on) > rules.grace_days) return;
    const BusinessDate eve_before = add_days(first_of_year(eve), -1);
    best.offer(sum_of(days, first_of_year(eve), eve).peak, TierReason::Kept, first_of_year(eve), eve);
    best.offer(sum_of(days, first_of_year(eve_before), eve_before).total, TierReason::Kept, first_of_year(eve_before), eve_before);
}

void offer_windows(Best& best, const TierRules& rules, std::span<const TierDay> days, BusinessDate on) {
    for (int back = 0; back <= rules.grace_days; ++back) {
        const BusinessDate last = add_days(on, -back);
        const BusinessDate first = add_days(last, 1 - rules.rolling_days);
        best.offer(sum_of(days, first, last).total, back == 0 ? TierReason::Reached : TierReason::Kept, first, last);
    }
}

void offer_granted(Best& best, const TierRules& rules, const GrantedTier& granted, BusinessDate on) {
    const std::size_t rank = rank_of(rules, granted.tier);
    const BusinessDate from = from_day_number(granted.day);
    if (rank == 0 || days_between(from, on) < 0) return;
    const BusinessDate last = rules.period == TierPeriod::Rolling
                                  ? add_days(from, rules.rolling_days - 1)
                                  : last_of_year(add_days(last_of_year(from), 1));
    if (days_between(last, on) > rules.grace_days) return;
    best.offer_rank(rank, rules.tiers[rank - 1].threshold, TierReason::Granted, from, last);
}

}  // namespace

std::optional<std::string> check(const TierRules& rules) {
    if (rules.rolling_days < 1 || rules.rolling_days > kTierDaysMax)
        return "rolling_days: must be 1 to " + std::to_string(kTierDaysMax);
    if (rules.grace_days < 0 || rules.grace_days > 366) return "grace_days: must be 0 to 366";
    if (rules.tiers.size() > kTiersMax) return "tiers: at most " + std::to_string(kTiersMax);
    for (std::size_t index = 0; index < rules.tiers.size(); ++index) {
        const Tier& tier = rules.tiers[index];
        const std::string where = "tiers[" + std::to_string(index) + "].";
        if (!is_tier_name(tier.name)) return where + "name: must be 1 to 32 lower case letters, digits or -";
        if (rank_of(rules, tier.name) != index + 1) return where + "name: another tier has this name";
        if (tier.threshold < 1 || tier.threshold > kMinorMax) return where + "threshold: must be 1 to " + std::to_string(kMinorMax);
        if (index > 0 && tier.threshold <= rules.tiers[index - 1].threshold)
            return where + "threshold: must be above the one before";
        const Rational& rate = tier.multiplier;
        if (rate.numerator < 0 || rate.denominator < 1 || rate.numerator > kMinorMax || rate.denominator > kMinorMax)
            return where + "multiplier: must be a fraction of whole numbers, such as 3/2";
    }
    return std::nullopt;
}

std::size_t rank_of(const TierRules& rules, std::string_view tier) {
    for (std::size_t index = 0; index < rules.tiers.size(); ++index) {
        if (rules.tiers[index].name == tier) return index + 1;
    }
    return 0;
}

BusinessDate first_day_needed(const TierRules& rules, BusinessDate on) {
    if (rules.period == TierPeriod::Rolling) return add_days(on, 1 - rules.rolling_days - rules.grace_days);
    const BusinessDate year_before = first_of_year(add_days(first_of_year(on), -1));
    return first_of_year(add_days(year_before, -1));
}

std::int64_t figure_on(const TierRules& rules, std::span<const TierDay> days, BusinessDate on) {
    const BusinessDate from = rules.period == TierPeriod::Rolling ? add_days(on, 1 - rules.rolling_days) : first_of_year(on);
    return sum_of(days, from, on).total;
}

TierStanding tier_on(const TierRules& rules,
                     std::span<const TierDay> days,
                     const std::optional<GrantedTier>& granted,
                     BusinessDate on) {
    PARETO_CHECK(!rules.tiers.empty());
    Best best(rules);
    if (rules.period == TierPeriod::Rolling) {
        offer_windows(best, rules, days, on);
    } else {
        offer_years(best, rules, days, on);
    }
    if (granted) offer_granted(best, rules, *granted, on);
    return best.take();
}

}  // namespace pareto::loyalty

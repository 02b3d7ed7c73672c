#include "common/loyalty/allowance.h"

#include <algorithm>
#include <array>

namespace pareto::loyalty {
namespace {

constexpr std::array<std::string_view, kRedemptionMeansLast + 1> kMeans{"hq", "allowance", "stand-in"};

std::optional<OfflineRefusal> refuse_anything(const RedemptionQuestion& question) {
    if (question.wanted.value <= 0) return OfflineRefusal::NothingToRedeem;
    if (!question.limits.enabled) return OfflineRefusal::SwitchedOff;
    if (question.terminal_restored) return OfflineRefusal::TerminalRestored;
    if (question.since_hq && *question.since_hq < -kClockBehindMax) return OfflineRefusal::ClockBehindHq;
    if (question.card_blocked) return OfflineRefusal::CardBlocked;
    if (question.card_must_prove) return OfflineRefusal::CardNotProved;
    return std::nullopt;
}

std::optional<OfflineRefusal> refuse_stand_in(const RedemptionQuestion& question) {
    const OfflineLimits& limits = question.limits;
    const bool secure = question.card_is_secure;
    if (!question.since_hq || *question.since_hq > std::chrono::hours{limits.hours_since_hq})
        return OfflineRefusal::HqTooLongAgo;
    if (question.last_known_balance < question.wanted) return OfflineRefusal::BalanceTooLow;
    if (question.wanted > (secure ? limits.secure_card_points : limits.card_points)) return OfflineRefusal::OverCardLimit;
    if (question.counters.uses_of_card >= limits.uses_of_card) return OfflineRefusal::CardUsedUp;
    const Points stood_in = secure ? question.counters.secure_points : question.counters.uid_points;
    const Points most = secure ? limits.terminal_secure_points : limits.terminal_points;
    if (question.wanted.value > most.value - stood_in.value) return OfflineRefusal::TerminalUsedUp;
    return std::nullopt;
}

}  // namespace

std::string_view name_of(RedemptionMeans means) { return kMeans[static_cast<std::size_t>(means)]; }

bool accepts(const Allowance& allowance, Points spent, Points wanted, BusinessDate today) {
    return wanted.value > 0 && spent.value >= 0 && today <= allowance.last_day &&
           wanted.value <= allowance.limit.value - spent.value;
}

Expected<RedemptionMeans, OfflineRefusal> decide(const RedemptionQuestion& question) {
    if (question.hq_answers) return RedemptionMeans::Hq;
    if (const auto refusal = refuse_anything(question)) return unexpected{*refusal};
    if (question.allowance_left && question.wanted <= *question.allowance_left) return RedemptionMeans::Allowance;
    if (const auto refusal = refuse_stand_in(question)) return unexpected{*refusal};
    return RedemptionMeans::StandIn;
}

Points most_offline(RedemptionQuestion question) {
    question.hq_answers = false;
    const OfflineLimits& limits = question.limits;
    const bool secure = question.card_is_secure;
    const std::int64_t left = secure ? limits.terminal_secure_points.value - question.counters.secure_points.value
                                     : limits.terminal_points.value - question.counters.uid_points.value;
    const std::int64_t card = secure ? limits.secure_card_points.value : limits.card_points.value;
    Points most{std::min({left, card, question.last_known_balance.value})};
    question.wanted = most;
    if (!decide(question)) most = Points{0};
    question.wanted = question.allowance_left.value_or(Points{0});
    if (question.wanted > most && decide(question)) most = question.wanted;
    return most;
}

Points worth_reserving(Points usable, Points reserved, const OfflineLimits& limits) {
    if (!limits.enabled || usable.value <= 0) return Points{0};
    const auto share = scale(usable.value + reserved.value, Rational{limits.allowance_percent, 100}, Rounding::Down);
    const std::int64_t wanted = std::min(share.value_or(0), limits.allowance_points.value) - reserved.value;
    return Points{std::clamp<std::int64_t>(wanted, 0, usable.value)};
}

std::string_view name_of(OfflineRefusal refusal) {
    switch (refusal) {
        case OfflineRefusal::NothingToRedeem: return "NothingToRedeem";
        case OfflineRefusal::SwitchedOff: return "SwitchedOff";
        case OfflineRefusal::TerminalRestored: return "TerminalRestored";
        case OfflineRefusal::ClockBehindHq: return "ClockBehindHq";
        case OfflineRefusal::CardBlocked: return "CardBlocked";
        case OfflineRefusal::CardNotProved: return "CardNotProved";
        case OfflineRefusal::HqTooLongAgo: return "HqTooLongAgo";
        case OfflineRefusal::BalanceTooLow: return "BalanceTooLow";
        case OfflineRefusal::OverCardLimit: return "OverCardLimit";
        case OfflineRefusal::CardUsedUp: return "CardUsedUp";
        case OfflineRefusal::TerminalUsedUp: return "TerminalUsedUp";
    }
    return "unknown";
}

std::string_view advice(OfflineRefusal refusal) {
    switch (refusal) {
        case OfflineRefusal::NothingToRedeem: return "no points were asked for";
        case OfflineRefusal::SwitchedOff: return "points can be redeemed only while HQ answers: take another tender";
        case OfflineRefusal::TerminalRestored:
            return "this terminal was restored from a backup and must meet HQ first: take another tender";
        case OfflineRefusal::ClockBehindHq: return "this terminal's clock is behind HQ's: set it, or take another tender";
        case OfflineRefusal::CardBlocked: return "this card is blocked: ask for another card";
        case OfflineRefusal::CardNotProved: return "this card did not prove itself: present it again";
        case OfflineRefusal::HqTooLongAgo: return "HQ was last reached too long ago: take another tender";
        case OfflineRefusal::BalanceTooLow: return "the last known balance is lower: redeem less";
        case OfflineRefusal::OverCardLimit: return "more than may be redeemed without HQ: redeem less";
        case OfflineRefusal::CardUsedUp: return "this card was used here without HQ already: take another tender";
        case OfflineRefusal::TerminalUsedUp:
            return "this terminal has redeemed what it may without HQ: redeem less, or take another tender";
    }
    return "unknown";
}

}  // namespace pareto::loyalty

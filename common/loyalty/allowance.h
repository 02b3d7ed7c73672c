// Redeeming points while HQ is out of reach, decided purely: the facts a terminal has in, how to redeem or why not out.
//
// An allowance is a number of points that HQ took out of a member's balance for one terminal before it signed. Its
// limit L and the terminal's counter C of what was spent only grow, and x is accepted iff C + x <= L: so an allowance
// never overdraws anybody, whatever the network does. Without one, a terminal may stand in within small limits.
#pragma once

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/loyalty/loyalty.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace pareto::loyalty {

/// Who vouched for a redemption. Travels in entries.
enum class RedemptionMeans : std::uint8_t {
    Hq = 0,         ///< HQ debited first
    Allowance = 1,  ///< reserved by HQ for this terminal
    StandIn = 2,    ///< nobody: within the terminal's limits
};
inline constexpr std::uint8_t kRedemptionMeansLast = 2;
/// "hq", "allowance", "stand-in": for commands and receipts.
[[nodiscard]] std::string_view name_of(RedemptionMeans means);

struct Allowance {
    EntryId id;                ///< HQ's entry that granted it first
    MemberId member;
    TerminalId holder;
    Points limit;              ///< L: cumulative, with what was spent already
    BusinessDate last_day;     ///< the last day on which it can be spent
    std::int64_t key_id = 0;   ///< the key of HQ that signed it
    bool operator==(const Allowance&) const = default;
};

/// Whether `wanted` may be spent on top of `spent` (C).
[[nodiscard]] bool accepts(const Allowance& allowance, Points spent, Points wanted, BusinessDate today);

/// What a terminal has redeemed as a stand-in and HQ has not acknowledged yet.
struct StandInCounters {
    Points uid_points;            ///< S, with cards that prove nothing
    Points secure_points;         ///< S, with cards that proved themselves
    std::int32_t uses_of_card = 0;  ///< of the card in question
    bool operator==(const StandInCounters&) const = default;
};

struct RedemptionQuestion {
    Points wanted;
    bool hq_answers = false;
    OfflineLimits limits;
    bool terminal_restored = false;                ///< its file is older than what it did, and it has not met HQ since
    std::optional<std::chrono::milliseconds> since_hq;  ///< none = it never met HQ; negative = the clock is behind HQ's
    bool card_blocked = false;
    bool card_must_prove = false;                  ///< the card has a key and did not show it
    bool card_is_secure = false;                   ///< it proved itself
    std::optional<Points> allowance_left;          ///< L - C of one that is usable today
    Points last_known_balance;
    StandInCounters counters;
};

/// Why points cannot be redeemed offline. Checked in this order; the first that applies is returned. What is spent
/// within an allowance passes when the first six do.
enum class OfflineRefusal {
    NothingToRedeem,
    SwitchedOff,         ///< the rules allow no redemption offline
    TerminalRestored,
    ClockBehindHq,       ///< by more than five minutes
    CardBlocked,
    CardNotProved,
    HqTooLongAgo,        ///< T_off
    BalanceTooLow,       ///< the last known one
    OverCardLimit,       ///< f
    CardUsedUp,          ///< k
    TerminalUsedUp,      ///< F or F_secure
};
[[nodiscard]] std::string_view name_of(OfflineRefusal refusal);
/// One sentence for a cashier: what to do.
[[nodiscard]] std::string_view advice(OfflineRefusal refusal);

inline constexpr std::chrono::minutes kClockBehindMax{5};

[[nodiscard]] Expected<RedemptionMeans, OfflineRefusal> decide(const RedemptionQuestion& question);
/// The most that can be redeemed without HQ, whatever is wanted; 0 when nothing can.
[[nodiscard]] Points most_offline(RedemptionQuestion question);

/// What HQ reserves for a member: the share of what can be used, at most the limit, without what is reserved already.
[[nodiscard]] Points worth_reserving(Points usable, Points reserved, const OfflineLimits& limits);

}  // namespace pareto::loyalty

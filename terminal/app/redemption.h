// Redeeming points: HQ debits first. The request is durable before HQ is asked, so that whatever
// happens the points are either captured by a sale or given back.
#pragma once

#include <chrono>

#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct ApprovedRedemption {
    EntryId id;
    Points points;
    std::int64_t worth_minor = 0;
    Points available;  ///< what HQ says is left
};

inline constexpr std::chrono::milliseconds kAuthoriseWithin{5'000};

/// RedemptionOffline: HQ did not answer; RedemptionRefused: HQ said no. Both leave the request
/// reversed.
[[nodiscard]] Outcome<ApprovedRedemption> request_redemption(
    Journal& journal, Uplink& uplink, const ports::Clock& clock, MemberId member, Points points);
/// Gives the points of an approved redemption back that no sale will capture.
[[nodiscard]] Outcome<void> reverse_redemption(Journal& journal,
                                               const ports::Clock& clock,
                                               EntryId redemption);
/// At start: whatever was under way when the program ended. Nothing happens while the terminal may
/// not sell.
[[nodiscard]] Outcome<int> reverse_open_redemptions(Journal& journal, const ports::Clock& clock);

}  // namespace pareto::terminal

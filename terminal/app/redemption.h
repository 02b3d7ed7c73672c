// Redeeming points. HQ debits first; when it does not answer, what it reserved for this terminal is
// spent, or the terminal stands in within its limits.
//
// The request is durable before HQ is asked and before anything is given, so that whatever happens
// the points are either captured by a sale or given back. When HQ's answer was lost, the request is
// reversed in the journal before the offline redemption is written: HQ undoes its debit first.
#pragma once

#include <chrono>

#include "terminal/app/card.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct ApprovedRedemption {
    EntryId id;
    Points points;
    std::int64_t worth_minor = 0;
    Points available;  ///< what HQ says is left; offline, the last it said, less a stand-in
    loyalty::RedemptionMeans means = loyalty::RedemptionMeans::Hq;
};

inline constexpr std::chrono::milliseconds kAuthoriseWithin{5'000};

/// RedemptionOffline: HQ did not answer, and the detail begins with why it cannot be done without;
/// RedemptionRefused: HQ said no. Both leave the request reversed.
[[nodiscard]] Outcome<ApprovedRedemption> request_redemption(Journal& journal,
                                                             Uplink& uplink,
                                                             const ports::Clock& clock,
                                                             const PresentedCard& card,
                                                             Points points);

struct WantedPoints {
    Points points;
    std::string gift;      ///< the code of the gift they are for; empty = for none
    bool in_stock = true;  ///< without HQ: whether there is one, as far as is known here
};

/// The same for a gift: HQ takes one of the branch's stock with the points. Also GiftRefused.
[[nodiscard]] Outcome<ApprovedRedemption> request_points_for(Journal& journal,
                                                             Uplink& uplink,
                                                             const ports::Clock& clock,
                                                             const PresentedCard& card,
                                                             const WantedPoints& wanted);
/// What the decision goes by now, as if HQ did not answer.
[[nodiscard]] Result<loyalty::RedemptionQuestion> offline_question(Journal& journal,
                                                                   const ports::Clock& clock,
                                                                   const PresentedCard& card,
                                                                   Points points);
/// Gives the points of an approved redemption back that no sale will capture. Offline, they count
/// as spent at this terminal all the same.
[[nodiscard]] Outcome<void> reverse_redemption(Journal& journal,
                                               const ports::Clock& clock,
                                               EntryId redemption);
/// At start: whatever was under way when the program ended. Nothing happens while the terminal may
/// not sell.
[[nodiscard]] Outcome<int> reverse_open_redemptions(Journal& journal, const ports::Clock& clock);

}  // namespace pareto::terminal

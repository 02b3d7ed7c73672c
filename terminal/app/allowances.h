// Keeping allowances for redeeming offline: asked for while HQ answers, in the background.
#pragma once

#include "terminal/app/terminal.h"

namespace pareto::terminal {

inline constexpr std::chrono::milliseconds kAllowanceWithin{2'000};
/// Grants taken in one round; the next round goes on.
inline constexpr int kGrantsAtOnce = 20;

/// One round: closes what is past its last day or asked back, then asks for what HQ thinks good
/// until it has no more. Gives the number of grants received. Nothing happens while the terminal
/// may not sell; it is no failure that HQ does not answer.
[[nodiscard]] Outcome<int> keep_allowances(Journal& journal,
                                           Uplink& uplink,
                                           const ports::Clock& clock);

/// By which allowances and their last days go: the later of the business date and the clock's date.
[[nodiscard]] BusinessDate offline_date(const Journal::State& state, const ports::Clock& clock);

}  // namespace pareto::terminal

// Speaking with HQ about a card on a reader. HQ says the commands; this passes them to the card and
// its answers back, and learns nothing by it but what came of it: no key comes to a terminal.
//
//   terminal                        HQ
//      CardTapped        ─────────▶    whose is it, and what must it prove?
//      CardAnswered      ◀────────▶    Command                              as often as HQ wants
//                        ◀─────────    Known, Proved, Written, Refused …    the end
#pragma once

#include <chrono>

#include "common/sync/request.h"
#include "terminal/app/terminal.h"
#include "terminal/cards/card_on_wire.h"

namespace pareto::terminal::cards {

/// What a cashier waits before the terminal goes on alone.
inline constexpr std::chrono::milliseconds kFirstAnswerWithin{1'500};
inline constexpr std::chrono::milliseconds kNextAnswerWithin{1'500};
/// Personalising a DESFire takes 90 commands.
inline constexpr int kCommandsMax = 600;

/// HQ's first answer. Any fault means that HQ is out of reach: it was not there, not in time, or
/// could not answer.
[[nodiscard]] Result<sync::CardStep> ask_hq(Uplink& uplink, sync::CardTapped tapped);
/// Carries out the commands of HQ, of which `first` is one, until it says what came of it. A fault
/// as above. A card that cannot be reached is Lost, whatever HQ says.
[[nodiscard]] Result<sync::CardStep> converse(Uplink& uplink,
                                              sync::CardStep first,
                                              CardOnWire& card);

}  // namespace pareto::terminal::cards

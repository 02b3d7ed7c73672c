// Caps on what sales mint: a terminal or a member that HQ would book more for than the rules allow
// for one business date has the whole sale withheld, which then waits for a person.
//
// A terminal says the business date itself, so it counts only as far as HQ can believe it: not
// before the day before HQ last took something from that terminal, and not after tomorrow. What is
// booked once stays counted, whatever is brought back or voided later. So all that one terminal can
// mint in n days is n + 2 caps, whatever it says.
#pragma once

#include <optional>
#include <string>

#include "hq/app/plan.h"

namespace pareto::hq {

/// Under which a withheld sale waits instead of its card: 12 bytes, no card's and no member's.
[[nodiscard]] Bytes withheld_key(SaleId sale);
[[nodiscard]] bool is_withheld(const SaleHead& head);

/// HQ took an entry from its terminal today.
void note_heard(const TakenEntry& taken, Books& books, Plan& plan);

/// Counts the sale's points for its terminal and the owner; why not, if that is beyond a cap: then
/// nothing is counted. HQ's own entries are not capped.
[[nodiscard]] std::optional<std::string> count_minted(const KnownSale& known,
                                                      MemberId owner,
                                                      Books& books,
                                                      Plan& plan);

}  // namespace pareto::hq

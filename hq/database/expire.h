// The expiry of points, a daily job: what is left of lots past their last usable day goes from the
// member to the programme's expired points.
//
// Two more days are waited for sales that were made in time and are still on their way. The job
// goes in chunks of one transaction and one journal entry each; a lot that expired is empty, so
// that a crash in between, or running it twice, expires nothing twice.
#pragma once

#include <cstdint>

#include "common/base/time.h"
#include "hq/database/local_journal.h"

namespace pareto::hq::database {

inline constexpr int kExpiryWaitDays = 2;
inline constexpr std::int64_t kLotsOfChunk = 1'000;

struct ExpiryChunk {
    bool done = false;         ///< nothing is left: the job is over for this date
    bool done_before = false;  ///< it was over already
    std::int64_t lots = 0;
    std::int64_t points = 0;
};

/// The next chunk of the job of `over`, a business date that is over. One transaction.
[[nodiscard]] Result<ExpiryChunk> expire_some(pareto::database::Connection& connection,
                                              ports::Clock& clock,
                                              LocalJournal& journal,
                                              BusinessDate over,
                                              std::int64_t lots_max = kLotsOfChunk);

struct ValueExpiryChunk {
    bool done = false;         ///< nothing is left, and the job is written down
    bool done_before = false;  ///< of this day, or a later one
    std::int64_t accounts = 0;
    std::int64_t minor = 0;
};

/// The same for stored value whose last day has passed.
[[nodiscard]] Result<ValueExpiryChunk> expire_some_value(
    pareto::database::Connection& connection,
    ports::Clock& clock,
    LocalJournal& journal,
    BusinessDate over,
    std::int64_t accounts_max = kLotsOfChunk);

/// What was put on the account of a member who is merged into another, moves to that one's: two
/// entries each, within the caller's transaction. Nothing that is held moves.
[[nodiscard]] Result<void> carry_merged_value(pareto::database::Connection& connection,
                                              ports::Clock& clock,
                                              LocalJournal& journal,
                                              BusinessDate today);

}  // namespace pareto::hq::database

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

}  // namespace pareto::hq::database

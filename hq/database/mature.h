// The daily job that makes pending points usable.
#pragma once

#include <cstdint>

#include "common/database/database.h"
#include "common/ports/clock.h"

namespace pareto::hq::database {

struct MatureRun {
    bool done_before = false;  ///< for this date; nothing was changed
    std::int64_t lots = 0;
    std::int64_t points = 0;
};

/// Every pending lot whose date is `on` or earlier becomes a lot of the same key; a debt is repaid
/// first. One transaction, once for each date; what arrives later matures with the next date.
[[nodiscard]] Result<MatureRun> mature_points(pareto::database::Connection& connection,
                                              ports::Clock& clock,
                                              BusinessDate on);

}  // namespace pareto::hq::database

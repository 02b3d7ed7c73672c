// The daily job that sets the VIP flags from the ranking and feeds the members that changed down to
// the terminals.
#pragma once

#include <cstdint>

#include "common/base/time.h"
#include "common/database/database.h"
#include "common/ports/clock.h"

namespace pareto::hq::database {

struct VipRun {
    bool done_before = false;  ///< the job ran for this date before: nothing was changed
    std::int64_t members = 0;  ///< with positive net spend in the window
    std::int64_t vips = 0;
    std::int64_t entered = 0;
    std::int64_t left = 0;
};

struct VipRule {
    BusinessDate as_of;  ///< the daily job: yesterday
    int window_days = 365;
    int percent = 20;
};

/// One transaction. Idempotent by (job, as_of), so that running it twice, or crashing in it,
/// changes nothing more.
[[nodiscard]] Result<VipRun> set_vip_flags(pareto::database::Connection& connection,
                                           ports::Clock& clock,
                                           const VipRule& rule);

}  // namespace pareto::hq::database

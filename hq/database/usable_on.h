// The day on which HQ looks at lots for a branch: its newest business date, but not after today.
//
// HQ knows no time zones here. West of Greenwich the branch's day ends up to 12 hours after the day
// in UTC, and a lot must be honoured through its last day, so today is what it was 12 hours ago. A
// branch that replays history lives on its own dates.
#pragma once

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/database/database.h"
#include "common/ports/clock.h"

namespace pareto::hq::database {

[[nodiscard]] Result<BusinessDate> usable_on(pareto::database::Connection& connection,
                                             ports::Clock& clock,
                                             BranchId branch);

}  // namespace pareto::hq::database

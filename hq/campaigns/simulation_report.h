// A simulation as a report: one row for all baskets, for each branch, tier and standing, and for
// what came of each rule.
#pragma once

#include "hq/campaigns/past_baskets.h"
#include "hq/campaigns/simulate.h"
#include "hq/reports/report.h"

namespace pareto::hq::campaigns {

[[nodiscard]] reports::Report simulation_report(const loyalty::Campaign& campaign,
                                                const PastPeriod& period,
                                                const Simulator& simulator,
                                                Currency currency);

}  // namespace pareto::hq::campaigns

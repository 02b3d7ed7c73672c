// The figures of the home page, from the roll-ups: how a period went beside two others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/database/database.h"

namespace pareto::hq::api {

/// Of the chain, or of one branch.
struct PeriodFigures {
    std::int64_t net_minor = 0;
    std::int64_t member_minor = 0;
    std::int64_t sales = 0;
    std::int64_t members_active = 0;  ///< who bought at least once

    /// Rounded half up; 0 without sales.
    [[nodiscard]] std::int64_t average_basket_minor() const;
};

/// Both days included.
[[nodiscard]] Result<PeriodFigures> figures_of(pareto::database::Connection& books,
                                               BusinessDate from,
                                               BusinessDate to,
                                               std::optional<BranchId> branch);

struct DayRevenue {
    std::string business_date;
    std::int64_t net_minor = 0;
};

[[nodiscard]] Result<std::vector<DayRevenue>> revenue_by_day(pareto::database::Connection& books,
                                                             BusinessDate from,
                                                             BusinessDate to,
                                                             std::optional<BranchId> branch);

}  // namespace pareto::hq::api

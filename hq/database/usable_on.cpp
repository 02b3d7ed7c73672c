#include "hq/database/usable_on.h"

#include <algorithm>

namespace pareto::hq::database {

Result<BusinessDate> usable_on(pareto::database::Connection& connection,
                               ports::Clock& clock,
                               BranchId branch) {
    const auto day = std::chrono::floor<std::chrono::days>(clock.now() - std::chrono::hours{12});
    const BusinessDate today{std::chrono::sys_days{day}};
    PARETO_TRY(const auto rows,
               connection.execute("select max(business_date) from branch_day where branch_id = $1",
                                  {branch.value}));
    if (rows.empty() || rows[0].is_null(0)) return today;
    const auto newest = parse_date(rows[0].text(0));
    return newest ? std::min(today, *newest) : today;
}

}  // namespace pareto::hq::database

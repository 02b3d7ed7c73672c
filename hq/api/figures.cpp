#include "hq/api/figures.h"

namespace pareto::hq::api {
namespace {

using pareto::database::Connection;
using pareto::database::Value;

std::string of_branch(std::string sql, const std::string& end, std::optional<BranchId> branch) {
    if (branch) sql += " and branch_id = $3";
    return sql + end;
}

std::vector<Value> parameters_of(BusinessDate from,
                                 BusinessDate to,
                                 std::optional<BranchId> branch) {
    std::vector<Value> parameters{to_string(from), to_string(to)};
    if (branch) parameters.emplace_back(branch->value);
    return parameters;
}

}  // namespace

std::int64_t PeriodFigures::average_basket_minor() const {
    if (sales == 0) return 0;
    const std::int64_t half = net_minor < 0 ? -sales / 2 : sales / 2;
    return (net_minor + half) / sales;
}

Result<PeriodFigures> figures_of(Connection& books,
                                 BusinessDate from,
                                 BusinessDate to,
                                 std::optional<BranchId> branch) {
    const std::vector<Value> parameters = parameters_of(from, to, branch);
    PeriodFigures figures;
    PARETO_TRY(const auto days,
               books.execute(of_branch("select coalesce(sum(net_minor), 0), "
                                       "coalesce(sum(member_minor), 0), coalesce(sum(sales), 0) "
                                       "from branch_day where business_date >= $1 and "
                                       "business_date <= $2",
                                       "",
                                       branch),
                             parameters));
    figures.net_minor = days[0].integer(0);
    figures.member_minor = days[0].integer(1);
    figures.sales = days[0].integer(2);
    PARETO_TRY(const auto members,
               books.execute(of_branch("select count(distinct shard_key) from member_day where "
                                       "business_date >= $1 and business_date <= $2 and shard_key "
                                       "> 0 and visits > 0",
                                       "",
                                       branch),
                             parameters));
    figures.members_active = members[0].integer(0);
    return figures;
}

Result<std::vector<DayRevenue>> revenue_by_day(Connection& books,
                                               BusinessDate from,
                                               BusinessDate to,
                                               std::optional<BranchId> branch) {
    PARETO_TRY(const auto rows,
               books.execute(of_branch("select business_date, sum(net_minor) from branch_day where "
                                       "business_date >= $1 and business_date <= $2",
                                       " group by business_date order by business_date",
                                       branch),
                             parameters_of(from, to, branch)));
    std::vector<DayRevenue> days;
    for (const auto& row : rows)
        days.push_back({row.text(0), row.integer(1)});
    return days;
}

}  // namespace pareto::hq::api

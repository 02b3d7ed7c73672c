// What the chain owes in stored value: money that was paid in and not spent yet. The figures are of
// now; the date only says what has expired or does so within a year.
#include <array>

#include "common/database/migrator.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {

Result<Report> make_stored_value_report(pareto::database::Connection& connection,
                                        Currency currency,
                                        const ReportRequest& request) {
    if (!request.branch.empty())
        return fault(FaultCode::Unsupported, "stored value is owed by the chain, not by a branch");
    PARETO_TRY(const Period period, period_of(connection, request));
    PARETO_TRY(
        const auto rows,
        connection.execute(pareto::database::report_sql("stored_value"),
                           {to_string(period.to), to_string(add_days(period.to, kWindowDays))}));
    Report report;
    report.title = "Stored value liability";
    report.currency = currency;
    report.columns = {{"holder", CellKind::Text},
                      {"accounts", CellKind::Count},
                      {"value", CellKind::Money},
                      {"held", CellKind::Money},
                      {"owed_to_us", CellKind::Money},
                      {"past_last_day", CellKind::Money},
                      {"expires_within_a_year", CellKind::Money},
                      {"sold", CellKind::Money},
                      {"spent", CellKind::Money},
                      {"expired", CellKind::Money},
                      {"adjusted", CellKind::Money},
                      {"given", CellKind::Money}};
    std::array<std::int64_t, 11> all{};
    for (const auto& row : rows) {
        std::vector<Cell> cells{row.integer(0) == 0 ? std::string{"gift_cards"}
                                                    : std::string{"members"}};
        for (std::size_t column = 0; column < all.size(); ++column) {
            cells.emplace_back(row.integer(column + 1));
            all[column] += row.integer(column + 1);
        }
        report.rows.push_back(std::move(cells));
    }
    report.headline = {{{"as_of", CellKind::Text}, to_string(period.to)},
                       {{"liability", CellKind::Money}, all[1] + all[2]},
                       {{"accounts", CellKind::Count}, all[0]},
                       {{"owed_to_us", CellKind::Money}, all[3]}};
    return report;
}

}  // namespace pareto::hq::reports

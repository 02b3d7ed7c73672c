// What was given of the gift catalogue, and what is there.
#include "common/database/migrator.h"
#include "common/journal/gift_bodies.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {

Result<Report> make_gifts_report(pareto::database::Connection& connection,
                                 Currency currency,
                                 const ReportRequest& request) {
    if (!request.branch.empty()) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, request.branch));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    PARETO_TRY(const Period period, period_of(connection, request));
    PARETO_TRY(const auto language, hq::database::read_setting(connection, "language"));
    PARETO_TRY(const auto rows,
               connection.execute(pareto::database::report_sql("gifts"),
                                  {to_string(period.from), to_string(period.to), request.branch}));
    Report report;
    report.title = "Gifts";
    report.currency = currency;
    report.columns = {{"branch", CellKind::Text},
                      {"gift", CellKind::Text},
                      {"name", CellKind::Text},
                      {"given", CellKind::Count},
                      {"returned", CellKind::Count},
                      {"points", CellKind::Count},
                      {"cash", CellKind::Money},
                      {"stocked", CellKind::Count},
                      {"stock", CellKind::Count}};
    std::int64_t given = 0, points = 0, cash_minor = 0;
    for (const auto& row : rows) {
        std::string name;
        if (!row.is_null(8)) {
            PARETO_TRY(const auto gift, journal::decode_gift(row.bytes(8)));
            name = loyalty::gift_name(gift, language.value_or("en") != "en");
        }
        given += row.integer(2) - row.integer(3);
        points += row.integer(4);
        cash_minor += row.integer(5);
        report.rows.push_back({row.text(0),
                               row.text(1),
                               name,
                               row.integer(2),
                               row.integer(3),
                               row.integer(4),
                               row.integer(5),
                               row.integer(6),
                               row.integer(7)});
    }
    report.headline = {{{"from", CellKind::Text}, to_string(period.from)},
                       {{"to", CellKind::Text}, to_string(period.to)},
                       {{"given", CellKind::Count}, given},
                       {{"points", CellKind::Count}, points},
                       {{"cash", CellKind::Money}, cash_minor}};
    return report;
}

}  // namespace pareto::hq::reports

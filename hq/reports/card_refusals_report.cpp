// Cards that did not prove what they posed as: clones, copies, cards that are worn out or belong to
// another chain.
#include "common/database/migrator.h"
#include "hq/database/card_orders.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {

Result<Report> make_card_refusals_report(pareto::database::Connection& connection,
                                         Currency currency,
                                         const ReportRequest& request) {
    if (!request.branch.empty()) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, request.branch));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    PARETO_TRY(const auto rows,
               connection.execute(pareto::database::report_sql("card_refusals"), {request.branch}));
    Report report;
    report.title = "Cards that were refused";
    report.currency = currency;
    report.headline = {
        {{"refusals", CellKind::Count}, static_cast<std::int64_t>(rows.size())},
    };
    report.columns = {{"entry", CellKind::Text},
                      {"branch", CellKind::Text},
                      {"terminal", CellKind::Text},
                      {"refused_on", CellKind::Text},
                      {"card", CellKind::Text},
                      {"member", CellKind::Text},
                      {"reason", CellKind::Text}};
    for (const auto& row : rows) {
        const EntryId entry{row.integer(0)};
        const BusinessDate day{std::chrono::floor<std::chrono::days>(from_ms(row.integer(3)))};
        report.rows.push_back(
            {std::to_string(entry.registration()) + ":" + std::to_string(entry.sequence()),
             row.text(1),
             row.text(2),
             to_string(day),
             row.text(5).empty() ? hq::database::short_key(row.bytes(4)) : row.text(5),
             row.text(6),
             row.text(7)});
    }
    return report;
}

}  // namespace pareto::hq::reports

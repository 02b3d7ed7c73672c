// What a person has to settle: entries that break a rule, and journals with two histories.
#include "common/database/migrator.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {
namespace {

// As terminals and their logs name it.
std::string name_of(EntryId id) {
    return std::to_string(id.registration()) + ":" + std::to_string(id.sequence());
}

std::string day_of(std::int64_t ms) {
    return to_string(BusinessDate{std::chrono::floor<std::chrono::days>(from_ms(ms))});
}

Result<pareto::database::Rows> ask(pareto::database::Connection& connection,
                                   std::string_view question,
                                   const ReportRequest& request) {
    if (!request.branch.empty()) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, request.branch));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    return connection.execute(pareto::database::report_sql(question), {request.branch});
}

}  // namespace

Result<Report> make_suspense_report(pareto::database::Connection& connection,
                                    Currency currency,
                                    const ReportRequest& request) {
    PARETO_TRY(const auto rows, ask(connection, "suspense", request));
    Report report;
    report.title = "Entries in suspense";
    report.currency = currency;
    report.headline = {
        {{"entries", CellKind::Count}, static_cast<std::int64_t>(rows.size())},
    };
    report.columns = {{"entry", CellKind::Text},
                      {"branch", CellKind::Text},
                      {"terminal", CellKind::Text},
                      {"opened_on", CellKind::Text},
                      {"reason", CellKind::Text},
                      {"detail", CellKind::Text}};
    for (const auto& row : rows) {
        report.rows.push_back({name_of(EntryId{row.integer(0)}),
                               row.text(4),
                               row.text(5),
                               day_of(row.integer(3)),
                               row.text(1),
                               row.text(2)});
    }
    return report;
}

Result<Report> make_fork_report(pareto::database::Connection& connection,
                                Currency currency,
                                const ReportRequest& request) {
    PARETO_TRY(const auto rows, ask(connection, "forks", request));
    Report report;
    report.title = "Journals with two histories";
    report.currency = currency;
    report.headline = {
        {{"journals", CellKind::Count}, static_cast<std::int64_t>(rows.size())},
    };
    report.columns = {{"branch", CellKind::Text},
                      {"terminal", CellKind::Text},
                      {"standing", CellKind::Text},
                      {"parts_at", CellKind::Text},
                      {"entries", CellKind::Count},
                      {"detected_on", CellKind::Text}};
    for (const auto& row : rows) {
        const auto registration = static_cast<Registration>(row.integer(0));
        report.rows.push_back({row.text(1),
                               row.text(2),
                               row.text(6),
                               name_of(EntryId::of(registration, row.integer(3))),
                               row.integer(4),
                               day_of(row.integer(5))});
    }
    return report;
}

}  // namespace pareto::hq::reports

// What may be redeemed, and was, while HQ was out of reach.
#include <string>

#include "common/database/migrator.h"
#include "common/sync/feed.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {
namespace {

Result<loyalty::OfflineLimits> current_limits(pareto::database::Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from rule_set order by version desc limit 1"));
    if (rows.empty()) return loyalty::OfflineLimits{};
    PARETO_TRY(const auto change, sync::decode_rules(rows[0].bytes(0)));
    return change.rules.offline;
}

std::string contact(std::int64_t seen_ms) {
    if (seen_ms == 0) return "never";
    return to_string(BusinessDate{std::chrono::floor<std::chrono::days>(from_ms(seen_ms))});
}

}  // namespace

Result<Report> make_exposure_report(pareto::database::Connection& connection,
                                    Currency currency,
                                    const ReportRequest& request) {
    if (!request.branch.empty()) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, request.branch));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    PARETO_TRY(const loyalty::OfflineLimits limits, current_limits(connection));
    const std::int64_t stand_in =
        limits.enabled ? limits.terminal_points.value + limits.terminal_secure_points.value : 0;
    PARETO_TRY(const auto rows,
               connection.execute(pareto::database::report_sql("exposure"), {request.branch}));
    Report report;
    report.title = "Redeeming without HQ";
    report.currency = currency;
    report.columns = {{"branch", CellKind::Text},
                      {"terminal", CellKind::Text},
                      {"standing", CellKind::Text},
                      {"last_contact", CellKind::Text},
                      {"allowances", CellKind::Count},
                      {"limit_points", CellKind::Count},
                      {"spent_points", CellKind::Count},
                      {"unspent_points", CellKind::Count},
                      {"stand_in_points", CellKind::Count},
                      {"stand_in_limit", CellKind::Count},
                      {"overdraft_points", CellKind::Count}};
    std::int64_t unspent = 0, overdraft = 0;
    for (const auto& row : rows) {
        const std::string& standing = row.text(2);
        // The allowances of others are frozen: neither topped up nor given back without a person.
        const bool trusted = standing == "enrolled";
        report.rows.push_back({row.text(0),
                               row.text(1),
                               trusted ? standing : standing + " (frozen)",
                               contact(row.integer(3)),
                               row.integer(4),
                               row.integer(5),
                               row.integer(6),
                               row.integer(5) - row.integer(6),
                               row.integer(7),
                               stand_in,
                               row.integer(8)});
        unspent += row.integer(5) - row.integer(6);
        overdraft += row.integer(8);
    }
    report.headline = {
        {{"terminals", CellKind::Count}, static_cast<std::int64_t>(rows.size())},
        {{"unspent_points", CellKind::Count}, unspent},
        {{"overdraft_points", CellKind::Count}, overdraft},
    };
    return report;
}

}  // namespace pareto::hq::reports

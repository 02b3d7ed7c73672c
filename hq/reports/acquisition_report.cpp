// New members by campaign and home branch, and what each of them cost.
#include "common/database/migrator.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {
namespace {

using pareto::database::Row;

constexpr std::size_t kCampaign = 0;
constexpr std::size_t kName = 1;
constexpr std::size_t kBranch = 2;
constexpr std::size_t kMembers = 3;
constexpr std::size_t kPoints = 4;
constexpr std::size_t kCost = 5;

/// What was given, points at their worth.
std::int64_t cost_of(const Row& row, const loyalty::RuleSet& rules) {
    return row.integer(kCost) + loyalty::worth(Points{row.integer(kPoints)}, rules);
}

Cell per_member(std::int64_t minor, std::int64_t members) {
    const auto share = scale(minor, {1, members}, Rounding::HalfAwayFromZero);
    return share ? Cell{*share} : Cell{};
}

}  // namespace

Result<Report> make_acquisition_report(pareto::database::Connection& connection,
                                       Currency currency,
                                       const ReportRequest& request) {
    if (!request.branch.empty()) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, request.branch));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    PARETO_TRY(const Period period, period_of(connection, request));
    PARETO_TRY(const loyalty::RuleSet rules, hq::database::current_rules(connection));
    PARETO_TRY(const auto rows,
               connection.execute(pareto::database::report_sql("acquisition"),
                                  {to_string(period.from), to_string(period.to)}));
    Report report;
    report.title = "New members by campaign";
    report.currency = currency;
    report.columns = {{"campaign", CellKind::Id},
                      {"name", CellKind::Text},
                      {"branch", CellKind::Text},
                      {"new_members", CellKind::Count},
                      {"points", CellKind::Count},
                      {"cost", CellKind::Money},
                      {"cost_per_member", CellKind::Money}};
    for (const Row& row : rows) {
        if (!request.branch.empty() && row.text(kBranch) != request.branch) continue;
        const std::int64_t cost = cost_of(row, rules);
        const std::int64_t members = row.integer(kMembers);
        const std::int64_t campaign = row.integer(kCampaign);
        report.rows.push_back({campaign == 0 ? Cell{} : Cell{campaign},
                               row.text(kName),
                               row.text(kBranch),
                               members,
                               row.integer(kPoints),
                               cost,
                               per_member(cost, members)});
    }
    report.headline = {{{"from", CellKind::Text}, to_string(period.from)},
                       {{"to", CellKind::Text}, to_string(period.to)}};
    return report;
}

}  // namespace pareto::hq::reports

// What the programme owes in points, and whose tiers changed.
//
// Breakage is an ESTIMATE of points that will never be redeemed; what expired is a fact and told
// apart. Method "expired cohorts": of all cohorts (lots by the month in which HQ received what gave
// them) that can no longer be used as of the day, the redemption rate is redeemed ÷ given. A cohort
// that is still open is taken to end at that rate: what of it will not be redeemed by then is
// breakage, never less than nothing and never more than what is left. Without an expired cohort
// there is no estimate.
#include <algorithm>
#include <map>

#include "common/database/migrator.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {
namespace {

struct Cohort {
    std::int64_t given = 0;
    std::int64_t redeemed = 0;
    std::int64_t expired = 0;
    std::int64_t remaining = 0;
    std::string last_day;  ///< on which any of it can be used
};

struct Liability {
    std::map<std::string, Cohort> cohorts;            ///< by "2026-03"
    std::map<std::string, std::int64_t> by_expiry;    ///< left, by month of the last day
    Ratio rate;                                       ///< of the expired cohorts
};

Result<Liability> read_liability(pareto::database::Connection& connection, BusinessDate as_of) {
    Liability liability;
    PARETO_TRY(const auto rows,
               connection.execute(pareto::database::report_sql("lots_by_cohort")));
    for (const auto& row : rows) {
        const BusinessDate day = from_day_number(static_cast<std::int32_t>(row.integer(0)));
        Cohort& cohort = liability.cohorts[to_string(day).substr(0, 7)];
        cohort.given += row.integer(2);
        cohort.redeemed += row.integer(3);
        cohort.expired += row.integer(4);
        cohort.remaining += row.integer(5);
        cohort.last_day = std::max(cohort.last_day, row.text(6));
        if (row.integer(5) != 0) liability.by_expiry[row.text(1)] += row.integer(5);
    }
    for (const auto& [month, cohort] : liability.cohorts) {
        if (cohort.last_day >= to_string(as_of)) continue;
        liability.rate.part += cohort.redeemed;
        liability.rate.whole += cohort.given;
    }
    return liability;
}

/// Nothing without an expired cohort.
std::optional<std::int64_t> breakage(const Cohort& cohort, const Ratio& rate) {
    if (rate.whole <= 0) return std::nullopt;
    const Rational share{std::clamp<std::int64_t>(rate.part, 0, rate.whole), rate.whole};
    const std::int64_t in_the_end =
        scale(std::max<std::int64_t>(cohort.given, 0), share, Rounding::HalfAwayFromZero)
            .value_or(0);
    const std::int64_t to_come = std::max<std::int64_t>(in_the_end - cohort.redeemed, 0);
    return std::clamp<std::int64_t>(cohort.remaining - to_come, 0, cohort.remaining);
}

Cell cell_of(std::optional<std::int64_t> value) {
    return value ? Cell{*value} : Cell{};
}

}  // namespace

Result<Report> make_liability_report(pareto::database::Connection& connection,
                                     Currency currency,
                                     const ReportRequest& request) {
    if (!request.branch.empty())
        return fault(FaultCode::Unsupported, "points are owed by the chain, not by a branch");
    PARETO_TRY(const Period period, period_of(connection, request));
    PARETO_TRY(const loyalty::RuleSet rules, hq::database::current_rules(connection));
    PARETO_TRY(const Liability liability, read_liability(connection, period.to));
    const auto worth = [&](std::int64_t points) {
        return loyalty::worth(Points{points}, rules);
    };
    Report report;
    report.title = "Points liability";
    report.currency = currency;
    report.columns = {{"kind", CellKind::Text},
                      {"month", CellKind::Text},
                      {"given", CellKind::Count},
                      {"redeemed", CellKind::Count},
                      {"expired", CellKind::Count},
                      {"outstanding", CellKind::Count},
                      {"worth", CellKind::Money},
                      {"redemption_rate", CellKind::Share},
                      {"breakage_estimate", CellKind::Count}};
    Cohort all;
    std::optional<std::int64_t> all_breakage;
    for (const auto& [month, cohort] : liability.cohorts) {
        const auto lost = breakage(cohort, liability.rate);
        if (lost) all_breakage = all_breakage.value_or(0) + *lost;
        all.given += cohort.given;
        all.redeemed += cohort.redeemed;
        all.expired += cohort.expired;
        all.remaining += cohort.remaining;
        report.rows.push_back({std::string{"given_in"},
                               month,
                               cohort.given,
                               cohort.redeemed,
                               cohort.expired,
                               cohort.remaining,
                               worth(cohort.remaining),
                               Ratio{cohort.redeemed, cohort.given},
                               cell_of(lost)});
    }
    for (const auto& [month, points] : liability.by_expiry) {
        report.rows.push_back({std::string{"expires_in"},
                               month,
                               Cell{},
                               Cell{},
                               Cell{},
                               points,
                               worth(points),
                               Cell{},
                               Cell{}});
    }
    report.headline = {{{"as_of", CellKind::Text}, to_string(period.to)},
                       {{"outstanding", CellKind::Count}, all.remaining},
                       {{"worth", CellKind::Money}, worth(all.remaining)},
                       {{"given", CellKind::Count}, all.given},
                       {{"redeemed", CellKind::Count}, all.redeemed},
                       {{"expired", CellKind::Count}, all.expired},
                       {{"redemption_rate", CellKind::Share}, Ratio{all.redeemed, all.given}},
                       {{"breakage_method", CellKind::Text}, std::string{"expired cohorts"}},
                       {{"expired_cohorts_rate", CellKind::Share}, liability.rate},
                       {{"breakage_estimate", CellKind::Count}, cell_of(all_breakage)}};
    return report;
}

Result<Report> make_tier_report(pareto::database::Connection& connection,
                                Currency currency,
                                const ReportRequest& request) {
    if (!request.branch.empty()) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, request.branch));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    PARETO_TRY(const Period period, period_of(connection, request));
    PARETO_TRY(const auto rows,
               connection.execute(pareto::database::report_sql("tier_changes"),
                                  {to_string(period.from), to_string(period.to), request.branch}));
    Report report;
    report.title = "Changes of tiers";
    report.currency = currency;
    report.headline = {{{"from", CellKind::Text}, to_string(period.from)},
                       {{"to", CellKind::Text}, to_string(period.to)},
                       {{"changes", CellKind::Count}, static_cast<std::int64_t>(rows.size())}};
    report.columns = {{"date", CellKind::Text},
                      {"member", CellKind::Text},
                      {"branch", CellKind::Text},
                      {"from_tier", CellKind::Text},
                      {"to_tier", CellKind::Text},
                      {"reason", CellKind::Text},
                      {"basis", CellKind::Text},
                      {"figure", CellKind::Count},
                      {"threshold", CellKind::Count},
                      {"period_from", CellKind::Text},
                      {"period_to", CellKind::Text},
                      {"rules", CellKind::Count}};
    for (const auto& row : rows) {
        std::vector<Cell> cells;
        for (std::size_t column = 0; column < report.columns.size(); ++column) {
            cells.push_back(report.columns[column].kind == CellKind::Count
                                ? Cell{row.integer(column)}
                                : Cell{row.text(column)});
        }
        report.rows.push_back(std::move(cells));
    }
    return report;
}

}  // namespace pareto::hq::reports

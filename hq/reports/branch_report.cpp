// The branch report: daily figures added up, beside those of the period before.
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "common/database/migrator.h"
#include "hq/database/ranking.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {
namespace {

struct BranchFigures {
    std::int64_t sales = 0;
    std::int64_t returns = 0;
    std::int64_t net_minor = 0;
    std::int64_t member_minor = 0;
    std::int64_t points_earned = 0;
    std::int64_t points_redeemed = 0;
    std::int64_t members_active = 0;
    std::int64_t member_visits = 0;
    std::int64_t new_members = 0;
    std::int64_t vip_minor = 0;

    [[nodiscard]] std::int64_t revisits() const { return member_visits - members_active; }
};

using FiguresByBranch = std::map<std::string, BranchFigures>;
using Vips = std::unordered_set<std::int64_t>;

Result<FiguresByBranch> read_figures(pareto::database::Connection& connection,
                                     const Period& period,
                                     const Vips& vips) {
    using pareto::database::report_sql;
    const std::initializer_list<pareto::database::Value> dates{to_string(period.from),
                                                               to_string(period.to)};
    FiguresByBranch figures;
    PARETO_TRY(const auto days, connection.execute(report_sql("branch_figures"), dates));
    for (const auto& row : days) {
        figures[row.text(0)] = BranchFigures{.sales = row.integer(1),
                                             .returns = row.integer(2),
                                             .net_minor = row.integer(3),
                                             .member_minor = row.integer(4),
                                             .points_earned = row.integer(5),
                                             .points_redeemed = row.integer(6)};
    }
    PARETO_TRY(const auto members, connection.execute(report_sql("branch_members"), dates));
    for (const auto& row : members) {
        BranchFigures& branch = figures[row.text(0)];
        const std::int64_t visits = row.integer(3);
        branch.members_active += visits > 0 ? 1 : 0;
        branch.member_visits += visits;
        if (vips.contains(row.integer(1))) branch.vip_minor += row.integer(2);
    }
    PARETO_TRY(const auto first, connection.execute(report_sql("first_purchases"), dates));
    std::unordered_map<std::int64_t, std::string> branch_of_first;
    for (const auto& row : first) {
        const auto [known, is_new] = branch_of_first.try_emplace(row.integer(0), row.text(1));
        if (!is_new && row.text(1) < known->second) known->second = row.text(1);
    }
    for (const auto& [member, branch] : branch_of_first)
        ++figures[branch].new_members;
    return figures;
}

Cell growth(std::int64_t now, std::int64_t before) {
    if (before <= 0) return std::monostate{};
    return Ratio{now - before, before};
}

Cell share(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return std::monostate{};
    return Ratio{part, whole};
}

Cell average(std::int64_t total, std::int64_t count) {
    if (count <= 0) return std::monostate{};
    const auto mean = scale(total, Rational{1, count}, Rounding::HalfAwayFromZero);
    if (!mean) return std::monostate{};
    return *mean;
}

std::vector<Column> branch_columns() {
    return {{"branch", CellKind::Text},
            {"sales", CellKind::Count},
            {"returns", CellKind::Count},
            {"net_revenue", CellKind::Money},
            {"member_revenue", CellKind::Money},
            {"member_share", CellKind::Share},
            {"members_active", CellKind::Count},
            {"new_members", CellKind::Count},
            {"visits", CellKind::Count},
            {"average_basket", CellKind::Money},
            {"points_earned", CellKind::Count},
            {"points_redeemed", CellKind::Count},
            {"vip_revenue", CellKind::Money},
            {"revenue_growth", CellKind::Growth},
            {"revisit_growth", CellKind::Growth},
            {"member_spend_growth", CellKind::Growth}};
}

std::vector<Cell> row_of(const std::string& code,
                         const BranchFigures& now,
                         const BranchFigures& before) {
    return {code,
            now.sales,
            now.returns,
            now.net_minor,
            now.member_minor,
            share(now.member_minor, now.net_minor),
            now.members_active,
            now.new_members,
            now.sales,
            average(now.net_minor, now.sales),
            now.points_earned,
            now.points_redeemed,
            now.vip_minor,
            growth(now.net_minor, before.net_minor),
            growth(now.revisits(), before.revisits()),
            growth(now.member_minor, before.member_minor)};
}

}  // namespace

Result<Report> make_branch_report(pareto::database::Connection& connection,
                                  Currency currency,
                                  const ReportRequest& request) {
    PARETO_TRY(const Period period, period_of(connection, request));
    if (!request.branch.empty()) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, request.branch));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    const int window = request.window_days.value_or(kWindowDays);
    PARETO_TRY(
        const auto ranking,
        hq::database::rank_members(connection, {period.to, window, request.percent, std::nullopt}));
    Vips vips;
    for (std::int64_t index = 0; index < ranking.vips; ++index) {
        vips.insert(ranking.members[static_cast<std::size_t>(index)].member.value);
    }
    PARETO_TRY(const auto now, read_figures(connection, period, vips));
    const Period earlier{add_days(period.from, -period.days()), add_days(period.from, -1)};
    PARETO_TRY(const auto before, read_figures(connection, earlier, {}));

    Report report;
    report.title = "Branches";
    report.currency = currency;
    report.columns = branch_columns();
    BranchFigures total;
    for (const auto& [code, figures] : now) {
        if (!request.branch.empty() && code != request.branch) continue;
        const auto found = before.find(code);
        report.rows.push_back(
            row_of(code, figures, found == before.end() ? BranchFigures{} : found->second));
        total.sales += figures.sales;
        total.returns += figures.returns;
        total.net_minor += figures.net_minor;
        total.member_minor += figures.member_minor;
        total.vip_minor += figures.vip_minor;
    }
    report.headline = {
        {{"from", CellKind::Text}, to_string(period.from)},
        {{"to", CellKind::Text}, to_string(period.to)},
        {{"branches", CellKind::Count}, static_cast<std::int64_t>(report.rows.size())},
        {{"sales", CellKind::Count}, total.sales},
        {{"returns", CellKind::Count}, total.returns},
        {{"net_revenue", CellKind::Money}, total.net_minor},
        {{"member_revenue", CellKind::Money}, total.member_minor},
        {{"vip_revenue", CellKind::Money}, total.vip_minor},
    };
    return report;
}

}  // namespace pareto::hq::reports

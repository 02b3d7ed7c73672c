// The VIP report: the ranking of the members, and what changed in it.
#include <unordered_map>
#include <unordered_set>

#include "hq/database/ranking.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {
namespace {

constexpr int kChangeDays = 30;

struct Changes {
    std::unordered_set<std::int64_t> vips_before;
    std::unordered_map<std::int64_t, std::int64_t>
        kept_spend;  ///< what of the spend is still in the window later
    bool kept_spend_known = false;
};

Result<Changes> find_changes(pareto::database::Connection& connection,
                             const hq::database::RankingRequest& now) {
    Changes changes;
    hq::database::RankingRequest before = now;
    before.as_of = add_days(now.as_of, -kChangeDays);
    PARETO_TRY(const auto then, hq::database::rank_members(connection, before));
    for (std::int64_t index = 0; index < then.vips; ++index) {
        changes.vips_before.insert(then.members[static_cast<std::size_t>(index)].member.value);
    }
    if (now.window_days <= kChangeDays) return changes;
    hq::database::RankingRequest later = now;
    later.window_days = now.window_days - kChangeDays;
    PARETO_TRY(const auto kept, hq::database::rank_members(connection, later));
    for (const auto& member : kept.members)
        changes.kept_spend[member.member.value] = member.net_spend_minor;
    changes.kept_spend_known = true;
    return changes;
}

std::string status_of(const Changes& changes,
                      const hq::database::RankedMember& member,
                      std::int64_t threshold) {
    if (!changes.vips_before.contains(member.member.value)) return "entered";
    if (!changes.kept_spend_known) return "vip";
    const auto kept = changes.kept_spend.find(member.member.value);
    const std::int64_t spend = kept == changes.kept_spend.end() ? 0 : kept->second;
    return spend < threshold ? "at_risk" : "vip";
}

std::vector<Column> vip_columns() {
    return {{"rank", CellKind::Count},
            {"member", CellKind::Id},
            {"card", CellKind::Text},
            {"name", CellKind::Text},
            {"net_spend", CellKind::Money},
            {"visits", CellKind::Count},
            {"last_visit", CellKind::Text},
            {"share", CellKind::Share},
            {"cumulative_share", CellKind::Share},
            {"status", CellKind::Text}};
}

}  // namespace

Result<Report> make_vip_report(pareto::database::Connection& connection,
                               Currency currency,
                               const ReportRequest& request) {
    PARETO_TRY(const Period period, period_of(connection, request));
    hq::database::RankingRequest ranked{period.to, period.days(), request.percent, std::nullopt};
    if (!request.branch.empty()) {
        PARETO_TRY(ranked.branch, hq::database::find_branch(connection, request.branch));
        if (!ranked.branch)
            return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    PARETO_TRY(const auto ranking, hq::database::rank_members(connection, ranked));
    PARETO_TRY(const Changes changes, find_changes(connection, ranked));

    Report report;
    report.title =
        "VIP members" + (request.branch.empty() ? std::string{} : " of branch " + request.branch);
    report.currency = currency;
    report.columns = vip_columns();
    std::int64_t cumulative = 0;
    std::int64_t entered = 0;
    std::int64_t at_risk = 0;
    std::unordered_set<std::int64_t> vips_now;
    for (std::int64_t index = 0; index < ranking.vips; ++index) {
        const auto& member = ranking.members[static_cast<std::size_t>(index)];
        cumulative += member.net_spend_minor;
        vips_now.insert(member.member.value);
        std::string status = status_of(changes, member, ranking.threshold_minor);
        entered += status == "entered" ? 1 : 0;
        at_risk += status == "at_risk" ? 1 : 0;
        report.rows.push_back({index + 1,
                               member.member.value,
                               member.card_number,
                               member.name,
                               member.net_spend_minor,
                               member.visits,
                               to_string(member.last_visit),
                               Ratio{member.net_spend_minor, ranking.total_revenue_minor},
                               Ratio{cumulative, ranking.total_revenue_minor},
                               std::move(status)});
    }
    std::int64_t dropped_out = 0;
    for (const std::int64_t member : changes.vips_before)
        dropped_out += vips_now.contains(member) ? 0 : 1;
    report.headline = {
        {{"as_of", CellKind::Text}, to_string(period.to)},
        {{"window_days", CellKind::Count}, std::int64_t{period.days()}},
        {{"percent", CellKind::Count}, std::int64_t{request.percent}},
        {{"members", CellKind::Count}, static_cast<std::int64_t>(ranking.members.size())},
        {{"vips", CellKind::Count}, ranking.vips},
        {{"threshold", CellKind::Money}, ranking.threshold_minor},
        {{"vip_revenue", CellKind::Money}, ranking.vip_revenue_minor},
        {{"total_revenue", CellKind::Money}, ranking.total_revenue_minor},
        {{"vip_revenue_share", CellKind::Share},
         Ratio{ranking.vip_revenue_minor, ranking.total_revenue_minor}},
        {{"entered", CellKind::Count}, entered},
        {{"dropped_out", CellKind::Count}, dropped_out},
        {{"at_risk", CellKind::Count}, at_risk},
    };
    return report;
}

}  // namespace pareto::hq::reports

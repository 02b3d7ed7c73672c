// The page of the best customers: Pareto curve, table, who came and who left.
#include <algorithm>

#include "hq/api/api.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/api/vips.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::api {
namespace {

constexpr std::int64_t kCurvePoints = 100;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

/// For each percent of the members, from the best on, the share of the revenue that they bring.
boost::json::array curve_of(const hq::database::Ranking& ranking) {
    boost::json::array curve;
    const auto count = static_cast<std::int64_t>(ranking.members.size());
    std::int64_t taken = 0;
    std::int64_t revenue = 0;
    for (std::int64_t point = 0; point <= kCurvePoints; ++point) {
        for (; taken < (count * point + kCurvePoints - 1) / kCurvePoints; ++taken)
            revenue += ranking.members[static_cast<std::size_t>(taken)].net_spend_minor;
        curve.push_back(
            boost::json::array{point, json_share({revenue, ranking.total_revenue_minor})});
    }
    return curve;
}

boost::json::object row_json(const VipRow& row, std::int64_t total) {
    boost::json::object json{{"rank", row.rank},
                             {"member", text(row.member.member_number)},
                             {"card", text(row.member.card_number)},
                             {"name", text(row.member.name)},
                             {"net_spend", row.member.net_spend_minor},
                             {"visits", row.member.visits},
                             {"last_visit", text(to_string(row.member.last_visit))},
                             {"share", json_share({row.member.net_spend_minor, total})},
                             {"status", text(row.status)},
                             {"kept", row.kept_minor}};
    if (row.rank == 0) json["rank"] = nullptr;
    json["before_rank"] = nullptr;
    json["before_net_spend"] = nullptr;
    if (row.before) {
        json["before_rank"] = row.before->rank;
        json["before_net_spend"] = row.before->net_spend_minor;
    }
    return json;
}

boost::json::array rows_json(const std::vector<VipRow>& rows,
                             std::int64_t total,
                             const std::string& status,
                             std::int64_t limit) {
    boost::json::array list;
    for (const VipRow& row : rows) {
        if (!status.empty() && row.status != status) continue;
        if (static_cast<std::int64_t>(list.size()) >= limit) break;
        list.push_back(row_json(row, total));
    }
    return list;
}

}  // namespace

Answer show_vips(Call& call) {
    PARETO_TRY(const auto as_of, date_in(call.request, "as_of"));
    PARETO_TRY(const std::int64_t window,
               number_in(call.request, "window_days", {1, 36'500, reports::kWindowDays}));
    PARETO_TRY(const std::int64_t percent, number_in(call.request, "percent", {1, 100, 20}));
    PARETO_TRY(const std::int64_t limit, number_in(call.request, "limit", {1, 10'000, 2'000}));
    const std::string status = call.request.parameter("status");
    reports::ReportRequest asked;
    asked.as_of = as_of;
    asked.window_days = static_cast<int>(window);
    PARETO_ASK(const reports::Period period, reports::period_of(call.books, asked));
    hq::database::RankingRequest request{
        period.to, static_cast<int>(window), static_cast<int>(percent), std::nullopt};
    if (!call.branch.empty()) {
        PARETO_ASK(request.branch, hq::database::find_branch(call.books, call.branch));
        if (!request.branch) return problem(404, "unknown", "There is no such branch", {});
    }
    PARETO_ASK(const Vips vips, find_vips(call.books, request));
    const std::int64_t total = vips.now.total_revenue_minor;
    boost::json::object body{{"as_of", text(to_string(period.to))},
                             {"window_days", window},
                             {"percent", percent},
                             {"branch", text(call.branch)},
                             {"members", static_cast<std::int64_t>(vips.now.members.size())},
                             {"vips", vips.now.vips},
                             {"threshold", vips.now.threshold_minor},
                             {"threshold_before", vips.threshold_before_minor},
                             {"vip_revenue", vips.now.vip_revenue_minor},
                             {"total_revenue", total},
                             {"vip_revenue_share", json_share({vips.now.vip_revenue_minor, total})},
                             {"entered", vips.entered},
                             {"left_count", static_cast<std::int64_t>(vips.left.size())},
                             {"at_risk", vips.at_risk}};
    body["curve"] = curve_of(vips.now);
    body["rows"] = rows_json(vips.rows, total, status == "left" ? "vip" : status, limit);
    body["left"] = rows_json(vips.left, total, "", limit);
    return json_answer(body);
}

}  // namespace pareto::hq::api

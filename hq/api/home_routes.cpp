// Home: how are we doing, who matters, what needs me.
#include <algorithm>

#include "hq/api/api.h"
#include "hq/api/figures.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/api/vips.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::api {
namespace {

using access::Role;
using pareto::database::Connection;

constexpr int kPeriodDays = 30;
constexpr int kYearDays = 364;  ///< the same days of the week
constexpr std::size_t kNamed = 5;
constexpr std::int64_t kSilentMs = 24LL * 3'600'000;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

struct Compared {
    PeriodFigures now, before, year;
};

boost::json::object figure_json(const char* name,
                                const char* kind,
                                const Compared& all,
                                std::int64_t (*value)(const PeriodFigures&)) {
    return {{"name", name},
            {"kind", kind},
            {"now", value(all.now)},
            {"before", value(all.before)},
            {"year", value(all.year)}};
}

boost::json::array figures_json(const Compared& all) {
    boost::json::array figures;
    figures.push_back(figure_json(
        "net_revenue", "money", all, [](const PeriodFigures& one) { return one.net_minor; }));
    figures.push_back(
        figure_json("visits", "count", all, [](const PeriodFigures& one) { return one.sales; }));
    figures.push_back(figure_json("average_basket", "money", all, [](const PeriodFigures& one) {
        return one.average_basket_minor();
    }));
    figures.push_back(figure_json("members_active", "count", all, [](const PeriodFigures& one) {
        return one.members_active;
    }));
    boost::json::object share{{"name", "member_share"}, {"kind", "share"}};
    share["now"] = json_share({all.now.member_minor, all.now.net_minor});
    share["before"] = json_share({all.before.member_minor, all.before.net_minor});
    share["year"] = json_share({all.year.member_minor, all.year.net_minor});
    figures.push_back(std::move(share));
    return figures;
}

boost::json::array named(const std::vector<VipRow>& rows, const std::string& status) {
    boost::json::array list;
    for (const VipRow& row : rows) {
        if (row.status != status || list.size() >= kNamed) continue;
        list.push_back(boost::json::object{{"member", text(row.member.member_number)},
                                           {"name", text(row.member.name)},
                                           {"net_spend", row.member.net_spend_minor},
                                           {"last_visit", text(to_string(row.member.last_visit))}});
    }
    return list;
}

Result<boost::json::object> who_matters(Connection& books,
                                        BusinessDate as_of,
                                        std::optional<BranchId> branch) {
    PARETO_TRY(const Vips vips, find_vips(books, {as_of, reports::kWindowDays, 20, branch}));
    return boost::json::object{
        {"members", static_cast<std::int64_t>(vips.now.members.size())},
        {"vips", vips.now.vips},
        {"vip_revenue_share",
         json_share({vips.now.vip_revenue_minor, vips.now.total_revenue_minor})},
        {"entered", vips.entered},
        {"left", static_cast<std::int64_t>(vips.left.size())},
        {"at_risk", vips.at_risk},
        {"entered_names", named(vips.rows, "entered")},
        {"left_names", named(vips.left, "left")},
        {"at_risk_names", named(vips.rows, "at_risk")}};
}

Result<std::int64_t> count(Connection& books, const char* sql) {
    PARETO_TRY(const auto rows, books.execute(sql));
    return rows[0].integer(0);
}

Result<std::int64_t> silent_terminals(Call& call) {
    PARETO_TRY(const auto rows,
               call.books.execute(
                   "select b.code from terminal t join branch b on b.branch_id = t.branch_id where "
                   "t.standing = 'enrolled' and t.last_seen_ms < $1",
                   {to_ms(call.api.clock().now()) - kSilentMs}));
    return std::count_if(
        rows.begin(), rows.end(), [&](const auto& row) { return call.reach.has(row.text(0)); });
}

/// Each is one click from the doing; what is nobody's business here is not counted.
Result<boost::json::array> what_needs_me(Call& call) {
    const Role role = call.session->user.role;
    boost::json::array needs;
    const auto add = [&](const char* kind, std::int64_t number) {
        if (number > 0) needs.push_back(boost::json::object{{"kind", kind}, {"count", number}});
    };
    if (role != Role::Marketing) {
        PARETO_TRY(const std::int64_t silent, silent_terminals(call));
        add("silent_terminals", silent);
    }
    if (role == Role::Operations || role == Role::Auditor || role == Role::Admin) {
        PARETO_TRY(const std::int64_t waiting,
                   count(call.books, "select count(*) from suspense where settled_ms is null"));
        add("suspense", waiting);
        PARETO_TRY(const std::int64_t forks,
                   count(call.books, "select count(distinct registration) from fork"));
        add("forks", forks);
        PARETO_TRY(const std::int64_t renewals,
                   count(call.books, "select count(*) from terminal where renewal = 'requested'"));
        add("renewals", renewals);
    }
    if (role == Role::Marketing || role == Role::Admin) {
        PARETO_TRY(
            const std::int64_t simulated,
            count(call.books, "select count(*) from campaign_version where state = 'simulated'"));
        add("approvals", simulated);
    }
    return needs;
}

}  // namespace

Answer show_home(Call& call) {
    PARETO_TRY(const auto as_of, date_in(call.request, "as_of"));
    reports::ReportRequest asked;
    asked.as_of = as_of;
    asked.window_days = kPeriodDays;
    PARETO_ASK(const reports::Period period, reports::period_of(call.books, asked));
    std::optional<BranchId> branch;
    if (!call.branch.empty()) {
        PARETO_ASK(branch, hq::database::find_branch(call.books, call.branch));
        if (!branch) return problem(404, "unknown", "There is no such branch", {});
    }
    const auto figures = [&](int days_back) {
        return figures_of(
            call.books, add_days(period.from, -days_back), add_days(period.to, -days_back), branch);
    };
    Compared all;
    PARETO_ASK(all.now, figures(0));
    PARETO_ASK(all.before, figures(kPeriodDays));
    PARETO_ASK(all.year, figures(kYearDays));
    PARETO_ASK(const auto days, revenue_by_day(call.books, period.from, period.to, branch));
    boost::json::array series;
    for (const DayRevenue& day : days)
        series.push_back(boost::json::array{text(day.business_date), day.net_minor});
    boost::json::object body{{"from", text(to_string(period.from))},
                             {"to", text(to_string(period.to))},
                             {"branch", text(call.branch)},
                             {"figures", figures_json(all)},
                             {"days", std::move(series)}};
    body["customers"] = nullptr;
    if (call.session->user.role != Role::Operations) {
        PARETO_ASK(body["customers"], who_matters(call.books, period.to, branch));
    }
    PARETO_ASK(body["needs"], what_needs_me(call));
    return json_answer(body);
}

}  // namespace pareto::hq::api

// Reports by name, on the page or to take along.
#include <algorithm>
#include <array>

#include "hq/api/api.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"
#include "hq/reports/render.h"

namespace pareto::hq::api {
namespace {

using reports::Report;

constexpr std::size_t kPersonalRowsMax = 1'000;
constexpr std::size_t kPurposeMin = 3;

struct Taken {
    reports::Format format;
    std::string_view name;
    std::string_view type;
};

/// Formats that are taken along as a file.
constexpr std::array kTaken{
    Taken{reports::Format::Csv, "csv", "text/csv; charset=utf-8"},
    Taken{reports::Format::Xlsx,
          "xlsx",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    Taken{reports::Format::Pdf, "pdf", "application/pdf"},
};

Expected<reports::ReportRequest, Problem> request_of(const Call& call) {
    reports::ReportRequest asked;
    PARETO_TRY(asked.from, date_in(call.request, "from"));
    PARETO_TRY(asked.to, date_in(call.request, "to"));
    PARETO_TRY(asked.as_of, date_in(call.request, "as_of"));
    PARETO_TRY(const std::int64_t window,
               number_in(call.request, "window_days", {1, 36'500, reports::kWindowDays}));
    PARETO_TRY(const std::int64_t percent, number_in(call.request, "percent", {1, 100, 20}));
    if (asked.as_of && (asked.from || asked.to))
        return problem(422, "parameter", "Give either as_of, or from and to", {});
    asked.window_days = static_cast<int>(window);
    asked.percent = static_cast<int>(percent);
    asked.branch = call.branch;
    return asked;
}

/// What a manager does not see is not in the answer: neither rows nor figures of the whole.
void keep_reach(Report& report, const Call& call) {
    const std::string only = call.request.parameter("branch");
    if (call.reach.whole_chain && only.empty()) return;
    report.headline.clear();
    std::erase_if(report.rows, [&](const auto& row) {
        const auto* const code = std::get_if<std::string>(&row.front());
        return code == nullptr || !call.reach.has(*code) || (!only.empty() && *code != only);
    });
}

Expected<Report, Problem> made(Call& call, const ReportGrant& grant) {
    const reports::ReportKind* const kind = reports::find_report(grant.name);
    if (kind == nullptr) return problem(404, "unknown", "There is no such report", {});
    PARETO_TRY(reports::ReportRequest asked, request_of(call));
    if (grant.scope != Scope::Branch) asked.branch.clear();
    if (grant.scope == Scope::Chain && !call.request.parameter("branch").empty())
        asked.branch = call.request.parameter("branch");
    PARETO_ASK(const auto code, hq::database::read_setting(call.books, "currency"));
    const auto currency = find_currency(code.value_or(""));
    if (!currency) return problem(500, "fault", "The company's currency is not known", {});
    PARETO_ASK(Report report, kind->make(call.books, *currency, asked));
    if (grant.scope == Scope::Reach) keep_reach(report, call);
    return report;
}

/// Who takes people's data along says what for, in the audit log; and not everybody at once.
Expected<void, Problem> check_taking(const Call& call,
                                     const ReportGrant& grant,
                                     const Report& report) {
    if (!grant.is_personal) return {};
    if (call.request.parameter("purpose").size() < kPurposeMin) {
        return problem(422,
                       "purpose",
                       "Say what it is for",
                       "This names people: give a purpose, which is written into the audit log.");
    }
    if (report.rows.size() > kPersonalRowsMax && call.session->user.role != access::Role::Admin) {
        return problem(403,
                       "too-many-people",
                       "More than 1,000 people at once",
                       "Narrow it down, or ask an administrator to take it.");
    }
    return {};
}

Answer take_along(Call& call, const ReportGrant& grant, const Report& report, const Taken& taken) {
    if (auto good = check_taking(call, grant, report); !good) return unexpected{good.error()};
    PARETO_ASK(Bytes bytes, reports::render(report, taken.format));
    const auto noted =
        call.api.audit(call.session->user.name,
                       "report.take",
                       std::string{grant.name} + (call.branch.empty() ? "" : " " + call.branch),
                       std::to_string(report.rows.size()) + " rows as " + std::string{taken.name} +
                           ": " + call.request.parameter("purpose"));
    // Without the note nothing leaves.
    if (!noted) return unexpected{problem_of(noted.error())};
    Response response;
    response.content_type = std::string{taken.type};
    response.body = std::move(bytes);
    const bool is_plain = std::all_of(call.branch.begin(), call.branch.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"" + std::string{grant.name} +
                                      (call.branch.empty() || !is_plain ? "" : "-" + call.branch) +
                                      "." + std::string{taken.name} + "\"");
    return response;
}

}  // namespace

Answer list_reports(Call& call) {
    boost::json::array list;
    for (const reports::ReportKind& kind : reports::catalogue()) {
        const ReportGrant grant = grant_of(kind.name);
        const access::Role role = call.session->user.role;
        const bool for_chain = grant.scope == Scope::Chain;
        if (!grant.roles.has(role) || (for_chain && role == access::Role::Manager)) continue;
        list.push_back(boost::json::object{
            {"name", boost::json::string_view{kind.name.data(), kind.name.size()}},
            {"about", boost::json::string_view{kind.about.data(), kind.about.size()}},
            {"by_branch", grant.scope == Scope::Branch},
            {"is_personal", grant.is_personal}});
    }
    return json_answer(boost::json::object{{"reports", std::move(list)}});
}

Answer make_report(Call& call) {
    const ReportGrant grant = grant_of(call.parts["name"]);
    std::string format = call.request.parameter("format");
    if (format.empty()) format = "json";
    const auto* const taken = std::find_if(
        kTaken.begin(), kTaken.end(), [&](const Taken& one) { return one.name == format; });
    if (format != "json" && format != "grid" && taken == kTaken.end()) {
        return problem(
            422, "parameter", "A parameter is not good", "format is json, grid, csv, xlsx or pdf");
    }
    PARETO_TRY(const Report report, made(call, grant));
    if (taken != kTaken.end()) return take_along(call, grant, report, *taken);
    if (format == "grid") return json_answer(json_grid(report));
    Response response;
    response.body = reports::to_json(report);
    return response;
}

}  // namespace pareto::hq::api

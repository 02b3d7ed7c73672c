// The table of routes, and the one place where it is enforced.
#include "hq/api/routes.h"

#include <algorithm>
#include <array>

#include "hq/api/handlers.h"
#include "hq/database/setup.h"

namespace pareto::hq::api {
namespace {

using access::Role;
using enum access::Role;

constexpr Roles kEverybody{Marketing, Manager, Operations, Auditor, Admin};
constexpr Roles kAboutCustomers{Marketing, Manager, Auditor, Admin};
constexpr Roles kAboutMachines{Manager, Operations, Auditor, Admin};

constexpr Roles kMarketing{Marketing, Admin};
constexpr Roles kOperations{Operations, Admin};
constexpr Roles kChainFigures{Marketing, Auditor, Admin};

constexpr std::array kRoutes{
    Route{Method::Get, "openapi.json", Scope::Open, {}, &show_description},
    Route{Method::Post, "session", Scope::Open, {}, &sign_in},
    Route{Method::Get, "session", Scope::Session, kEverybody, &show_session},
    Route{Method::Delete, "session", Scope::Session, kEverybody, &sign_out},
    Route{Method::Post, "session/password", Scope::Session, kEverybody, &set_own_password},
    Route{Method::Get, "home", Scope::Branch, kEverybody, &show_home},
    Route{Method::Get, "vips", Scope::Branch, kAboutCustomers, &show_vips},
    Route{Method::Get, "reports", Scope::Reach, kEverybody, &list_reports},
    // Each report has its own grant, below.
    Route{Method::Get, "reports/{name}", Scope::Branch, kEverybody, &make_report},
    Route{Method::Get, "members", Scope::Reach, kAboutCustomers, &find_members},
    Route{Method::Get, "members/{number}", Scope::Member, kAboutCustomers, &show_member},
    Route{
        Method::Get, "members/{number}/statement", Scope::Member, kAboutCustomers, &show_statement},
    Route{Method::Get, "members/{number}/visits", Scope::Member, kAboutCustomers, &show_visits},
    Route{Method::Get,
          "members/{number}/visits/{sale}",
          Scope::Member,
          kAboutCustomers,
          &explain_visit},
    Route{Method::Get, "members/{number}/goods", Scope::Member, kAboutCustomers, &show_goods},
    Route{Method::Get, "members/{number}/holdings", Scope::Member, kAboutCustomers, &show_holdings},
    Route{Method::Get, "receipts", Scope::Branch, kEverybody, &list_receipts},
    Route{Method::Get, "receipts/{sale}", Scope::Reach, kEverybody, &show_receipt},
    Route{Method::Get, "segments", Scope::Chain, kChainFigures, &list_segments},
    Route{Method::Get, "segments/{name}", Scope::Chain, kChainFigures, &show_segment},
    Route{Method::Post, "segments/preview", Scope::Chain, kMarketing, &preview_segment},
    Route{Method::Post, "segments", Scope::Chain, kMarketing, &define_segment, true},
    Route{Method::Get, "campaigns", Scope::Reach, kAboutCustomers, &list_campaigns},
    Route{Method::Get, "campaigns/{id}", Scope::Reach, kAboutCustomers, &show_campaign},
    Route{Method::Get, "campaigns/{id}/result", Scope::Chain, kChainFigures, &show_campaign_result},
    Route{Method::Get,
          "campaigns/{id}/progress",
          Scope::Chain,
          kChainFigures,
          &show_campaign_progress},
    Route{Method::Post, "campaigns", Scope::Chain, kMarketing, &draft_campaign, true},
    Route{Method::Post, "campaigns/preview", Scope::Chain, kMarketing, &preview_campaign},
    Route{Method::Post, "campaigns/{id}/versions", Scope::Chain, kMarketing, &draft_version, true},
    Route{Method::Post,
          "campaigns/{id}/simulation",
          Scope::Chain,
          kMarketing,
          &simulate_campaign,
          true},
    Route{
        Method::Post, "campaigns/{id}/approval", Scope::Chain, kMarketing, &approve_campaign, true},
    Route{Method::Post, "campaigns/{id}/launch", Scope::Chain, kMarketing, &launch_campaign, true},
    Route{Method::Post, "campaigns/{id}/end", Scope::Chain, kMarketing, &end_campaign, true},
    Route{Method::Get, "choices", Scope::Chain, kChainFigures, &list_choices},
    Route{Method::Get, "items", Scope::Chain, kChainFigures, &find_items},
    Route{Method::Get, "tasks/{id}", Scope::Reach, kEverybody, &show_task},
    Route{Method::Delete, "tasks/{id}", Scope::Reach, kEverybody, &cancel_task},
    Route{Method::Get, "branches", Scope::Reach, kEverybody, &list_branches},
    Route{Method::Get, "terminals", Scope::Reach, kAboutMachines, &list_terminals},
    Route{Method::Post, "terminals", Scope::Reach, kOperations, &enrol_terminal, true},
    Route{Method::Get, "terminals/{id}/allowances", Scope::Reach, kAboutMachines, &list_allowances},
    Route{Method::Post,
          "terminals/{id}/replacement",
          Scope::Reach,
          kOperations,
          &replace_terminal,
          true},
    Route{Method::Post,
          "terminals/{id}/revocation",
          Scope::Reach,
          kOperations,
          &revoke_terminal,
          true},
    Route{Method::Post,
          "terminals/{id}/renewal",
          Scope::Reach,
          {Manager, Operations, Admin},
          &approve_renewal,
          true},
    Route{Method::Post,
          "terminals/{id}/write-off",
          Scope::Reach,
          kOperations,
          &write_off_terminal,
          true},
    Route{Method::Get, "suspense", Scope::Reach, kAboutMachines, &list_suspense},
    Route{Method::Post,
          "suspense/{entry}/proposal",
          Scope::Chain,
          kOperations,
          &propose_settlement,
          true},
    Route{Method::Delete,
          "suspense/{entry}/proposal",
          Scope::Chain,
          kOperations,
          &withdraw_settlement},
    Route{Method::Post,
          "suspense/{entry}/confirmation",
          Scope::Chain,
          kOperations,
          &confirm_settlement,
          true},
    Route{Method::Get, "backups", Scope::Chain, {Operations, Auditor, Admin}, &list_backups},
    Route{Method::Post, "backups", Scope::Chain, kOperations, &make_backup, true},
    Route{Method::Get, "audit", Scope::Chain, {Auditor, Admin}, &list_audit},
};

constexpr std::array kReportGrants{
    ReportGrant{"vip", Scope::Branch, kAboutCustomers, true},
    ReportGrant{"branches", Scope::Reach, kEverybody, false},
    ReportGrant{"tier-changes", Scope::Branch, kAboutCustomers, true},
    ReportGrant{"points-liability", Scope::Chain, {Marketing, Auditor, Admin}, false},
    ReportGrant{"stored-value-liability", Scope::Chain, {Marketing, Auditor, Admin}, false},
    ReportGrant{"acquisition", Scope::Chain, {Marketing, Auditor, Admin}, false},
    ReportGrant{"suspense", Scope::Branch, kAboutMachines, false},
    ReportGrant{"card-refusals", Scope::Branch, kAboutMachines, true},
    ReportGrant{"tag-conflicts", Scope::Branch, kAboutMachines, false},
    ReportGrant{"gifts", Scope::Branch, kEverybody, false},
    ReportGrant{"exposure", Scope::Branch, kAboutMachines, false},
    ReportGrant{"forks", Scope::Chain, {Operations, Auditor, Admin}, false},
};

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return segments;
}

std::optional<std::map<std::string, std::string>> parts_of(const Route& route,
                                                           const std::vector<std::string>& path) {
    const auto segments = segments_of(route.path);
    if (path.size() != segments.size() + 2) return std::nullopt;
    std::map<std::string, std::string> parts;
    for (std::size_t index = 0; index < segments.size(); ++index) {
        const std::string& asked = path[index + 2];
        const std::string_view segment = segments[index];
        if (segment.starts_with('{')) {
            parts.emplace(segment.substr(1, segment.size() - 2), asked);
        } else if (segment != asked) {
            return std::nullopt;
        }
    }
    return parts;
}

tl::unexpected<Problem> not_granted(std::string detail) {
    return problem(403, "not-granted", "This is not granted", std::move(detail));
}

Expected<void, Problem> settle_branch(Call& call) {
    call.branch = call.request.parameter("branch");
    if (call.reach.whole_chain) return {};
    if (call.branch.empty()) call.branch = call.reach.codes.empty() ? "" : call.reach.codes.front();
    if (!call.reach.has(call.branch)) return not_granted("This branch is not one of yours.");
    return {};
}

Result<bool> bought_in(pareto::database::Connection& books, MemberId member, const Reach& reach) {
    for (const BranchId branch : reach.ids) {
        PARETO_TRY(const auto rows,
                   books.execute("select 1 from member_branch where member_id = $1 and branch_id = "
                                 "$2",
                                 {member.value, branch.value}));
        if (!rows.empty()) return true;
    }
    return false;
}

Expected<void, Problem> settle_member(Call& call) {
    // Of a member elsewhere nobody learns whether there is one.
    const auto unknown = problem(404, "unknown", "There is no such member", {});
    PARETO_ASK(const auto found, hq::database::find_member(call.books, call.parts["number"]));
    if (!found) return unknown;
    call.member = *found;
    if (call.reach.whole_chain || call.reach.has(found->home_branch)) return {};
    PARETO_ASK(const bool bought, bought_in(call.books, found->member, call.reach));
    if (!bought) return unknown;
    return {};
}

Expected<void, Problem> settle_reach(Call& call) {
    const access::User& user = call.session->user;
    call.reach.whole_chain = user.role != Manager;
    if (call.reach.whole_chain) return {};
    for (const std::string& code : user.branches) {
        PARETO_ASK(const auto branch, hq::database::find_branch(call.books, code));
        if (!branch) continue;
        call.reach.codes.push_back(code);
        call.reach.ids.push_back(*branch);
    }
    return {};
}

}  // namespace

bool Reach::has(std::string_view code) const {
    return whole_chain || std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::span<const Route> routes() {
    return kRoutes;
}

ReportGrant grant_of(std::string_view report) {
    for (const ReportGrant& grant : kReportGrants) {
        if (grant.name == report) return grant;
    }
    return ReportGrant{.name = report, .is_personal = true};
}

Expected<Matched, Problem> match(const Request& request) {
    bool is_known = false;
    for (const Route& route : kRoutes) {
        auto parts = parts_of(route, request.path);
        if (!parts) continue;
        is_known = true;
        if (route.method == request.method) return Matched{&route, std::move(*parts)};
    }
    if (is_known) return problem(405, "method", "This cannot be done with this address", {});
    return problem(404, "unknown", "There is no such address", {});
}

Expected<void, Problem> grant(const Route& route, Call& call) {
    if (route.scope == Scope::Open || route.scope == Scope::Session) return {};
    const bool is_report = route.path == "reports/{name}";
    const ReportGrant of_report = is_report ? grant_of(call.parts["name"]) : ReportGrant{};
    const Role role = call.session->user.role;
    if (!route.roles.has(role) || (is_report && !of_report.roles.has(role)))
        return not_granted("Your role does not include this.");
    const Scope scope = is_report ? of_report.scope : route.scope;
    if (scope == Scope::Chain && role == Manager)
        return not_granted("This is about the whole chain.");
    if (auto settled = settle_reach(call); !settled) return settled;
    if (scope == Scope::Branch) return settle_branch(call);
    if (scope == Scope::Member) return settle_member(call);
    // Who names a branch means it, also where the answer would leave out the others.
    if (!call.request.parameter("branch").empty()) return settle_branch(call);
    return {};
}

}  // namespace pareto::hq::api

// What operations does about terminals: enrol, replace, revoke, approve a renewal, write off what a
// dead one held. Each is the command of that name, with its line in the audit log.
#include <charconv>

#include "hq/api/api.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/database/setup.h"
#include "hq/database/terminals.h"

namespace pareto::hq::api {
namespace {

using What = Errand::What;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

/// The terminal of the path, in a branch that the caller may see.
Expected<hq::database::TerminalRow, Problem> terminal_of(Call& call) {
    const std::string& name = call.parts["id"];
    std::int64_t id = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), id);
    const auto unknown = problem(404, "unknown", "There is no such terminal", {});
    if (read.ec != std::errc{} || read.ptr != name.data() + name.size()) return unknown;
    PARETO_ASK(const auto found, hq::database::find_terminal(call.books, TerminalId{id}));
    if (!found || !call.reach.has(found->branch_code)) return unknown;
    return *found;
}

/// Does it, and writes down who did it to what.
Expected<std::string, Problem> run(Call& call,
                                   const Errand& errand,
                                   const std::string& action,
                                   const std::string& subject) {
    const Ran ran = call.api.options().run_errand(errand);
    if (!ran.is_done) return problem(422, "refused", "This cannot be done", ran.said);
    const auto noted = call.api.audit(call.session->user.name, action, subject, errand.reason);
    if (!noted) return unexpected{problem_of(noted.error())};
    return ran.said;
}

std::string subject_of(const hq::database::TerminalRow& terminal) {
    return terminal.branch_code + "/" + terminal.code + ", terminal " +
           std::to_string(terminal.id.value);
}

Answer enrolment_code(Call& call, const Errand& errand, const std::string& action) {
    PARETO_TRY(const std::string code,
               run(call, errand, action, errand.branch + "/" + errand.terminal));
    return json_answer(boost::json::object{{"branch", text(errand.branch)},
                                           {"terminal", text(errand.terminal)},
                                           {"code", text(code)}},
                       201);
}

Answer act(Call& call, What what, const std::string& action, const std::string& reason) {
    PARETO_TRY(const auto terminal, terminal_of(call));
    Errand errand{.what = what, .id = terminal.id.value};
    errand.by = call.session->user.name;
    errand.reason = reason;
    PARETO_TRY(const std::string said, run(call, errand, action, subject_of(terminal)));
    return json_answer(boost::json::object{{"said", text(said)}});
}

}  // namespace

Answer enrol_terminal(Call& call) {
    PARETO_TRY(const boost::json::object body, body_of(call.request));
    Errand errand{.what = What::Enrol};
    PARETO_TRY(errand.branch, text_in(body, "branch", 40));
    PARETO_TRY(errand.terminal, text_in(body, "terminal", 40));
    // At the command line a new code makes a new branch; here it would be a slip of the hand.
    PARETO_ASK(const auto branch, hq::database::find_branch(call.books, errand.branch));
    if (!branch) return problem(422, "refused", "This cannot be done", "there is no such branch");
    return enrolment_code(call, errand, "terminal.enrol");
}

Answer replace_terminal(Call& call) {
    PARETO_TRY(const auto terminal, terminal_of(call));
    Errand errand{.what = What::Replace};
    errand.branch = terminal.branch_code;
    errand.terminal = terminal.code;
    return enrolment_code(call, errand, "terminal.replace");
}

Answer revoke_terminal(Call& call) {
    return act(call, What::Revoke, "terminal.revoke", {});
}

Answer approve_renewal(Call& call) {
    return act(call, What::ApproveRenewal, "terminal.renew", {});
}

Answer write_off_terminal(Call& call) {
    PARETO_TRY(const boost::json::object body, body_of(call.request));
    PARETO_TRY(const std::string reason, text_in(body, "reason", 32));
    return act(call, What::WriteOff, "terminal.write-off", reason);
}

Answer list_allowances(Call& call) {
    PARETO_TRY(const auto terminal, terminal_of(call));
    PARETO_ASK(const auto rows,
               call.books.execute("select allowance_id, limit_points, spent_points, last_day, "
                                  "state, recalled from allowance where terminal_id = $1 order by "
                                  "case state when 'open' then 0 else 1 end, last_day desc, "
                                  "allowance_id limit 500",
                                  {terminal.id.value}));
    boost::json::array allowances;
    for (const auto& row : rows) {
        allowances.push_back(
            boost::json::object{{"allowance", text(std::to_string(row.integer(0)))},
                                {"limit_points", row.integer(1)},
                                {"spent_points", row.integer(2)},
                                {"last_day", text(row.text(3))},
                                {"state", text(row.text(4))},
                                {"recalled", row.integer(5) != 0}});
    }
    return json_answer(boost::json::object{{"branch", text(terminal.branch_code)},
                                           {"terminal", text(terminal.code)},
                                           {"allowances", std::move(allowances)}});
}

}  // namespace pareto::hq::api

// Work under way: how far it is, and that it is not wanted any more. Everybody sees the own; others'
// are an admin's business only.
#include <boost/json/parse.hpp>

#include "hq/api/api.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"

namespace pareto::hq::api {
namespace {

boost::json::string_view text(std::string_view one) {
    return {one.data(), one.size()};
}

Expected<TaskFacts, Problem> task_of(Call& call) {
    auto found = call.api.tasks().find(call.parts["id"]);
    const access::User& user = call.session->user;
    if (!found || (found->owner != user.name && user.role != access::Role::Admin))
        return problem(404, "unknown", "There is no such task, or HQ was started anew since", {});
    return std::move(*found);
}

}  // namespace

Answer show_task(Call& call) {
    PARETO_TRY(const TaskFacts facts, task_of(call));
    boost::json::object body{{"task", text(facts.id)},
                             {"kind", text(facts.kind)},
                             {"subject", text(facts.subject)},
                             {"state", text(name_of(facts.state))},
                             {"done", facts.done},
                             {"total", facts.total}};
    body["result"] = nullptr;
    body["problem"] = nullptr;
    if (!facts.result.empty()) {
        boost::system::error_code error;
        body["result"] = boost::json::parse(text(facts.result), error);
    }
    if (facts.problem) {
        boost::system::error_code error;
        body["problem"] = boost::json::parse(text(response_of(*facts.problem).body), error);
    }
    return json_answer(body);
}

Answer cancel_task(Call& call) {
    PARETO_TRY(const TaskFacts facts, task_of(call));
    call.api.tasks().cancel(facts.id);
    Response response;
    response.status = 204;
    return response;
}

}  // namespace pareto::hq::api

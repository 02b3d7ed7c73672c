// Branches, terminals, the audit log, and the API's own description.
#include <map>

#include "hq/api/api.h"
#include "hq/api/description.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/database/audit_log.h"

namespace pareto::hq::api {
namespace {

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

struct Reserved {
    std::int64_t limit_points = 0;
    std::int64_t spent_points = 0;
};

Result<std::map<std::int64_t, Reserved>> reserved_points(pareto::database::Connection& books) {
    PARETO_TRY(const auto rows,
               books.execute("select terminal_id, sum(limit_points), sum(spent_points) from "
                             "allowance where state = 'open' group by terminal_id"));
    std::map<std::int64_t, Reserved> reserved;
    for (const auto& row : rows)
        reserved[row.integer(0)] = {row.integer(1), row.integer(2)};
    return reserved;
}

}  // namespace

Answer list_branches(Call& call) {
    PARETO_ASK(const auto rows,
               call.books.execute("select b.code, b.name, b.region, b.opened_on, (select count(*) "
                                  "from terminal t where t.branch_id = b.branch_id and t.standing "
                                  "= 'enrolled') from branch b order by b.code"));
    boost::json::array branches;
    for (const auto& row : rows) {
        if (!call.reach.has(row.text(0))) continue;
        branches.push_back(boost::json::object{{"branch", text(row.text(0))},
                                               {"name", text(row.text(1))},
                                               {"region", text(row.text(2))},
                                               {"opened_on", text(row.text(3))},
                                               {"terminals", row.integer(4)}});
    }
    return json_answer(boost::json::object{{"branches", std::move(branches)}});
}

Answer list_terminals(Call& call) {
    PARETO_ASK(const auto reserved, reserved_points(call.books));
    PARETO_ASK(const auto rows,
               call.books.execute(
                   "select b.code, t.code, t.terminal_id, t.standing, t.renewal, t.last_seen_ms, "
                   "coalesce((select max(w.sequence) from registration r join watermark w on "
                   "w.registration = r.registration where r.terminal_id = t.terminal_id and "
                   "r.standing = 'current'), 0) from terminal t join branch b on b.branch_id = "
                   "t.branch_id where t.standing <> 'imported' order by b.code, t.code, "
                   "t.terminal_id"));
    const std::int64_t now_ms = to_ms(call.api.clock().now());
    boost::json::array terminals;
    for (const auto& row : rows) {
        if (!call.reach.has(row.text(0))) continue;
        const auto found = reserved.find(row.integer(2));
        const Reserved of = found == reserved.end() ? Reserved{} : found->second;
        boost::json::object one{{"branch", text(row.text(0))},
                                {"terminal", text(row.text(1))},
                                {"id", text(std::to_string(row.integer(2)))},
                                {"standing", text(row.text(3))},
                                {"renewal", text(row.text(4))},
                                {"entries", row.integer(6)},
                                {"reserved_points", of.limit_points},
                                {"spent_points", of.spent_points}};
        one["last_seen_ms"] = nullptr;
        one["silent_minutes"] = nullptr;
        if (row.integer(5) != 0) {
            one["last_seen_ms"] = row.integer(5);
            one["silent_minutes"] = std::max<std::int64_t>(now_ms - row.integer(5), 0) / 60'000;
        }
        terminals.push_back(std::move(one));
    }
    return json_answer(boost::json::object{{"terminals", std::move(terminals)}});
}

Answer list_audit(Call& call) {
    PARETO_TRY(const std::int64_t before,
               number_in(call.request, "before", {0, std::int64_t{1} << 60, 0}));
    PARETO_TRY(const std::int64_t limit, number_in(call.request, "limit", {1, 500, 100}));
    PARETO_ASK(const auto rows, hq::database::read_audit(call.books, before, limit));
    boost::json::array list;
    for (const hq::database::AuditRow& row : rows) {
        list.push_back(boost::json::object{{"position", row.position},
                                           {"at_ms", row.at_ms},
                                           {"actor", text(row.actor)},
                                           {"action", text(row.action)},
                                           {"subject", text(row.subject)},
                                           {"detail", text(row.detail)}});
    }
    return json_answer(boost::json::object{{"rows", std::move(list)}});
}

Answer show_description(Call& /*call*/) {
    Response response;
    response.body = std::string{description()};
    return response;
}

}  // namespace pareto::hq::api

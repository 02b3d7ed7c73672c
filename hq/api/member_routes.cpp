// Members: found, shown from all sides, their points explained, their visits.
#include <algorithm>

#include "common/journal/entry.h"
#include "hq/api/api.h"
#include "hq/api/entry_name.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/database/setup.h"
#include "hq/database/usable_on.h"

namespace pareto::hq::api {
namespace {

using hq::database::MemberFound;

constexpr std::int64_t kFoundMax = 100;
constexpr std::size_t kQueryMin = 2;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

boost::json::object found_json(const MemberFound& member) {
    return {{"member", text(member.member_number)},
            {"name", text(member.name)},
            {"home_branch", text(member.home_branch)},
            {"joined_on", text(member.joined_on)},
            {"tier", text(member.tier)},
            {"vip", member.vip},
            {"is_merged", static_cast<bool>(member.merged_into)}};
}

Result<bool> is_within(pareto::database::Connection& books,
                       const MemberFound& member,
                       const Reach& reach) {
    if (reach.whole_chain || reach.has(member.home_branch)) return true;
    for (const BranchId branch : reach.ids) {
        PARETO_TRY(const auto rows,
                   books.execute("select 1 from member_branch where member_id = $1 and branch_id = "
                                 "$2",
                                 {member.member.value, branch.value}));
        if (!rows.empty()) return true;
    }
    return false;
}

Result<boost::json::array> cards_of(pareto::database::Connection& books, MemberId member) {
    PARETO_TRY(const auto rows,
               books.execute("select card_number, blocked, family from card where member_id = $1 "
                             "order by card_number",
                             {member.value}));
    boost::json::array cards;
    for (const auto& row : rows) {
        const std::string& number = row.text(0);
        // The whole number would be enough to make a copy of a printed card.
        const std::string shown =
            number.size() <= 4 ? number : "…" + number.substr(number.size() - 4);
        cards.push_back(boost::json::object{{"card", text(shown)},
                                            {"blocked", row.integer(1) != 0},
                                            {"proves_itself", row.integer(2) != 0}});
    }
    return cards;
}

Result<boost::json::array> months_of(Call& call) {
    const std::vector<pareto::database::Value> key{call.member.member.value};
    PARETO_TRY(const auto rows,
               call.books.execute(
                   "select substr(d.business_date, 1, 7) as month, cast(sum(d.net_minor) as "
                   "bigint), cast(sum(d.visits) as bigint) from member_day d where d.shard_key = "
                   "$1 group by substr(d.business_date, 1, 7) order by month desc limit 13",
                   key));
    boost::json::array months;
    for (const auto& row : rows) {
        months.insert(months.begin(),
                      boost::json::object{{"month", text(row.text(0))},
                                          {"net_spend", row.integer(1)},
                                          {"visits", row.integer(2)}});
    }
    return months;
}

Result<boost::json::array> branches_of(Call& call) {
    PARETO_TRY(const auto rows,
               call.books.execute(
                   "select b.code, b.name, max(case when d.visits > 0 then d.business_date else "
                   "'' end), cast(sum(d.net_minor) as bigint), cast(sum(d.visits) as bigint) from "
                   "member_day d join branch b on b.branch_id = d.branch_id where d.shard_key = $1 "
                   "group by b.code, b.name order by 5 desc, 1",
                   {call.member.member.value}));
    boost::json::array branches;
    for (const auto& row : rows) {
        if (!call.reach.has(row.text(0))) continue;
        branches.push_back(boost::json::object{{"branch", text(row.text(0))},
                                               {"name", text(row.text(1))},
                                               {"last_visit", text(row.text(2))},
                                               {"net_spend", row.integer(3)},
                                               {"visits", row.integer(4)}});
    }
    return branches;
}

Result<boost::json::array> lots_of(pareto::database::Connection& books, MemberId holder) {
    PARETO_TRY(const auto rows,
               books.execute("select expires_on, cast(sum(remaining) as bigint) from lot where "
                             "shard_key = $1 and remaining > 0 group by expires_on order by "
                             "expires_on limit 60",
                             {holder.value}));
    boost::json::array lots;
    for (const auto& row : rows)
        lots.push_back(
            boost::json::object{{"expires_on", text(row.text(0))}, {"points", row.integer(1)}});
    return lots;
}

Result<boost::json::object> profile_of(Call& call) {
    boost::json::object body = found_json(call.member);
    PARETO_TRY(const BusinessDate today,
               hq::database::usable_on(call.books, call.api.clock(), BranchId{}));
    PARETO_TRY(const auto account,
               hq::database::read_account(call.books, call.member.member, today));
    body["balance"] = account.balance();
    body["usable"] = account.usable;
    body["held"] = account.held;
    body["owed"] = -account.debt;
    body["shared_by"] = static_cast<std::int64_t>(account.members.size());
    body["merged_into"] = nullptr;
    if (call.member.merged_into) {
        PARETO_TRY(const auto into,
                   hq::database::read_members(call.books, {call.member.merged_into}));
        if (!into.empty()) body["merged_into"] = text(into.front().member_number);
    }
    PARETO_TRY(body["cards"], cards_of(call.books, call.member.member));
    PARETO_TRY(body["lots"], lots_of(call.books, account.holder));
    PARETO_TRY(body["months"], months_of(call));
    PARETO_TRY(body["branches"], branches_of(call));
    return body;
}

/// Its running number, or, of an imported sale, that of the foreign file.
std::string receipt_of(const pareto::database::Row& row) {
    const auto entry = journal::decode(row.bytes(7));
    const auto* const sale = entry ? std::get_if<sale::Sale>(&entry->body) : nullptr;
    const bool imported = sale != nullptr && !sale->source_receipt.empty();
    return imported ? sale->source_receipt : std::to_string(row.integer(3));
}

loyalty::Language language_of(const Request& request) {
    return loyalty::find_language(request.parameter("language"))
        .value_or(loyalty::Language::English);
}

}  // namespace

Answer find_members(Call& call) {
    const std::string wanted = call.request.parameter("q");
    if (wanted.size() < kQueryMin || wanted.size() > 100) {
        return problem(422,
                       "parameter",
                       "A parameter is not good",
                       "q is at least 2 characters of a name, or a whole member or card number");
    }
    // A manager's own are picked out of more, so that others' do not take their places.
    const std::int64_t most = call.reach.whole_chain ? kFoundMax + 1 : kFoundMax * 50;
    PARETO_ASK(const auto found, hq::database::search_members(call.books, wanted, most));
    boost::json::array members;
    bool is_all = true;
    for (const MemberFound& member : found) {
        PARETO_ASK(const bool within, is_within(call.books, member, call.reach));
        if (!within) continue;
        is_all = static_cast<std::int64_t>(members.size()) < kFoundMax;
        if (!is_all) break;
        members.push_back(found_json(member));
    }
    return json_answer(boost::json::object{{"members", std::move(members)}, {"is_all", is_all}});
}

Answer show_member(Call& call) {
    PARETO_ASK(const boost::json::object body, profile_of(call));
    const auto noted =
        call.api.audit(call.session->user.name, "member.show", call.member.member_number, "");
    if (!noted) return unexpected{problem_of(noted.error())};
    return json_answer(body);
}

Answer show_statement(Call& call) {
    PARETO_ASK(const reports::Report report,
               call.api.options().statement(call.books, call.member, language_of(call.request)));
    return json_answer(json_grid(report));
}

Answer show_visits(Call& call) {
    PARETO_TRY(const std::int64_t limit, number_in(call.request, "limit", {1, 500, 100}));
    PARETO_ASK(const auto rows,
               call.books.execute(
                   "select s.sale_id, s.business_date, b.code, s.receipt_number, s.total_minor, "
                   "s.points, s.voided_by, e.bytes from sale s join branch b on b.branch_id = "
                   "s.branch_id join entry e on e.registration = s.sale_id / 4294967296 and "
                   "e.sequence = s.sale_id % 4294967296 where s.shard_key = $1 order by "
                   "s.business_date desc, s.sale_id desc limit $2",
                   {call.member.member.value, limit}));
    boost::json::array visits;
    for (const auto& row : rows) {
        if (!call.reach.has(row.text(2))) continue;
        const EntryId sale{row.integer(0)};
        const std::string id = entry_name(sale);
        visits.push_back(boost::json::object{{"sale", text(id)},
                                             {"business_date", text(row.text(1))},
                                             {"branch", text(row.text(2))},
                                             {"receipt", text(receipt_of(row))},
                                             {"total", row.integer(4)},
                                             {"points", row.integer(5)},
                                             {"voided", row.integer(6) != 0}});
    }
    return json_answer(boost::json::object{{"visits", std::move(visits)}});
}

Answer explain_visit(Call& call) {
    const auto unknown = problem(404, "unknown", "There is no such sale", {});
    const auto named = entry_named(call.parts["sale"]);
    if (!named) return unknown;
    const EntryId sale = *named;
    PARETO_ASK(const auto rows,
               call.books.execute("select b.code from sale s join branch b on b.branch_id = "
                                  "s.branch_id where s.sale_id = $1",
                                  {sale.value}));
    if (rows.empty() || !call.reach.has(rows[0].text(0))) return unknown;
    PARETO_ASK(
        const reports::Report report,
        call.api.options().explain_sale(call.books, call.member, sale, language_of(call.request)));
    return json_answer(json_grid(report));
}

}  // namespace pareto::hq::api

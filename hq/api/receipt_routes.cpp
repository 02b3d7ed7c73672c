// Receipts: those of a branch's day, which every figure drills down to, and one with its lines.
#include <algorithm>
#include <map>
#include <tuple>

#include "common/journal/entry.h"
#include "hq/api/api.h"
#include "hq/api/entry_name.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/app/stored_value.h"
#include "hq/database/setup.h"
#include "hq/database/stored_value.h"
#include "hq/database/usable_on.h"

namespace pareto::hq::api {
namespace {

using pareto::database::Row;

constexpr std::int64_t kSalesOfGoods = 300;
constexpr std::size_t kGoods = 10;

boost::json::string_view text(std::string_view one) {
    return {one.data(), one.size()};
}

std::string_view name_of(sale::TenderKind kind) {
    switch (kind) {
        case sale::TenderKind::Cash:
            return "cash";
        case sale::TenderKind::Card:
            return "card";
        case sale::TenderKind::Points:
            return "points";
        case sale::TenderKind::StoredValue:
            return "stored_value";
        case sale::TenderKind::Voucher:
            break;
    }
    return "voucher";
}

boost::json::array lines_json(const sale::Sale& sale) {
    boost::json::array lines;
    for (const sale::Line& line : sale.lines) {
        lines.push_back(boost::json::object{{"line", line.number},
                                            {"sku", text(line.sku)},
                                            {"description", text(line.description)},
                                            {"category", text(line.category)},
                                            {"quantity_thousandths", line.quantity.thousandths},
                                            {"unit_price", line.unit_price_minor},
                                            {"discount", line.discount_minor},
                                            {"campaign_discount", line.campaign_discount_minor},
                                            {"amount", line.amount_minor},
                                            {"points", line.points.value},
                                            {"is_return", line.original.has_value()}});
    }
    return lines;
}

boost::json::array tenders_json(const sale::Sale& sale) {
    boost::json::array tenders;
    for (const sale::Tender& tender : sale.tenders) {
        tenders.push_back(boost::json::object{{"kind", text(name_of(tender.kind))},
                                              {"amount", tender.amount_minor},
                                              {"points", tender.points.value}});
    }
    return tenders;
}

struct Bought {
    std::string description;
    std::int64_t times = 0;
    std::int64_t thousandths = 0;
    std::int64_t minor = 0;
};

void add_goods(const sale::Sale& sale, std::map<std::string, Bought>& goods) {
    for (const sale::Line& line : sale.lines) {
        if (line.kind != sale::LineKind::Goods) continue;
        Bought& one = goods[line.sku];
        if (one.description.empty()) one.description = line.description;
        one.times += line.quantity.thousandths > 0 ? 1 : 0;
        one.thousandths += line.quantity.thousandths;
        one.minor += line.amount_minor;
    }
}

Result<boost::json::value> stored_value_json(Call& call) {
    PARETO_TRY(const BusinessDate today,
               hq::database::usable_on(call.books, call.api.clock(), BranchId{}));
    PARETO_TRY(const auto state,
               hq::database::find_value_account(call.books, {call.member.member, {}}, today));
    if (!state) return boost::json::value(nullptr);
    return boost::json::value(
        boost::json::object{{"value", state->account.value},
                            {"usable", state->usable},
                            {"held", state->account.held},
                            {"expires_on", text(to_string(state->account.expires_on))}});
}

}  // namespace

Answer list_receipts(Call& call) {
    PARETO_TRY(const auto date, date_in(call.request, "date"));
    if (!date || call.branch.empty())
        return problem(422, "parameter", "A parameter is not good", "branch and date are missing");
    PARETO_ASK(const auto branch, hq::database::find_branch(call.books, call.branch));
    if (!branch) return problem(404, "unknown", "There is no such branch", {});
    PARETO_TRY(const std::int64_t limit, number_in(call.request, "limit", {1, 2'000, 500}));
    PARETO_ASK(
        const auto rows,
        call.books.execute(
            "select s.sale_id, t.code, s.receipt_number, s.occurred_ms, s.total_minor, "
            "s.points, s.voided_by, s.shard_key from sale s join terminal t on t.terminal_id "
            "= s.terminal_id where s.branch_id = $1 and s.business_date = $2 order by "
            "s.occurred_ms, s.sale_id limit $3",
            {branch->value, to_string(*date), limit}));
    boost::json::array receipts;
    for (const Row& row : rows) {
        receipts.push_back(boost::json::object{{"sale", text(entry_name(EntryId{row.integer(0)}))},
                                               {"terminal", text(row.text(1))},
                                               {"receipt", text(std::to_string(row.integer(2)))},
                                               {"occurred_ms", row.integer(3)},
                                               {"total", row.integer(4)},
                                               {"points", row.integer(5)},
                                               {"voided", row.integer(6) != 0},
                                               {"is_member", row.integer(7) > 0}});
    }
    return json_answer(boost::json::object{{"branch", text(call.branch)},
                                           {"date", text(to_string(*date))},
                                           {"receipts", std::move(receipts)}});
}

Answer show_receipt(Call& call) {
    const auto unknown = problem(404, "unknown", "There is no such receipt", {});
    const auto id = entry_named(call.parts["sale"]);
    if (!id) return unknown;
    PARETO_ASK(
        const auto rows,
        call.books.execute(
            "select b.code, t.code, s.receipt_number, s.occurred_ms, s.business_date, "
            "s.total_minor, s.points, s.voided_by, e.bytes from sale s join branch b on "
            "b.branch_id = s.branch_id join terminal t on t.terminal_id = s.terminal_id join "
            "entry e on e.registration = $2 and e.sequence = $3 where s.sale_id = $1",
            {id->value, std::int64_t{id->registration()}, std::int64_t{id->sequence()}}));
    if (rows.empty() || !call.reach.has(rows[0].text(0))) return unknown;
    const Row& row = rows[0];
    PARETO_ASK(const auto entry, journal::decode(row.bytes(8)));
    const auto* const sold = std::get_if<sale::Sale>(&entry.body);
    if (sold == nullptr) return unknown;
    const bool imported = !sold->source_receipt.empty();
    return json_answer(boost::json::object{
        {"sale", text(entry_name(*id))},
        {"branch", text(row.text(0))},
        {"terminal", text(row.text(1))},
        {"receipt", text(imported ? sold->source_receipt : std::to_string(row.integer(2)))},
        {"occurred_ms", row.integer(3)},
        {"business_date", text(row.text(4))},
        {"total", row.integer(5)},
        {"points", row.integer(6)},
        {"voided", row.integer(7) != 0},
        {"lines", lines_json(*sold)},
        {"tenders", tenders_json(*sold)}});
}

Answer show_goods(Call& call) {
    PARETO_ASK(const auto rows,
               call.books.execute(
                   "select b.code, e.bytes from sale s join branch b on b.branch_id = s.branch_id "
                   "join entry e on e.registration = s.sale_id / 4294967296 and e.sequence = "
                   "s.sale_id % 4294967296 where s.shard_key = $1 and s.voided_by = 0 order by "
                   "s.business_date desc, s.sale_id desc limit $2",
                   {call.member.member.value, kSalesOfGoods}));
    std::map<std::string, Bought> goods;
    for (const Row& row : rows) {
        if (!call.reach.has(row.text(0))) continue;
        PARETO_ASK(const auto entry, journal::decode(row.bytes(1)));
        if (const auto* const sold = std::get_if<sale::Sale>(&entry.body)) add_goods(*sold, goods);
    }
    std::vector<std::pair<std::string, Bought>> ranked(goods.begin(), goods.end());
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
        return std::tie(b.second.times, b.second.minor) < std::tie(a.second.times, a.second.minor);
    });
    if (ranked.size() > kGoods) ranked.resize(kGoods);
    boost::json::array list;
    for (const auto& [sku, one] : ranked) {
        list.push_back(boost::json::object{{"sku", text(sku)},
                                           {"description", text(one.description)},
                                           {"times", one.times},
                                           {"quantity_thousandths", one.thousandths},
                                           {"amount", one.minor}});
    }
    return json_answer(boost::json::object{{"sales", static_cast<std::int64_t>(rows.size())},
                                           {"goods", std::move(list)}});
}

Answer show_holdings(Call& call) {
    const std::int64_t member = call.member.member.value;
    PARETO_ASK(const auto in_segments,
               call.books.execute("select name, since from segment_member where member_id = $1 "
                                  "order by name",
                                  {member}));
    boost::json::array segments;
    for (const Row& row : in_segments) {
        segments.push_back(
            boost::json::object{{"name", text(row.text(0))}, {"since", text(row.text(1))}});
    }
    PARETO_ASK(
        const auto given,
        call.books.execute("select value_minor, left_minor, valid_from, valid_until, state "
                           "from voucher where holder = $1 order by valid_until desc, cause, "
                           "number limit 100",
                           {member}));
    boost::json::array vouchers;
    for (const Row& row : given) {
        vouchers.push_back(boost::json::object{{"value", row.integer(0)},
                                               {"left", row.integer(1)},
                                               {"valid_from", text(row.text(2))},
                                               {"valid_until", text(row.text(3))},
                                               {"state", text(row.text(4))}});
    }
    boost::json::object body{{"segments", std::move(segments)}, {"vouchers", std::move(vouchers)}};
    PARETO_ASK(body["stored_value"], stored_value_json(call));
    return json_answer(body);
}

}  // namespace pareto::hq::api

// Entries in suspense: one person proposes what is done about one, another confirms it.
#include "common/database/migrator.h"
#include "hq/api/api.h"
#include "hq/api/entry_name.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/app/mint_caps.h"
#include "hq/database/audit_log.h"
#include "hq/database/rows.h"

namespace pareto::hq::api {
namespace {

using journal::Settlement;
using pareto::database::Connection;

constexpr std::size_t kReasonMax = 32;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

std::optional<Settlement> outcome_of(const std::string& word) {
    if (word == "released") return Settlement::Released;
    if (word == "rejected") return Settlement::Rejected;
    if (word == "noted") return Settlement::Noted;
    return std::nullopt;
}

struct Proposal {
    std::string outcome, reason, by;
    std::int64_t at_ms = 0;
};

Result<std::optional<Proposal>> read_proposal(Connection& books, EntryId entry) {
    PARETO_TRY(const auto rows,
               books.execute("select outcome, reason, proposed_by, proposed_ms from "
                             "suspense_proposal where entry_id = $1",
                             {entry.value}));
    if (rows.empty()) return std::optional<Proposal>{};
    return std::optional{
        Proposal{rows[0].text(0), rows[0].text(1), rows[0].text(2), rows[0].integer(3)}};
}

/// The points that are withheld of a sale; nothing when nothing is.
Result<std::optional<std::int64_t>> withheld(Connection& books, EntryId entry) {
    PARETO_TRY(const auto rows,
               books.execute(std::string{"select "} + hq::database::kSaleColumns +
                                 " from sale where sale_id = $1",
                             {entry.value}));
    for (const auto& row : rows) {
        PARETO_TRY(const SaleHead head, hq::database::read_sale_head(row));
        if (is_withheld(head)) return std::optional{head.points};
    }
    return std::optional<std::int64_t>{};
}

/// The entry of the path, when it waits for a person.
Expected<EntryId, Problem> entry_of(Call& call) {
    const auto unknown = problem(404, "unknown", "There is no such entry in suspense", {});
    const auto entry = entry_named(call.parts["entry"]);
    if (!entry) return unknown;
    PARETO_ASK(const auto rows,
               call.books.execute(
                   "select 1 from suspense where entry_id = $1 and settled_ms is null limit 1",
                   {entry->value}));
    if (rows.empty()) return unknown;
    return *entry;
}

Expected<Proposal, Problem> proposal_in(Call& call, EntryId entry) {
    PARETO_TRY(const boost::json::object body, body_of(call.request));
    Proposal made;
    PARETO_TRY(made.outcome, text_in(body, "outcome", 16));
    PARETO_TRY(made.reason, text_in(body, "reason", kReasonMax));
    const auto outcome = outcome_of(made.outcome);
    PARETO_ASK(const auto points, withheld(call.books, entry));
    const bool fits = outcome && points.has_value() == (*outcome != Settlement::Noted);
    if (!fits) {
        return problem(422,
                       "parameter",
                       "A parameter is not good",
                       points ? "outcome is released or rejected: the sale's points are withheld"
                              : "outcome is noted: it was booked as it stands");
    }
    made.by = call.session->user.name;
    made.at_ms = to_ms(call.api.clock().now());
    return made;
}

boost::json::value proposal_json(const std::optional<Proposal>& proposal) {
    if (!proposal) return boost::json::value(nullptr);
    return boost::json::value(boost::json::object{{"outcome", text(proposal->outcome)},
                                                  {"reason", text(proposal->reason)},
                                                  {"by", text(proposal->by)},
                                                  {"at_ms", proposal->at_ms}});
}

}  // namespace

Answer list_suspense(Call& call) {
    PARETO_ASK(const auto rows,
               call.books.execute(pareto::database::report_sql("suspense"), {std::string{}}));
    boost::json::array entries;
    for (const auto& row : rows) {
        if (!call.reach.has(row.text(4))) continue;
        const EntryId entry{row.integer(0)};
        PARETO_ASK(const auto points, withheld(call.books, entry));
        PARETO_ASK(const auto proposal, read_proposal(call.books, entry));
        boost::json::object one{{"entry", text(entry_name(entry))},
                                {"reason", text(row.text(1))},
                                {"detail", text(row.text(2))},
                                {"opened_ms", row.integer(3)},
                                {"branch", text(row.text(4))},
                                {"terminal", text(row.text(5))}};
        one["withheld_points"] = nullptr;
        if (points) one["withheld_points"] = *points;
        one["proposal"] = proposal_json(proposal);
        entries.push_back(std::move(one));
    }
    return json_answer(boost::json::object{{"entries", std::move(entries)}});
}

Answer propose_settlement(Call& call) {
    PARETO_TRY(const EntryId entry, entry_of(call));
    PARETO_TRY(const Proposal proposal, proposal_in(call, entry));
    const auto done = call.api.write([&](Connection& books) -> Result<void> {
        PARETO_TRY(const auto before, read_proposal(books, entry));
        if (before && before->by != proposal.by)
            return fault(FaultCode::Conflict, before->by + " has proposed something already");
        PARETO_TRY_VOID(books.execute(
            "insert into suspense_proposal(entry_id, outcome, reason, proposed_by, proposed_ms) "
            "values ($1, $2, $3, $4, $5) on conflict(entry_id) do update set outcome = "
            "excluded.outcome, reason = excluded.reason, proposed_ms = excluded.proposed_ms",
            {entry.value, proposal.outcome, proposal.reason, proposal.by, proposal.at_ms}));
        return hq::database::append_audit(books,
                                          {0,
                                           proposal.at_ms,
                                           proposal.by,
                                           "suspense.propose",
                                           "entry " + entry_name(entry),
                                           proposal.outcome + ": " + proposal.reason});
    });
    if (!done) return unexpected{problem_of(done.error())};
    return json_answer(proposal_json(proposal), 201);
}

Answer confirm_settlement(Call& call) {
    PARETO_TRY(const EntryId entry, entry_of(call));
    PARETO_TRY(const boost::json::object body, body_of(call.request));
    PARETO_TRY(const std::string seen, text_in(body, "outcome", 16));
    PARETO_ASK(const auto proposal, read_proposal(call.books, entry));
    if (!proposal || proposal->outcome != seen)
        return problem(409, "changed", "This is not what is proposed any more", {});
    const std::string& by = call.session->user.name;
    if (proposal->by == by)
        return problem(
            422, "refused", "This cannot be done", by + " proposed it; another person confirms it");
    Errand errand{.what = Errand::What::Settle};
    errand.entry = entry;
    errand.outcome = outcome_of(proposal->outcome).value_or(Settlement::Noted);
    errand.reason = proposal->reason;
    errand.by = proposal->by;
    errand.approved_by = by;
    const Ran ran = call.api.options().run_errand(errand);
    if (!ran.is_done) return problem(422, "refused", "This cannot be done", ran.said);
    const auto done = call.api.write([&](Connection& books) -> Result<void> {
        PARETO_TRY_VOID(
            books.execute("delete from suspense_proposal where entry_id = $1", {entry.value}));
        return hq::database::append_audit(books,
                                          {0,
                                           to_ms(call.api.clock().now()),
                                           by,
                                           "suspense.confirm",
                                           "entry " + entry_name(entry),
                                           proposal->outcome + ", proposed by " + proposal->by});
    });
    if (!done) return unexpected{problem_of(done.error())};
    return json_answer(boost::json::object{{"said", text(ran.said)}});
}

Answer withdraw_settlement(Call& call) {
    PARETO_TRY(const EntryId entry, entry_of(call));
    const auto done = call.api.write([&](Connection& books) -> Result<void> {
        PARETO_TRY(
            const auto gone,
            books.execute("delete from suspense_proposal where entry_id = $1", {entry.value}));
        if (gone.affected == 0) return {};
        return hq::database::append_audit(books,
                                          {0,
                                           to_ms(call.api.clock().now()),
                                           call.session->user.name,
                                           "suspense.withdraw",
                                           "entry " + entry_name(entry),
                                           ""});
    });
    if (!done) return unexpected{problem_of(done.error())};
    Response response;
    response.status = 204;
    return response;
}

}  // namespace pareto::hq::api

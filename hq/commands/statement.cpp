#include "hq/commands/statement.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "hq/app/named_rules.h"
#include "hq/app/posting.h"
#include "hq/commands/session.h"
#include "hq/database/fact_reader.h"
#include "hq/database/rollup_fold.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"

namespace pareto::hq::commands {
namespace {

using hq::database::KeyPair;
using hq::database::MemberFound;
using pareto::database::Connection;
using pareto::database::Row;
using reports::CellKind;

constexpr std::int64_t kNotArrived = std::numeric_limits<std::int64_t>::max();

bool is_balance(Account account) {
    return account == Account::MemberPoints || account == Account::MemberDebt;
}

struct Line {
    Movement movement;
    std::int64_t hq_sequence = kNotArrived;
};

/// The account's movements, without their causes.
Result<std::vector<Line>> read_lines(Connection& connection, const std::vector<MemberId>& members) {
    std::vector<Line> lines;
    PARETO_TRY_VOID(hq::database::select_in(
        connection,
        "select t.shard_key, t.cause, t.number, t.debit_account, t.credit_account, t.amount, "
        "t.code, t.rules_version, t.lot_cause, t.lot_number, coalesce(l.expires_on, '') from "
        "transfer t left join lot l on l.shard_key = t.shard_key and l.cause = t.lot_cause and "
        "l.number = t.lot_number where t.shard_key",
        hq::database::keys_of(members),
        "",
        [&](const Row& row) -> Result<void> {
            Line line;
            Movement& movement = line.movement;
            movement.transfer = hq::database::read_transfer(row);
            if (is_balance(movement.transfer.credit)) movement.points += movement.transfer.amount;
            if (is_balance(movement.transfer.debit)) movement.points -= movement.transfer.amount;
            movement.expires_on = row.text(10);
            if (movement.points != 0) lines.push_back(std::move(line));
            return {};
        }));
    return lines;
}

struct Cause {
    std::int64_t hq_sequence = kNotArrived;
    std::optional<journal::Entry> entry;
    std::string branch;
    std::string receipt;
};

Result<std::map<EntryId, Cause>> read_causes(Connection& connection,
                                             const std::vector<Line>& lines) {
    std::map<EntryId, Cause> causes;
    for (const Line& line : lines)
        causes[line.movement.transfer.cause];
    std::vector<KeyPair> keys;
    std::vector<pareto::database::Value> ids;
    for (const auto& [id, cause] : causes) {
        keys.emplace_back(id.registration(), id.sequence());
        ids.emplace_back(id.value);
    }
    PARETO_TRY_VOID(hq::database::select_in_pairs(
        connection,
        "select registration, sequence, kind, bytes, hq_sequence from entry where (registration, "
        "sequence)",
        keys,
        [&](const Row& row) -> Result<void> {
            const EntryId id =
                EntryId::of(static_cast<Registration>(row.integer(0)), row.integer(1));
            Cause& cause = causes.at(id);
            cause.entry =
                hq::database::decode_taken(
                    id, static_cast<std::int32_t>(row.integer(2)), row.bytes(3))
                    .entry;
            cause.hq_sequence = row.integer(4);
            return {};
        }));
    PARETO_TRY_VOID(hq::database::select_in(
        connection,
        "select s.sale_id, b.code, s.receipt_number from sale s join branch b on b.branch_id = "
        "s.branch_id where s.sale_id",
        ids,
        "",
        [&](const Row& row) -> Result<void> {
            Cause& cause = causes.at(EntryId{row.integer(0)});
            cause.branch = row.text(1);
            const auto* const sale =
                cause.entry ? std::get_if<sale::Sale>(&cause.entry->body) : nullptr;
            const bool imported = sale != nullptr && !sale->source_receipt.empty();
            cause.receipt = imported ? sale->source_receipt : std::to_string(row.integer(2));
            return {};
        }));
    return causes;
}

std::string lot_text(const Transfer& transfer) {
    if (!transfer.lot_cause) return {};
    return entry_text(transfer.lot_cause) + "/" + std::to_string(transfer.lot_number);
}

std::vector<reports::Column> statement_columns() {
    return {{"date", CellKind::Text},
            {"member", CellKind::Text},
            {"what", CellKind::Text},
            {"points", CellKind::Count},
            {"balance", CellKind::Count},
            {"entry", CellKind::Text},
            {"lot", CellKind::Text},
            {"expires_on", CellKind::Text},
            {"rules", CellKind::Count}};
}

}  // namespace

std::string entry_text(EntryId entry) {
    return std::to_string(entry.registration()) + ":" + std::to_string(entry.sequence());
}

Result<reports::Report> make_statement(Connection& connection,
                                       const MemberFound& member,
                                       Language language) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto account,
               hq::database::read_account(connection, member.member, BusinessDate{}));
    PARETO_TRY(auto lines, read_lines(connection, account.members));
    PARETO_TRY(auto causes, read_causes(connection, lines));
    for (Line& line : lines)
        line.hq_sequence = causes.at(line.movement.transfer.cause).hq_sequence;
    std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
        const Transfer& one = a.movement.transfer;
        const Transfer& other = b.movement.transfer;
        return std::tie(a.hq_sequence, one.cause, one.number, one.member) <
               std::tie(b.hq_sequence, other.cause, other.number, other.member);
    });
    std::map<MemberId, std::string> numbers;
    PARETO_TRY(const auto members, hq::database::read_members(connection, account.members));
    for (const MemberFound& one : members)
        numbers[one.member] = one.member_number;

    reports::Report report;
    report.title = statement_title(member.member_number, language);
    report.currency = company.currency;
    report.headline = {{{"member", CellKind::Text}, member.member_number},
                       {{"balance", CellKind::Count}, account.balance()},
                       {{"held", CellKind::Count}, account.held},
                       {{"owed", CellKind::Count}, -account.debt}};
    report.columns = statement_columns();
    std::int64_t balance = 0;
    for (Line& line : lines) {
        Movement& movement = line.movement;
        const Transfer& transfer = movement.transfer;
        Cause& cause = causes.at(transfer.cause);
        movement.entry = cause.entry;
        movement.branch = cause.branch;
        movement.receipt = cause.receipt;
        balance += movement.points;
        report.rows.push_back(
            {cause.entry ? reports::Cell{to_string(cause.entry->business_date)} : reports::Cell{},
             numbers[transfer.member],
             sentence(movement, company.currency, language),
             movement.points,
             balance,
             entry_text(transfer.cause),
             lot_text(transfer),
             movement.expires_on,
             std::int64_t{transfer.rules_version}});
    }
    return report;
}

Result<reports::Report> explain_sale(Connection& connection,
                                     const MemberFound& member,
                                     EntryId sale,
                                     Language language) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto account,
               hq::database::read_account(connection, member.member, BusinessDate{}));
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select s.shard_key, s.points, e.bytes from sale s join entry e on "
                   "e.registration = $1 and e.sequence = $2 where s.sale_id = $3",
                   {std::int64_t{sale.registration()}, sale.sequence(), sale.value}));
    const bool is_theirs =
        !rows.empty() && std::find(account.members.begin(),
                                   account.members.end(),
                                   MemberId{rows[0].integer(0)}) != account.members.end();
    if (!is_theirs) {
        return fault(FaultCode::Unsupported,
                     "member " + member.member_number + " has no sale " + entry_text(sale));
    }
    PARETO_TRY(const journal::Entry entry, journal::decode(rows[0].bytes(2)));
    const auto* const sold = std::get_if<sale::Sale>(&entry.body);
    if (sold == nullptr) return fault(FaultCode::Corrupt, "the entry of a sale is none");
    PARETO_TRY(const auto rules, hq::database::read_rule_sets(connection));
    const loyalty::RuleSet& own = named_rules(rules, sold->rules_version);

    reports::Report report;
    report.title = sale_title(entry_text(sale), language);
    report.currency = company.currency;
    const std::int64_t points = rows[0].integer(1);
    report.headline = {
        {{"why", CellKind::Text},
         earning_sentence(earning_minor(*sold),
                          points,
                          own.points_per_minor,
                          company.currency,
                          language)},
        {{"paid_with_points", CellKind::Money}, sold->points_tender_minor()},
        {{"points", CellKind::Count}, points},
        {{"rules", CellKind::Count}, std::int64_t{own.version}}};
    report.columns = {{"line", CellKind::Count},
                      {"sku", CellKind::Text},
                      {"description", CellKind::Text},
                      {"amount", CellKind::Money},
                      {"points", CellKind::Count}};
    // The points are the whole sale's; a line's are its share by amount, and sum to them.
    std::vector<std::int64_t> weights;
    for (const sale::Line& line : sold->lines)
        weights.push_back(line.original ? 0 : std::max<std::int64_t>(line.amount_minor, 0));
    const bool any = std::any_of(weights.begin(), weights.end(), [](auto one) { return one > 0; });
    const auto shares = any ? allocate(std::max<std::int64_t>(points, 0), weights)
                            : std::vector<std::int64_t>(weights.size(), 0);
    for (std::size_t index = 0; index < sold->lines.size(); ++index) {
        const sale::Line& line = sold->lines[index];
        report.rows.push_back({std::int64_t{line.number},
                               line.sku,
                               line.description,
                               line.amount_minor,
                               shares[index]});
    }
    return report;
}

}  // namespace pareto::hq::commands

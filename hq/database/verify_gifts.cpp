// The oracles of gifts: every movement of a stock is what an entry says, and every entry moved what
// it says.
#include <array>

#include "common/journal/entry.h"
#include "hq/database/gifts.h"
#include "hq/database/verify_steps.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

constexpr const char* kName = "gift";
constexpr std::int64_t kReturning = 1'000'000;

struct Statement {
    const char* text;
    const char* sql;  ///< gives how many break it
};

constexpr std::array kStatements{
    Statement{"a version of a gift is of no entry that defines gifts",
              "select count(*) from gift g where not exists (select 1 from entry e where "
              "e.registration = g.cause / 4294967296 and e.sequence = g.cause % 4294967296 and "
              "e.kind = 53)"},
    Statement{
        "a movement of a gift is of no entry that moves gifts so",
        "select count(*) from gift_movement m where m.reason <> 'hold' and not exists (select "
        "1 from entry e where e.registration = m.cause / 4294967296 and e.sequence = m.cause "
        "% 4294967296 and ((m.reason in ('receive', 'adjust') and e.kind = 54) or (m.reason "
        "in ('give', 'return') and e.kind = 12) or (m.reason = 'release' and e.kind in (12, "
        "17)) or (m.reason = 'void' and e.kind = 13)))"},
    Statement{"an entry of HQ that stocks gifts moved none",
              "select count(*) from entry e where e.kind = 54 and not exists (select 1 from "
              "gift_movement m where m.cause = e.registration * 4294967296 + e.sequence) and not "
              "exists (select 1 from suspense s where s.entry_id = e.registration * 4294967296 + "
              "e.sequence)"},
    Statement{
        "a redemption took more of a gift than one, or gave more back",
        "select count(*) from (select redemption_id from gift_movement where redemption_id <> "
        "0 group by redemption_id having sum(units) > 0 or (sum(units) < -1 and sum(case when "
        "reason = 'give' then 1 else 0 end) < 2)) wrong"},
    Statement{"a gift is held that no redemption holds",
              "select count(*) from gift_movement m where m.reason = 'hold' and not exists (select "
              "1 from gift_movement o where o.redemption_id = m.redemption_id and o.reason in "
              "('give', 'release')) and not exists (select 1 from redemption r where "
              "r.redemption_id = m.redemption_id and r.state = 'held')"},
};

/// What staff did, entry by entry.
Result<void> verify_stocked(Connection& connection, Findings& findings) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select m.cause, m.branch_id, m.gift, m.units, m.reason, e.bytes from "
                   "gift_movement m join entry e on e.registration = m.cause / 4294967296 and "
                   "e.sequence = m.cause % 4294967296 where m.reason in ('receive', 'adjust')"));
    for (const Row& row : rows) {
        const auto entry = journal::decode(row.bytes(5));
        const auto* const said = entry ? std::get_if<journal::GiftStocked>(&entry->body) : nullptr;
        const bool same = said != nullptr && said->branch.value == row.integer(1) &&
                          said->gift == row.text(2) && said->units == row.integer(3) &&
                          (said->received ? "receive" : "adjust") == row.text(4);
        if (!same)
            findings.add(kName,
                         "entry " + std::to_string(row.integer(0)) +
                             ": a stock of gifts moved otherwise than it says");
    }
    return {};
}

}  // namespace

Result<void> verify_gifts(Connection& connection, Findings& findings) {
    for (const Statement& statement : kStatements) {
        PARETO_TRY(const auto rows, connection.execute(statement.sql));
        const std::int64_t wrong = rows.empty() ? 0 : rows[0].integer(0);
        if (wrong != 0)
            findings.add(kName, std::string{statement.text} + ": " + std::to_string(wrong));
    }
    return verify_stocked(connection, findings);
}

Result<GiftOracle> GiftOracle::read(Connection& connection) {
    GiftOracle oracle;
    PARETO_TRY(const auto rows,
               connection.execute("select cause, number, gift, points, cash_minor from "
                                  "gift_movement where reason in ('give', 'return')"));
    for (const Row& row : rows)
        oracle.moved_[{row.integer(0), row.integer(1)}] = {
            row.text(2), row.integer(3), row.integer(4)};
    return oracle;
}

void GiftOracle::check(SaleId id, const sale::Sale& sale, Findings& findings) {
    for (std::size_t index = 0; index < sale.lines.size(); ++index) {
        const sale::Line& line = sale.lines[index];
        const auto number = static_cast<std::int64_t>(index) + 1;
        const auto found = moved_.find({id.value, number + (line.original ? kReturning : 0)});
        const bool moved = found != moved_.end();
        // A return may wait, or be refused; then nothing came back.
        const bool must_move = line.kind == sale::LineKind::Gift && !line.original;
        if (moved ? !is_same(line, *found) : must_move)
            findings.add(kName,
                         "sale " + std::to_string(id.value) + ", line " + std::to_string(number) +
                             ": its gift is not what the stock's movement says");
        if (moved) moved_.erase(found);
    }
}

/// Of what came back, HQ counted the points.
bool GiftOracle::is_same(const sale::Line& line, const Moved::value_type& moved) {
    const Given& given = moved.second;
    const bool same_points =
        line.original ? given.points <= 0 : given.points == line.points_paid.value;
    const bool same_gift = line.original || given.gift == line.sku;
    return same_gift && same_points && given.cash_minor == line.amount_minor;
}

void GiftOracle::finish(Findings& findings) const {
    for (const auto& [key, given] : moved_)
        findings.add(kName,
                     "entry " + std::to_string(key.first) + ": gift " + given.gift +
                         " moved with no line of a posted sale");
}

}  // namespace pareto::hq::database

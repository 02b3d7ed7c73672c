#include "terminal/database/sqlite_staff_book.h"

#include <utility>

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;
using pareto::database::Rows;
using pareto::database::Value;

namespace {

constexpr const char* kColumns = "select operator_id, name, pin, card_key, rights from staff ";

StaffMember member_of(const Row& row) {
    return {row.text(0),
            row.text(1),
            row.text(2),
            row.bytes(3),
            static_cast<std::uint32_t>(row.integer(4))};
}

Result<std::optional<StaffMember>> select(SqliteJournal& journal,
                                          const std::string& where,
                                          Value value) {
    std::optional<StaffMember> found;
    PARETO_TRY_VOID(journal.read_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY(const auto rows, connection.execute(kColumns + where, {std::move(value)}));
        if (!rows.empty()) found = member_of(rows[0]);
        return {};
    }));
    return found;
}

}  // namespace

Result<bool> SqliteStaffBook::any() {
    bool any = false;
    PARETO_TRY_VOID(journal_.read_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY(const auto rows, connection.execute("select 1 from staff limit 1"));
        any = !rows.empty();
        return {};
    }));
    return any;
}

Result<std::optional<StaffMember>> SqliteStaffBook::find(const std::string& operator_id) {
    return select(journal_, "where operator_id = $1", operator_id);
}

Result<std::optional<StaffMember>> SqliteStaffBook::find_card(const Bytes& card_key) {
    if (card_key.empty()) return std::nullopt;
    return select(journal_, "where card_key = $1 order by operator_id limit 1", Blob{card_key});
}

Result<StaffTries> SqliteStaffBook::tries(const std::string& operator_id) {
    StaffTries tries;
    PARETO_TRY_VOID(journal_.read_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY(const auto rows,
                   connection.execute("select wrong, until_ms from staff_tries where "
                                      "operator_id = $1",
                                      {operator_id}));
        if (!rows.empty()) tries = {rows[0].integer(0), from_ms(rows[0].integer(1))};
        return {};
    }));
    return tries;
}

Result<void> SqliteStaffBook::note_tries(const std::string& operator_id, const StaffTries& tries) {
    return journal_.change_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY_VOID(
            connection.execute("delete from staff_tries where operator_id = $1", {operator_id}));
        if (tries.wrong == 0) return {};
        PARETO_TRY_VOID(connection.execute(
            "insert into staff_tries(operator_id, wrong, until_ms) values ($1, $2, $3)",
            {operator_id, tries.wrong, to_ms(tries.until)}));
        return {};
    });
}

Result<void> put_staff(Connection& connection, const sync::Change& change) {
    PARETO_TRY_VOID(
        connection.execute("delete from staff where operator_id = $1", {change.subject}));
    if (change.bytes.empty()) return {};
    PARETO_TRY(const auto staff, sync::decode_staff(change.bytes));
    if (staff.operator_id != change.subject)
        return fault(FaultCode::Corrupt, "a change of staff names two people");
    PARETO_TRY_VOID(connection.execute(
        "insert into staff(operator_id, name, pin, card_key, rights) values ($1, $2, $3, $4, $5)",
        {staff.operator_id,
         staff.name,
         staff.pin_hash,
         Blob{staff.card_key},
         std::int64_t{staff.rights}}));
    return {};
}

}  // namespace pareto::terminal::database

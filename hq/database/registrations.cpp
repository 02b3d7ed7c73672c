#include "hq/database/registrations.h"

#include <charconv>
#include <limits>

#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;

/// A restored HQ hands out every 1024th number only, which one its term says: two that were
/// restored from the same backup do not meet, however many each hands out.
constexpr std::int64_t kLanes = 1'024;

Result<Registration> draw_registration(Connection& connection) {
    PARETO_TRY(std::int64_t drawn, draw(connection, "registration", 1));
    PARETO_TRY(const std::int64_t term, read_term(connection));
    const std::int64_t ahead = (term % kLanes + kLanes - drawn % kLanes) % kLanes;
    if (term > kFirstTerm && ahead > 0) {
        PARETO_TRY(drawn, draw(connection, "registration", ahead));
    }
    if (drawn > std::numeric_limits<Registration>::max())
        return fault(FaultCode::Exhausted, "HQ has no registration left to hand out");
    return static_cast<Registration>(drawn);
}

Result<void> insert_registration(Connection& connection,
                                 Registration registration,
                                 TerminalId terminal,
                                 std::string_view standing,
                                 std::int64_t now_ms) {
    PARETO_TRY_VOID(connection.execute(
        "insert into registration(registration, terminal_id, standing, granted_ms, previous, "
        "previous_sequence, previous_hash) "
        "values ($1, $2, $3, $4, 0, 0, $5)",
        {std::int64_t{registration}, terminal.value, std::string{standing}, now_ms, Blob{}}));
    PARETO_TRY_VOID(
        connection.execute("insert into watermark(registration, sequence, hash, session_token, "
                           "receipt_number) values ($1, 0, $2, 0, 0)",
                           {std::int64_t{registration}, Blob{Bytes{Hash{}.view()}}}));
    return {};
}

}  // namespace

std::string for_update(Connection& connection, std::string_view table_alias) {
    if (connection.dialect() != pareto::database::Dialect::Postgres) return {};
    return " for update of " + std::string{table_alias};
}

Result<Hash> read_hash(const pareto::database::Row& row, std::size_t column) {
    const auto hash = Hash::from(row.bytes(column));
    if (!hash) return fault(FaultCode::Corrupt, "HQ's books have a hash of another length");
    return *hash;
}

Result<std::optional<RegistrationRow>> find_registration(Connection& connection,
                                                         Registration registration) {
    PARETO_TRY(const auto rows,
               connection.execute("select r.terminal_id, r.standing, w.sequence, w.hash from "
                                  "watermark w join registration r "
                                  "on r.registration = w.registration where w.registration = $1" +
                                      for_update(connection, "w"),
                                  {std::int64_t{registration}}));
    if (rows.empty()) return std::optional<RegistrationRow>{};
    PARETO_TRY(const Hash hash, read_hash(rows[0], 3));
    return std::optional{
        RegistrationRow{TerminalId{rows[0].integer(0)}, rows[0].text(1), rows[0].integer(2), hash}};
}

Result<Registration> grant_registration(Connection& connection,
                                        TerminalId terminal,
                                        std::string_view standing,
                                        std::int64_t now_ms) {
    PARETO_TRY(const Registration registration, draw_registration(connection));
    PARETO_TRY_VOID(insert_registration(connection, registration, terminal, standing, now_ms));
    return registration;
}

Result<void> adopt_registration(Connection& connection,
                                Registration registration,
                                TerminalId terminal,
                                std::string_view standing,
                                std::int64_t now_ms) {
    PARETO_TRY_VOID(raise_counter(connection, "registration", registration));
    return insert_registration(connection, registration, terminal, standing, now_ms);
}

Result<void> set_standing(Connection& connection,
                          Registration registration,
                          std::string_view standing) {
    PARETO_TRY_VOID(
        connection.execute("update registration set standing = $2 where registration = $1",
                           {std::int64_t{registration}, std::string{standing}}));
    return {};
}

Result<bool> knows_entry(Connection& connection,
                         Registration registration,
                         Sequence sequence,
                         const Hash& hash,
                         bool second_histories_too) {
    if (sequence == 0) return hash == Hash{};
    const Blob wanted{Bytes{hash.view()}};
    PARETO_TRY(const auto entry,
               connection.execute(
                   "select 1 from entry where registration = $1 and sequence = $2 and hash = $3",
                   {std::int64_t{registration}, sequence, wanted}));
    if (!entry.empty()) return true;
    if (!second_histories_too) return false;
    PARETO_TRY(const auto second,
               connection.execute(
                   "select 1 from fork where registration = $1 and sequence = $2 and hash = $3",
                   {std::int64_t{registration}, sequence, wanted}));
    return !second.empty();
}

Result<std::int64_t> read_term(Connection& connection) {
    PARETO_TRY(const auto term, read_setting(connection, "term"));
    std::int64_t value = 0;
    if (term) std::from_chars(term->data(), term->data() + term->size(), value);
    return value;
}

}  // namespace pareto::hq::database

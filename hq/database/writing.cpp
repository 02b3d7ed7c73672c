#include "hq/database/writing.h"

#include <string>

#include "common/base/check.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Transaction;

// "PARETO" in ASCII: the one lock of all writers of HQ's books.
constexpr std::int64_t kWritersLock = 0x50415245544F;

}  // namespace

Result<Transaction> begin_writing(Connection& connection) {
    PARETO_TRY(Transaction transaction, Transaction::begin(connection));
    if (connection.dialect() == pareto::database::Dialect::Postgres) {
        PARETO_TRY_VOID(
            connection.execute("select count(pg_advisory_xact_lock($1))", {kWritersLock}));
    }
    return transaction;
}

Result<std::int64_t> draw(Connection& connection, std::string_view counter, std::int64_t count) {
    PARETO_CHECK(count > 0);
    PARETO_TRY(const auto rows,
               connection.execute(
                   "insert into counter(name, value) values ($1, $2) on conflict(name) do update "
                   "set value = counter.value + excluded.value returning value",
                   {std::string{counter}, count}));
    PARETO_CHECK(rows.size() == 1);
    return rows[0].integer(0);
}

Result<void> raise_counter(Connection& connection, std::string_view counter, std::int64_t value) {
    PARETO_TRY_VOID(connection.execute(
        "insert into counter(name, value) values ($1, $2) on conflict(name) do update "
        "set value = excluded.value where counter.value < excluded.value",
        {std::string{counter}, value}));
    return {};
}

Result<std::int64_t> last_drawn(Connection& connection, std::string_view counter) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select value from counter where name = $1", {std::string{counter}}));
    return rows.empty() ? 0 : rows[0].integer(0);
}

}  // namespace pareto::hq::database

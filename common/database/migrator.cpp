#include "common/database/migrator.h"

#include <algorithm>
#include <string>

#include "common/base/check.h"
#include "common/database/embedded_sql.h"

namespace pareto::database {
namespace {

std::vector<Migration> listed(std::span<const Migration> migrations) {
    return {migrations.begin(), migrations.end()};
}

/// HQ processes may start together on one PostgreSQL database: one migrates, the others wait and
/// find it done.
Result<void> enter(Connection& connection) {
    if (connection.dialect() == Dialect::Postgres) {
        // "pareto" in ASCII, so that nobody else's lock has this number.
        PARETO_TRY_VOID(connection.execute("select pg_advisory_xact_lock(123584867791983)"));
    }
    PARETO_TRY_VOID(
        connection.execute("create table if not exists schema_version(version integer not null "
                           "primary key, name text not null)"));
    return {};
}

/// How many migrations the database has. They must be the first ones of ours.
Result<std::size_t> count_applied(Connection& connection,
                                  const std::vector<Migration>& migrations) {
    PARETO_TRY(const auto applied,
               connection.execute("select version, name from schema_version order by version"));
    for (std::size_t index = 0; index < applied.size(); ++index) {
        const auto version = static_cast<std::int64_t>(index) + 1;
        if (applied[index].integer(0) != version) {
            return fault(FaultCode::Corrupt,
                         "schema_version has no row " + std::to_string(version));
        }
        if (index >= migrations.size()) {
            return fault(FaultCode::Unsupported,
                         "the database has schema version " + std::to_string(applied.size()) +
                             ", this program knows " + std::to_string(migrations.size()));
        }
        if (applied[index].text(1) != migrations[index].name) {
            return fault(FaultCode::Unsupported,
                         "migration " + std::to_string(version) + " is " + applied[index].text(1) +
                             " in the database, " + std::string{migrations[index].name} +
                             " in this program");
        }
    }
    return applied.size();
}

Result<void> apply(Connection& connection, const Migration& migration) {
    PARETO_TRY_VOID(connection.execute_script(migration.sql));
    PARETO_TRY_VOID(
        connection.execute("insert into schema_version(version, name) values ($1, $2)",
                           {std::int64_t{migration.version}, std::string{migration.name}}));
    if (connection.dialect() == Dialect::Sqlite) {
        // For tools that look at the file from outside.
        PARETO_TRY_VOID(connection.execute_script("pragma user_version = " +
                                                  std::to_string(migration.version)));
    }
    return {};
}

/// Applies the next migration if there is one; whether there was.
Result<bool> step(Connection& connection, const std::vector<Migration>& migrations) {
    PARETO_TRY(auto transaction, Transaction::begin(connection));
    PARETO_TRY_VOID(enter(connection));
    PARETO_TRY(const auto applied, count_applied(connection, migrations));
    const bool more = applied < migrations.size();
    if (more) PARETO_TRY_VOID(apply(connection, migrations[applied]));
    PARETO_TRY_VOID(transaction.commit());
    return more;
}

}  // namespace

std::vector<Migration> terminal_migrations() {
    return listed(embedded_terminal_migrations());
}

std::vector<Migration> hq_migrations(Dialect dialect) {
    return listed(dialect == Dialect::Postgres ? embedded_hq_postgres_migrations()
                                               : embedded_hq_sqlite_migrations());
}

std::string_view report_sql(std::string_view name) {
    const auto reports = embedded_reports();
    const auto found = std::find_if(
        reports.begin(), reports.end(), [name](const auto& report) { return report.name == name; });
    PARETO_CHECK(found != reports.end());
    return found->sql;
}

Result<int> migrate(Connection& connection, const std::vector<Migration>& migrations) {
    for (std::size_t index = 0; index < migrations.size(); ++index) {
        PARETO_CHECK(migrations[index].version == static_cast<int>(index) + 1);
    }
    bool more = true;
    while (more) {
        PARETO_TRY(more, step(connection, migrations));
    }
    return static_cast<int>(migrations.size());
}

}  // namespace pareto::database

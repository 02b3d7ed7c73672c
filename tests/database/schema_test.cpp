// The migrations give exactly what schema.sql shows, and HQ has the same tables on both engines.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "common/database/migrator.h"
#include "tests/database/any_database.h"
#include "tests/support/postgres_cluster.h"

namespace pareto::database {
namespace {

constexpr const char* kPortable = "hq";

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string sql_file(const std::string& folder) {
    return read_file(std::filesystem::path{PARETO_SQL_DIR} / folder / "schema.sql");
}

/// Without comments, with single spaces, so that only what SQLite would read is compared.
std::string normalised(std::string_view sql) {
    std::string text;
    bool quoted = false;
    for (std::size_t index = 0; index < sql.size(); ++index) {
        if (!quoted && sql.substr(index, 2) == "--") {
            index = std::min(sql.find('\n', index), sql.size() - 1);
        }
        char character = sql[index];
        if (character == '\'') quoted = !quoted;
        if (!quoted && (character == '\n' || character == '\t')) character = ' ';
        const bool after_space = text.empty() || text.back() == ' ' || text.back() == '(';
        if (!quoted && character == ' ' && after_space) continue;
        if (!quoted && (character == ',' || character == ')') && !text.empty() &&
            text.back() == ' ')
            text.pop_back();
        text += character;
    }
    return text;
}

std::map<std::string, std::string> sqlite_schema(Connection& connection) {
    std::map<std::string, std::string> schema;
    const auto rows =
        value_of(connection.execute("select type || ' ' || name || ' on ' || tbl_name, "
                                    "coalesce(sql, 'automatic') from sqlite_master "
                                    "where tbl_name <> 'schema_version'"));
    for (const Row& row : rows)
        schema[row.text(0)] = normalised(row.text(1));
    return schema;
}

/// Columns, indexes and constraints.
std::map<std::string, std::string> postgres_schema(Connection& connection) {
    std::map<std::string, std::string> schema;
    for (const char* sql :
         {"select 'column ' || table_name || '.' || column_name, ordinal_position || ' ' || "
          "data_type || ' ' || is_nullable"
          " || ' ' || coalesce(column_default, '') || ' ' || coalesce(collation_name, '') from "
          "information_schema.columns"
          " where table_schema = current_schema() and table_name <> 'schema_version'",
          "select 'index ' || indexname, indexdef from pg_indexes"
          " where schemaname = current_schema() and tablename <> 'schema_version'",
          "select 'constraint ' || cast(cast(conrelid as regclass) as text) || ' ' || conname, "
          "pg_get_constraintdef(oid)"
          " from pg_constraint where connamespace = cast(current_schema() as regnamespace)"
          " and conrelid <> coalesce(cast(to_regclass('schema_version') as oid), 0)"}) {
        for (const Row& row : value_of(connection.execute(sql)))
            schema[row.text(0)] = row.text(1);
    }
    return schema;
}

/// What both engines must agree on: "table.column" gives type class, nullability and place in the
/// primary key.
using Portable = std::map<std::string, std::string>;

std::string type_class(const std::string& declared) {
    if (declared.find("int") != std::string::npos) return "integer";
    if (declared == "text" || declared.starts_with("character")) return "text";
    if (declared == "bytea" || declared == "blob") return "bytes";
    return "not portable: " + declared;
}

Portable sqlite_columns(Connection& connection) {
    Portable columns;
    const auto rows =
        value_of(connection.execute("select m.name || '.' || c.name, lower(c.type), c.\"notnull\", "
                                    "c.pk from sqlite_master as m "
                                    "join pragma_table_info(m.name) as c where m.type = 'table'"));
    for (const Row& row : rows) {
        columns[row.text(0)] = type_class(row.text(1)) +
                               (row.integer(2) != 0 ? " not null" : " null") + " key " +
                               std::to_string(row.integer(3));
    }
    return columns;
}

Portable postgres_columns(Connection& connection) {
    Portable columns;
    const auto rows = value_of(connection.execute(
        "select c.relname || '.' || a.attname, format_type(a.atttypid, null), a.attnotnull, "
        "coalesce(array_position(i.indkey, a.attnum) + 1, 0) "
        "from pg_class as c join pg_attribute as a on a.attrelid = c.oid "
        "left join pg_index as i on i.indrelid = c.oid and i.indisprimary "
        "where c.relkind in ('r', 'p') and c.relnamespace = cast(current_schema() as regnamespace) "
        "and a.attnum > 0 and not a.attisdropped"));
    for (const Row& row : rows) {
        columns[row.text(0)] = type_class(row.text(1)) +
                               (row.integer(2) != 0 ? " not null" : " null") + " key " +
                               std::to_string(row.integer(3));
    }
    return columns;
}

class Migrated {
public:
    Migrated(Dialect dialect, const std::vector<Migration>& migrations)
        : database_(dialect), connection_(database_.connect()) {
        PARETO_EXPECT_OK(migrate(*connection_, migrations));
    }

    Connection& connection() { return *connection_; }

private:
    AnyDatabase database_;
    std::unique_ptr<Connection> connection_;
};

class AsShown {
public:
    AsShown(Dialect dialect, const std::vector<std::string>& folders)
        : database_(dialect), connection_(database_.connect()) {
        for (const auto& folder : folders)
            PARETO_EXPECT_OK(connection_->execute_script(sql_file(folder)));
    }

    Connection& connection() { return *connection_; }

private:
    AnyDatabase database_;
    std::unique_ptr<Connection> connection_;
};

TEST(SchemaTest, TerminalMigrationsGiveItsSchemaFile) {
    Migrated migrated{Dialect::Sqlite, terminal_migrations()};
    AsShown shown{Dialect::Sqlite, {"terminal"}};
    EXPECT_EQ(sqlite_schema(migrated.connection()), sqlite_schema(shown.connection()));
    EXPECT_FALSE(sqlite_schema(shown.connection()).empty());
}

TEST(SchemaTest, HqMigrationsGiveItsSchemaFileOnSqlite) {
    Migrated migrated{Dialect::Sqlite, hq_migrations(Dialect::Sqlite)};
    AsShown shown{Dialect::Sqlite, {kPortable, "hq/sqlite"}};
    EXPECT_EQ(sqlite_schema(migrated.connection()), sqlite_schema(shown.connection()));
    EXPECT_FALSE(sqlite_schema(shown.connection()).empty());
}

TEST(SchemaTest, HqMigrationsGiveItsSchemaFileOnPostgres) {
    if (const auto why = test::PostgresCluster::unavailable(); !why.empty()) GTEST_SKIP() << why;
    Migrated migrated{Dialect::Postgres, hq_migrations(Dialect::Postgres)};
    AsShown shown{Dialect::Postgres, {kPortable, "hq/postgres"}};
    EXPECT_EQ(postgres_schema(migrated.connection()), postgres_schema(shown.connection()));
}

TEST(SchemaTest, HqHasTheSameTablesOnSqliteAndPostgres) {
    if (const auto why = test::PostgresCluster::unavailable(); !why.empty()) GTEST_SKIP() << why;
    Migrated sqlite{Dialect::Sqlite, hq_migrations(Dialect::Sqlite)};
    Migrated postgres{Dialect::Postgres, hq_migrations(Dialect::Postgres)};
    EXPECT_EQ(sqlite_columns(sqlite.connection()), postgres_columns(postgres.connection()));
    EXPECT_FALSE(sqlite_columns(sqlite.connection()).empty());
}

}  // namespace
}  // namespace pareto::database

// Brings a database to the newest schema, one frozen numbered migration after the other, each in
// one transaction.
#pragma once

#include <string_view>
#include <vector>

#include "common/database/database.h"

namespace pareto::database {

/// One file below sql/, compiled into the program. For PostgreSQL and SQLite the text is the same
/// unless a file of the same number lies in sql/hq/postgres or sql/hq/sqlite, which then is run
/// after the portable one.
struct Migration {
    int version;  ///< from the file name 0001_name.sql, dense from 1
    std::string_view name;
    std::string_view sql;
};

/// The embedded sets (generated at build time from sql/).
[[nodiscard]] std::vector<Migration> terminal_migrations();
[[nodiscard]] std::vector<Migration> hq_migrations(Dialect dialect);
/// The embedded text of sql/reports/NAME.sql; aborts on a name that does not exist.
[[nodiscard]] std::string_view report_sql(std::string_view name);

/// Returns the version reached. Refuses (Unsupported) a database newer than this program knows.
[[nodiscard]] Result<int> migrate(Connection& connection, const std::vector<Migration>& migrations);

}  // namespace pareto::database

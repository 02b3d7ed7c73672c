// The files of sql/, compiled in. The arrays are generated at build time by sql/embed.cmake.
#pragma once

#include <span>
#include <string_view>

#include "common/database/migrator.h"

namespace pareto::database {

struct EmbeddedReport {
    std::string_view name;
    std::string_view sql;
};

[[nodiscard]] std::span<const Migration> embedded_terminal_migrations();
[[nodiscard]] std::span<const Migration> embedded_hq_sqlite_migrations();
[[nodiscard]] std::span<const Migration> embedded_hq_postgres_migrations();
[[nodiscard]] std::span<const EmbeddedReport> embedded_reports();

}  // namespace pareto::database

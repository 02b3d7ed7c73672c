// What text is, for both databases alike: UTF-8 without NUL. PostgreSQL takes nothing else and
// SQLite takes anything, so the adapters ask here first.
#pragma once

#include <string_view>

namespace pareto::database {

[[nodiscard]] bool is_storable_text(std::string_view text);

}  // namespace pareto::database

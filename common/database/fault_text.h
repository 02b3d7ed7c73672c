// The beginning of a statement, for a fault's detail. Statements hold no values (those are
// parameters), so it is safe.
#pragma once

#include <string>
#include <string_view>

namespace pareto::database {

/// "reason: insert into entry(registration, seq…", on one line.
[[nodiscard]] std::string with_statement(std::string_view reason, std::string_view sql);

}  // namespace pareto::database

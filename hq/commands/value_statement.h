// What an account of stored value has, and every movement of it, for people.
#pragma once

#include <string>

#include "common/base/time.h"
#include "common/database/database.h"
#include "common/sale/value_account.h"
#include "hq/reports/report.h"

namespace pareto::hq::commands {

/// Unsupported when nothing was ever put there. `title` is the report's.
[[nodiscard]] Result<reports::Report> make_value_statement(pareto::database::Connection& connection,
                                                           const sale::ValueAccount& account,
                                                           const std::string& title,
                                                           BusinessDate on);

}  // namespace pareto::hq::commands

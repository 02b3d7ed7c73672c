// A sales file as the commands that make a terminal record it.
#pragma once

#include "common/money/money.h"
#include "hq/import/columns.h"
#include "hq/replay/replay.h"

#include <string>
#include <vector>

namespace pareto::hq::replay {

/// What the terminals were told at enrolment, needed to read amounts and times.
struct Company {
    Currency currency;
    std::string time_zone;
};

/// Reads the whole file; a receipt's lines may stand anywhere in it. Corrupt, naming file, line, column and reason, for
/// the first row that cannot be used: a replay takes a whole file or nothing.
[[nodiscard]] Result<ReceiptsByTerminal> read_sales_file(const std::string& path, const std::vector<import::Assignment>& assignments,
                                                         const Company& company);

}  // namespace pareto::hq::replay

// What a run comes to, for people and for the file that is kept.
#pragma once

#include "tests/simulation/runner.h"

namespace pareto::simulation {

void print_list();
/// One line.
void print_summary(const RunOptions& options, const RunTotals& totals);
[[nodiscard]] bool write_summary(const RunOptions& options, const RunTotals& totals);

}  // namespace pareto::simulation

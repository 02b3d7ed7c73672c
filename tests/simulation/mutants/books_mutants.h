// Bugs in what HQ's books do with what terminals send.
#pragma once

#include "tests/simulation/mutants/mutant.h"

namespace pareto::simulation::mutants {

[[nodiscard]] std::unique_ptr<Books> ack_before_commit(std::unique_ptr<Books> inner, database::Connection& connection);
[[nodiscard]] std::unique_ptr<Books> no_deduplication(std::unique_ptr<Books> inner, database::Connection& connection);
[[nodiscard]] std::unique_ptr<Books> fencing_ignored(std::unique_ptr<Books> inner, database::Connection& connection);
[[nodiscard]] std::unique_ptr<Books> hold_not_checked(std::unique_ptr<Books> inner, database::Connection& connection);
[[nodiscard]] std::unique_ptr<Books> authorise_not_idempotent(std::unique_ptr<Books> inner, database::Connection& connection);
[[nodiscard]] std::unique_ptr<Books> allowance_released(std::unique_ptr<Books> inner, database::Connection& connection);

}  // namespace pareto::simulation::mutants

// Bugs in what HQ writes. They change rows on their way into the database, so that what they leave is consistent in
// itself: balances, lots and transfers agree, and are wrong.
#pragma once

#include "common/database/database.h"

#include <memory>

namespace pareto::simulation::mutants {

[[nodiscard]] std::unique_ptr<database::Connection> missing_points_reversal(std::unique_ptr<database::Connection> inner);
[[nodiscard]] std::unique_ptr<database::Connection> lost_unknown_card_credit(std::unique_ptr<database::Connection> inner);

[[nodiscard]] std::unique_ptr<database::Connection> mint_cap_ignored(std::unique_ptr<database::Connection> inner);
[[nodiscard]] std::unique_ptr<database::Connection> expiry_run_twice(std::unique_ptr<database::Connection> inner);
[[nodiscard]] std::unique_ptr<database::Connection> voucher_use_kept(std::unique_ptr<database::Connection> inner);
[[nodiscard]] std::unique_ptr<database::Connection> value_taken_twice(std::unique_ptr<database::Connection> inner);
[[nodiscard]] std::unique_ptr<database::Connection> return_before_sale(std::unique_ptr<database::Connection> inner);

}  // namespace pareto::simulation::mutants

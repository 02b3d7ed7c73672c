// How HQ writes: every transaction that changes the books begins here, so that on PostgreSQL
// several HQ processes commit one after the other and hq_sequence and feed positions are dense in
// commit order.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/database/database.h"

namespace pareto::hq::database {

/// `begin`, and on PostgreSQL the advisory lock that is held to the end of the transaction.
[[nodiscard]] Result<pareto::database::Transaction> begin_writing(
    pareto::database::Connection& connection);

/// Draws `count` numbers of the counter and returns the last; the counter is made when it does not
/// exist.
[[nodiscard]] Result<std::int64_t> draw(pareto::database::Connection& connection,
                                        std::string_view counter,
                                        std::int64_t count);
/// Raises the counter to at least `value`.
[[nodiscard]] Result<void> raise_counter(pareto::database::Connection& connection,
                                         std::string_view counter,
                                         std::int64_t value);
/// The last number drawn; 0 for none.
[[nodiscard]] Result<std::int64_t> last_drawn(pareto::database::Connection& connection,
                                              std::string_view counter);

}  // namespace pareto::hq::database

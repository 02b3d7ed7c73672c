// The ledger's oracles over HQ's books: each is a statement that must hold on every committed
// state.
//
// conservation, balances = fold of transfers, lots = points balance, chains unbroken, sequences
// dense, watermarks at the end, roll-ups = recomputed from the entries, every sale entry exactly
// once, returned ≤ sold, …
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/database/database.h"

namespace pareto::hq::database {

/// One statement that does not hold. Text is plain, for a person: ids and numbers, never names or
/// cards.
struct Violation {
    std::string oracle;  ///< "conservation", "chain", …
    std::string text;
    bool operator==(const Violation&) const = default;
};

/// Empty when all oracles hold. At most 20 violations of each oracle are listed. It runs many
/// queries: call it inside a transaction that sees one snapshot, or while nothing writes.
[[nodiscard]] Result<std::vector<Violation>> verify_books(pareto::database::Connection& connection);

/// The names of all oracles, in the order they are checked.
[[nodiscard]] const std::vector<std::string>& oracle_names();

/// Computes member_day and branch_day anew from the entries and writes them, in one transaction.
/// Returns how many rows differed from what was there: 0 unless something was wrong.
[[nodiscard]] Result<std::int64_t> rebuild_rollups(pareto::database::Connection& connection);

}  // namespace pareto::hq::database

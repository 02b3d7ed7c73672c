// The entries of a terminal's file as stored, and whether they form the chain that their hashes
// promise.
#pragma once

#include <cstdint>
#include <vector>

#include "common/database/database.h"
#include "common/journal/entry.h"

namespace pareto::terminal::database {

/// Entries of one registration from `first` on, at most `limit`.
[[nodiscard]] Result<std::vector<journal::RawEntry>> select_entries(
    pareto::database::Connection& connection,
    Registration registration,
    Sequence first,
    std::int64_t limit);

/// Checks all registrations; a reader will do. Corrupt names the first entry that does not join;
/// else how many joined.
[[nodiscard]] Result<std::int64_t> verify_chain(pareto::database::Connection& connection);

}  // namespace pareto::terminal::database

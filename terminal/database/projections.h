// What an entry means for the other tables. Called in the transaction that appends the entry, and
// again for entries that HQ gives back to a restored terminal.
#pragma once

#include <string>

#include "common/database/database.h"
#include "common/journal/entry.h"
#include "terminal/database/books.h"

namespace pareto::terminal::database {

/// Writes the tables and brings `books` along. `intent` is kept with a sale; empty = none.
[[nodiscard]] Result<void> project(pareto::database::Connection& connection,
                                   Books& books,
                                   EntryId id,
                                   const journal::Entry& entry,
                                   const std::string& intent);

/// Why an entry does not fit the books as they are now; empty when it fits.
[[nodiscard]] std::string misfit(const Books& books, const journal::Entry& entry);

}  // namespace pareto::terminal::database

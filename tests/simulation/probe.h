// Looks into a database without the product's code and without a trace: opens a copy of a disk image.
#pragma once

#include "tests/simulation/surroundings.h"

#include <set>
#include <string>

namespace pareto::simulation {

/// Every history's entries that HQ keeps, under the names their terminals gave them. Empty for an image without books.
[[nodiscard]] std::set<EntryKey> entries_of_hq(CrashVfs& vfs, const Disk::Image& image);
/// The same as a running HQ sees it.
[[nodiscard]] std::set<EntryKey> entries_of_hq(database::Connection& connection);
[[nodiscard]] std::set<Registration> registrations_of_terminal(CrashVfs& vfs, const Disk::Image& image);
/// The registration that is appended to, and its last sequence.
[[nodiscard]] EntryId end_of_terminal(CrashVfs& vfs, const Disk::Image& image);
[[nodiscard]] std::set<EntryKey> entries_of_terminal(CrashVfs& vfs, const Disk::Image& image);

}  // namespace pareto::simulation

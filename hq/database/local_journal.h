// Entries that are born at HQ: imports, and what HQ's staff decides. They are appended under the
// process's own registration and posted by the same code as a terminal's batches.
//
// An imported sale belongs to a branch and to the code of the terminal that made it, which travel
// beside the entry. A terminal code that HQ has not seen gets a terminal row of standing
// 'imported': it has no certificate, cannot connect, and is not the terminal that may later enrol
// under the same code.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/journal/entry.h"
#include "common/ports/clock.h"
#include "hq/database/preamble.h"

namespace pareto::hq::database {

/// Personal data travels beside its entry; the entry's `personal` is SHA-256(salt ‖ bytes). See
/// hq/app/personal.h for the form of `bytes`.
struct LocalPersonal {
    Bytes salt;  ///< 16 bytes
    Bytes bytes;
};

struct LocalEntry {
    journal::Entry entry;
    BranchId branch;            ///< where it happened; required for sales and post-voids
    std::string terminal_code;  ///< empty = HQ itself
    std::optional<LocalPersonal> personal;
    bool received_when_occurred = false;  ///< imported history: received_at := occurred_at
};

class LocalJournal {
public:
    /// `registration` from open_process; `slot` as in SyncServiceOptions.
    LocalJournal(pareto::database::Connection& connection,
                 ports::Clock& clock,
                 Registration registration,
                 std::int64_t slot);

    /// One transaction; ids in the order given. Efficient with some 1,000 entries a call.
    [[nodiscard]] Result<std::vector<EntryId>> append(std::span<const LocalEntry> entries);

    /// The same without a transaction of its own: the caller began one with begin_writing
    /// (hq/database/writing.h) and commits, so that its own rows (import_receipt …) are written
    /// with the entries or not at all.
    [[nodiscard]] Result<std::vector<EntryId>> append_within(std::span<const LocalEntry> entries);

    /// The ids that the next append will give, so that rows naming each other can be made in one
    /// call.
    [[nodiscard]] Result<EntryId> next_id();

private:
    pareto::database::Connection& connection_;
    ports::Clock& clock_;
    Registration registration_;
    std::int64_t slot_;
    PreambleReader preamble_;
};

}  // namespace pareto::hq::database

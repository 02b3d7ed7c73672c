// Taking entries into HQ's books: the raw rows, then what they mean. The one way in, for terminals'
// batches and for what is born at HQ.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/database/database.h"
#include "common/sync/message.h"
#include "hq/app/journal_chain.h"
#include "hq/database/plan_writer.h"
#include "hq/database/preamble.h"

namespace pareto::hq::database {

/// An entry that is to be kept, under HQ's id of it. Bytes belong to the caller.
struct KeptEntry {
    EntryId id;
    Hash hash;  ///< of the chain of id.registration()
    std::int32_t kind = 0;
    BytesView bytes;
    BytesView personal_salt, personal;
    std::int64_t received_ms = 0;
    TerminalId terminal;
    BranchId branch;
    bool local = false;           ///< born at HQ, not at a terminal
    std::string_view quarantine;  ///< a suspense_reason: kept, not posted; empty = posted
    /// Of a second history: the registration whose it is, and where it stands in the terminal's
    /// chain.
    std::optional<std::pair<Registration, JoinedEntry>> second_history;
};

/// The highest receipt number by journal.
using ReceiptNumbers = std::map<Registration, std::int64_t>;

/// Writes and posts them in the given order. Inside a transaction begun with begin_writing;
/// watermarks are the caller's.
[[nodiscard]] Result<ReceiptNumbers> take_entries(pareto::database::Connection& connection,
                                                  const Preamble& preamble,
                                                  std::span<const KeptEntry> kept,
                                                  const PlanContext& context);

}  // namespace pareto::hq::database

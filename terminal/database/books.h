// What the terminal's file says, in memory: the state the use cases read, the heads, and what HQ
// last told.
//
// Invariant: the books are what load_books() would read. Whoever writes changes a copy beside its
// SQL, and puts it in place after the commit.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/database/database.h"
#include "common/sync/message.h"
#include "terminal/app/journal.h"

namespace pareto::terminal::database {

/// A registration of this terminal: how far it goes, and how far HQ acknowledged it.
struct HeadRow {
    std::int64_t age = 0;
    Registration registration = 0;
    Sequence last = 0;
    Hash last_hash;
    Sequence acked = 0;
    Hash acked_hash;
    std::int64_t acked_term = 0;
    bool lost = false;  ///< the anchor, or HQ, knows entries of it that this file does not have
    bool operator==(const HeadRow&) const = default;
};

struct Books {
    Journal::State state;
    std::vector<HeadRow> heads;  ///< ascending by age; the last is the current registration
    std::int64_t hq_term = 0;
    std::int64_t hq_time_ms = 0;
    std::int64_t feed_cursor = 0;
    sync::TerminalStanding standing = sync::TerminalStanding::Good;

    [[nodiscard]] HeadRow* head(Registration registration);

    [[nodiscard]] HeadRow& current() { return heads.back(); }

    /// Sets state.registration, may_sell and why_not from the rest.
    void judge();
};

[[nodiscard]] Result<Books> load_books(pareto::database::Connection& connection);
/// The open shift, the last sale and the receipt number, from the tables (after entries came that
/// are not the newest).
[[nodiscard]] Result<void> reload_shift_and_sales(pareto::database::Connection& connection,
                                                  Books& books);
/// The hash of an own entry; nothing when it is not there. Sequence 0 has the zero hash.
[[nodiscard]] Result<std::optional<Hash>> own_hash(pareto::database::Connection& connection,
                                                   const HeadRow& head,
                                                   Sequence sequence);
[[nodiscard]] Result<void> write_head(pareto::database::Connection& connection,
                                      const HeadRow& head);

}  // namespace pareto::terminal::database

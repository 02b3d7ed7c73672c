// Bugs in what a terminal writes and believes.
#pragma once

#include "common/sync/terminal_session.h"
#include "terminal/app/journal.h"

#include <memory>

namespace pareto::simulation::mutants {

[[nodiscard]] std::unique_ptr<terminal::Journal> wrong_return_arithmetic(terminal::Journal& inner);
[[nodiscard]] std::unique_ptr<terminal::Journal> double_capture(terminal::Journal& inner);
[[nodiscard]] std::unique_ptr<sync::SyncJournal> feed_cursor_first(sync::SyncJournal& inner);
[[nodiscard]] std::unique_ptr<sync::SyncJournal> budget_not_shared(sync::SyncJournal& inner);
[[nodiscard]] std::unique_ptr<sync::SyncJournal> block_overlooked(sync::SyncJournal& inner);
[[nodiscard]] std::unique_ptr<sync::SyncJournal> wrong_ack_accepted(sync::SyncJournal& inner);

}  // namespace pareto::simulation::mutants

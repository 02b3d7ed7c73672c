// What a write-ahead log holds that an earlier process left, made durable before anything builds on
// it.
#pragma once

#include <string>

#include <sqlite3.h>

#include "common/base/fault.h"

namespace pareto::database {

/// After an fsync that failed, the kernel shows bytes that the disk does not have, and no later
/// fsync writes them (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC
/// 2020). So the log is copied to a file beside it, `PATH-settle`, the copy sealed as complete, and
/// the log written in place anew, each with a sync; the copy is there in case of a crash in
/// between, which tears what is overwritten. A copy that an earlier process left is believed only
/// if it is sealed, and sealed once more before the log is touched: the sync of its seal may have
/// failed. Afterwards there is no copy. Nobody may write the database at the time; readers see the same
/// bytes all along. Exhausted when the disk has no room for the copy.
[[nodiscard]] Result<void> settle_wal(sqlite3_vfs* vfs, const std::string& path);

}  // namespace pareto::database

// A terminal's data directory: one process at a time.
//
//     terminal.lock     held with flock by the process that runs
//     terminal.sqlite   journal, projections, identity (0600)
//     anchor            how far the journal had come, outside the database
#pragma once

#include <memory>
#include <string>

#include "common/database/database.h"
#include "common/ports/clock.h"
#include "terminal/database/sqlite_journal.h"

namespace pareto::terminal::database {

/// Makes the directory (0700) if it does not exist.
[[nodiscard]] Result<void> make_data_directory(const std::string& path);

struct DataDirectoryOptions {
    std::string path;
    std::string anchor;  ///< of the anchor file; empty = in the directory. Better on a medium that
                         ///< no backup restores.
    std::string vfs;     ///< empty = the default one
    std::string program_version;
};

class DataDirectory {
public:
    /// Makes the directory if it does not exist. Denied when another process runs in it.
    [[nodiscard]] static Result<std::unique_ptr<DataDirectory>> open(
        const DataDirectoryOptions& options, const ports::Clock& clock);

    [[nodiscard]] SqliteJournal& journal() { return *journal_; }

private:
    DataDirectory(pareto::database::FileLock lock,
                  std::unique_ptr<FileAnchor> anchor,
                  std::unique_ptr<SqliteJournal> journal);

    pareto::database::FileLock lock_;
    std::unique_ptr<FileAnchor> anchor_;
    std::unique_ptr<SqliteJournal> journal_;  ///< uses the anchor: destroyed before it
};

}  // namespace pareto::terminal::database

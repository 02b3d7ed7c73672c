// Opens what a terminal keeps on disk, in the order that makes it safe: lock, anchor, database.
#include "terminal/database/data_directory.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "common/database/migrator.h"

namespace pareto::terminal::database {

DataDirectory::DataDirectory(pareto::database::FileLock lock,
                             std::unique_ptr<FileAnchor> anchor,
                             std::unique_ptr<SqliteJournal> journal)
    : lock_{std::move(lock)}, anchor_{std::move(anchor)}, journal_{std::move(journal)} {}

Result<void> make_data_directory(const std::string& path) {
    std::error_code error;
    if (std::filesystem::create_directories(path, error)) {
        std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
    }
    if (error) return fault(FaultCode::Unavailable, path + ": " + error.message());
    return {};
}

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(const DataDirectoryOptions& options,
                                                           const ports::Clock& clock) {
    const std::filesystem::path directory{options.path};
    PARETO_TRY_VOID(make_data_directory(options.path));
    auto lock = pareto::database::FileLock::acquire((directory / "terminal.lock").string());
    if (!lock) {
        if (lock.error().code != FaultCode::Denied) return unexpected{lock.error()};
        return fault(FaultCode::Denied, "another terminal program runs in " + options.path);
    }
    PARETO_TRY(auto anchor,
               FileAnchor::open(options.anchor.empty() ? (directory / "anchor").string()
                                                       : options.anchor));
    const std::string file = (directory / "terminal.sqlite").string();
    PARETO_TRY(auto writer,
               pareto::database::open_sqlite(file, {.read_only = false, .vfs = options.vfs}));
    // The reader opens a file that has its tables.
    PARETO_TRY_VOID(pareto::database::migrate(*writer, pareto::database::terminal_migrations()));
    PARETO_TRY(auto reader,
               pareto::database::open_sqlite(file, {.read_only = true, .vfs = options.vfs}));
    PARETO_TRY(
        auto journal,
        SqliteJournal::open(
            {std::move(writer), std::move(reader), *anchor, clock, options.program_version}));
    return std::unique_ptr<DataDirectory>{
        new DataDirectory{std::move(*lock), std::move(anchor), std::move(journal)}};
}

}  // namespace pareto::terminal::database

// backup and restore of a SQLite HQ: the database as of one moment, and the files beside it.
//
// A restored HQ may have handed out registrations and acknowledged entries that the backup does not
// know. So it begins a new term, and registrations go on far beyond the last that could have been
// given; the terminals send again what it lost.
#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "common/net/private_file.h"
#include "hq/commands/commands.h"
#include "hq/database/registrations.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeptFileMax = 64U << 10U;
// Numbers that are never handed out twice, whatever is restored.
constexpr std::array kCounters{"registration", "session"};
// All that belongs to one database file, itself last: what a crash left beside it must never meet
// another one.
constexpr std::array<std::string_view, 4> kFilesOfDatabase{"-settle", "-wal", "-shm", ""};

Result<void> check_database(const std::string& path) {
    pareto::database::SqliteOptions options;
    options.read_only = true;
    PARETO_TRY(const auto connection, pareto::database::open_sqlite(path, options));
    PARETO_TRY(const auto rows, connection->execute("pragma quick_check"));
    if (rows.size() != 1 || rows[0].text(0) != "ok")
        return fault(FaultCode::Corrupt, path + ": the database is damaged");
    PARETO_TRY_VOID(read_company(*connection));
    return {};
}

Result<void> copy_files(const fs::path& from, const fs::path& to) {
    for (const auto& [name, may_lack] : kept_files()) {
        std::error_code ignored;
        if (may_lack && !fs::exists(from / name, ignored)) continue;
        PARETO_TRY(const std::string text, net::read_file(from / name, kKeptFileMax));
        PARETO_TRY_VOID(net::write_private_file(to / name, text));
    }
    return {};
}

Result<void> make_empty_folder(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        return fault(FaultCode::Unavailable,
                     path.string() + ": cannot be made: " + error.message());
    if (!fs::is_empty(path, error) || error)
        return fault(FaultCode::Conflict, path.string() + " is not empty");
    fs::permissions(path, fs::perms::owner_all, error);
    return {};
}

Result<void> make_backup(const Place& place, const fs::path& to) {
    PARETO_TRY_VOID(DataFolder::open(place.folder));
    PARETO_TRY_VOID(make_empty_folder(to));
    PARETO_TRY(const auto connection, open_reader(place));
    const std::string copy = (to / "hq.sqlite").string();
    PARETO_TRY_VOID(pareto::database::backup_sqlite(*connection, copy));
    PARETO_TRY_VOID(check_database(copy));
    return copy_files(place.folder, to);
}

struct Heights {
    std::int64_t term = 0;
    std::array<std::int64_t, kCounters.size()> counters{};
};

// What the database that is replaced had reached: nothing of it may be given again.
Result<Heights> heights_of(const std::string& path) {
    Heights heights;
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return heights;
    pareto::database::SqliteOptions options;
    options.read_only = true;
    PARETO_TRY(const auto connection, pareto::database::open_sqlite(path, options));
    PARETO_TRY(heights.term, hq::database::read_term(*connection));
    for (std::size_t index = 0; index < kCounters.size(); ++index) {
        PARETO_TRY(heights.counters[index],
                   hq::database::last_drawn(*connection, kCounters[index]));
    }
    return heights;
}

Result<void> begin_again(pareto::database::Connection& connection,
                         const Heights& heights,
                         ports::Clock& clock) {
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    for (std::size_t index = 0; index < kCounters.size(); ++index) {
        PARETO_TRY_VOID(
            hq::database::raise_counter(connection, kCounters[index], heights.counters[index]));
    }
    PARETO_TRY(const std::int64_t term, hq::database::read_term(connection));
    if (heights.term > term)
        PARETO_TRY_VOID(
            hq::database::write_setting(connection, "term", std::to_string(heights.term)));
    PARETO_TRY_VOID(transaction.commit());
    return hq::database::begin_term(connection, clock);
}

Result<void> rename_file(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error)
        return fault(FaultCode::Unavailable,
                     from.string() + ": cannot be renamed: " + error.message());
    return {};
}

// The old database is kept beside the new one until a person removes it.
Result<std::string> set_aside(const fs::path& database) {
    std::error_code ignored;
    const bool any =
        std::any_of(kFilesOfDatabase.begin(), kFilesOfDatabase.end(), [&](std::string_view ending) {
            return fs::exists(database.string() + std::string{ending}, ignored);
        });
    if (!any) return std::string{};
    constexpr int kAttemptsMax = 10'000;
    for (int number = 1; number < kAttemptsMax; ++number) {
        const std::string aside = database.string() + ".before-restore-" + std::to_string(number);
        if (fs::exists(aside, ignored)) continue;
        for (const std::string_view ending : kFilesOfDatabase) {
            const std::string name = database.string() + std::string{ending};
            if (fs::exists(name, ignored))
                PARETO_TRY_VOID(rename_file(name, aside + std::string{ending}));
        }
        return aside;
    }
    return fault(FaultCode::Exhausted, "too many databases were set aside; remove some");
}

Result<std::string> restore_folder(const Place& place,
                                   const RestoreOptions& options,
                                   ports::Clock& clock) {
    const fs::path from = options.from;
    if (!is_initialised(from))
        return fault(FaultCode::Unavailable, from.string() + " is not a backup of a data folder");
    std::error_code error;
    fs::create_directories(place.folder, error);
    if (error)
        return fault(FaultCode::Unavailable,
                     place.folder.string() + ": cannot be made: " + error.message());
    if (fs::equivalent(from, place.folder, error))
        return fault(FaultCode::Unsupported, "the backup is the data folder itself");
    if (!fs::is_empty(place.folder, error) && !options.force) {
        return fault(FaultCode::Conflict,
                     place.folder.string() + " is not empty; --force sets its database aside");
    }
    fs::permissions(place.folder, fs::perms::owner_all, error);
    PARETO_TRY(const auto lock,
               pareto::database::FileLock::acquire((place.folder / "hq.lock").string()));
    PARETO_TRY_VOID(check_database((from / "hq.sqlite").string()));

    const fs::path database = place.folder / "hq.sqlite";
    const fs::path restoring = place.folder / "hq.sqlite.restoring";
    for (const std::string_view ending : kFilesOfDatabase)
        fs::remove(restoring.string() + std::string{ending}, error);
    {
        pareto::database::SqliteOptions reader;
        reader.read_only = true;
        PARETO_TRY(const auto backup,
                   pareto::database::open_sqlite((from / "hq.sqlite").string(), reader));
        PARETO_TRY_VOID(pareto::database::backup_sqlite(*backup, restoring.string()));
    }
    PARETO_TRY(const Heights heights, heights_of(database.string()));
    PARETO_TRY_VOID(copy_files(from, place.folder));
    PARETO_TRY(const std::string aside, set_aside(database));
    PARETO_TRY_VOID(rename_file(restoring, database));
    PARETO_TRY(const auto connection, open_writer(place));
    PARETO_TRY_VOID(begin_again(*connection, heights, clock));
    return aside;
}

}  // namespace

int backup(const Place& place, const BackupOptions& options, const Surroundings& surroundings) {
    if (!place.is_sqlite()) {
        return fail(surroundings,
                    "PostgreSQL is backed up with pg_dump or its own archiving; copy the data "
                    "folder's keys beside it");
    }
    const auto made = make_backup(place, options.to);
    if (!made) return fail(surroundings, made.error());
    surroundings.output.out("backed up to " + options.to +
                            "; it holds keys: keep it as safe as the data folder\n");
    return kDone;
}

int restore(const Place& place, const RestoreOptions& options, const Surroundings& surroundings) {
    if (options.mark_only) {
        if (!is_initialised(place.folder))
            return fail(surroundings, place.folder.string() + " is not initialised");
        std::optional<pareto::database::FileLock> lock;
        if (place.is_sqlite()) {
            auto locked = pareto::database::FileLock::acquire((place.folder / "hq.lock").string());
            if (!locked) return fail(surroundings, "stop the serving process first");
            lock.emplace(std::move(*locked));
        }
        const auto marked = [&]() -> Result<void> {
            PARETO_TRY(const auto connection, open_writer(place));
            PARETO_TRY_VOID(read_company(*connection));
            return hq::database::begin_term(*connection, surroundings.clock);
        }();
        if (!marked) return fail(surroundings, marked.error());
        surroundings.output.out(
            "a new term began: the terminals will send again what this database lost\n");
        return kDone;
    }
    if (!place.is_sqlite()) {
        return fail(
            surroundings,
            "restore PostgreSQL with pg_restore, then run pareto-hq restore --mark-restored");
    }
    const auto aside = restore_folder(place, options, surroundings.clock);
    if (!aside) {
        return fail(surroundings,
                    aside.error().code == FaultCode::Denied
                        ? std::string{"stop the serving process first"}
                        : aside.error().detail);
    }
    surroundings.output.out("restored " + place.folder.string() + " from " + options.from + "\n");
    if (!aside->empty()) surroundings.output.out("the database before is " + *aside + "\n");
    return kDone;
}

}  // namespace pareto::hq::commands

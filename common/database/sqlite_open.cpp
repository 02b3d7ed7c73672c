// Opening a SQLite database with its settings asserted; checkpoint, write-ahead log and backup.
#include <array>
#include <cstddef>
#include <utility>

#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/base/check.h"
#include "common/database/sqlite_connection.h"
#include "common/database/wal_settling.h"

namespace pareto::database {
namespace {

/// How long to wait for a lock. With one writer that alone checkpoints, locks last for moments:
/// recovery after a crash, or a reader that is opening.
constexpr int kBusyTimeoutMs = 5'000;
/// A log that a long reader let grow is cut to this when it starts over.
constexpr const char* kJournalSizeLimit = "pragma journal_size_limit = 67108864";
constexpr std::int64_t kWalHeaderBytes = 32;
constexpr std::int64_t kWalFrameHeaderBytes = 24;

struct Switch {
    int option;
    int wanted;
    const char* name;
};

struct Pragma {
    const char* name;
    std::int64_t wanted;
};

/// The file with rights for us alone. SQLite gives the log and the shared memory the rights of the
/// file. An existing file is not opened: closing it again would drop this process's locks on it.
void create_private(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::close(descriptor);
}

/// PostgreSQL's byte order by the same name. UTF-8 in byte order is code point order.
int compare_bytes(
    void* /*unused*/, int left_size, const void* left, int right_size, const void* right) {
    const std::string_view a{static_cast<const char*>(left), static_cast<std::size_t>(left_size)};
    const std::string_view b{static_cast<const char*>(right), static_cast<std::size_t>(right_size)};
    return a.compare(b);
}

Result<SQLite::Database> open_file(const std::string& path, const SqliteOptions& options) {
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_READWRITE |
                      (options.read_only ? 0 : SQLITE_OPEN_CREATE);
    try {
        return SQLite::Database{path, flags, kBusyTimeoutMs, options.vfs};
    } catch (const SQLite::Exception& exception) {
        return unexpected{sqlite_fault(exception.getExtendedErrorCode(), exception.what(), path)};
    }
}

SqliteConnection& sqlite_of(Connection& connection) {
    auto* const sqlite = dynamic_cast<SqliteConnection*>(&connection);
    PARETO_CHECK(sqlite != nullptr);
    return *sqlite;
}

/// Where the database's files live, which need not be the disk.
sqlite3_vfs* vfs_of(sqlite3* database) {
    sqlite3_vfs* vfs = nullptr;
    const int code = sqlite3_file_control(database, "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
    PARETO_CHECK(code == SQLITE_OK && vfs != nullptr);
    return vfs;
}

Result<void> refuse_existing(sqlite3_vfs* vfs, const std::string& path) {
    int exists = 0;
    const int code = vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &exists);
    if (code != SQLITE_OK)
        return unexpected{sqlite_fault(code, "cannot look at the backup file", path)};
    if (exists != 0) return fault(FaultCode::Conflict, path + " exists");
    return {};
}

/// In one go: the copy reads one snapshot, and nobody waits for it.
Result<void> copy_database(sqlite3* source, sqlite3* target) {
    sqlite3_backup* const backup = sqlite3_backup_init(target, "main", source, "main");
    if (backup == nullptr) {
        return unexpected{
            sqlite_fault(sqlite3_extended_errcode(target), sqlite3_errmsg(target), "backup")};
    }
    const int copied = sqlite3_backup_step(backup, -1);
    const int finished = sqlite3_backup_finish(backup);
    if (copied == SQLITE_DONE && finished == SQLITE_OK) return {};
    const int code = finished != SQLITE_OK ? finished : copied;
    return unexpected{sqlite_fault(code, sqlite3_errstr(code), "backup")};
}

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path,
                                                                 const SqliteOptions& options) {
    if (!options.read_only) {
        if (options.vfs.empty()) create_private(path);
        sqlite3_vfs* const vfs =
            sqlite3_vfs_find(options.vfs.empty() ? nullptr : options.vfs.c_str());
        if (vfs == nullptr) return fault(FaultCode::Unsupported, "there is no VFS " + options.vfs);
        PARETO_TRY_VOID(settle_wal(vfs, path));
    }
    PARETO_TRY(auto database, open_file(path, options));
    auto connection = std::unique_ptr<SqliteConnection>{
        new SqliteConnection{std::move(database), options.read_only}};
    PARETO_TRY_VOID(connection->configure(options));
    return connection;
}

Result<void> SqliteConnection::configure(const SqliteOptions& options) {
    sqlite3_extended_result_codes(handle_, 1);
    if (!read_only_ && sqlite3_db_readonly(handle_, "main") != 0) {
        return fault(FaultCode::Denied, "the database file cannot be written");
    }
    const int code =
        sqlite3_create_collation_v2(handle_, "C", SQLITE_UTF8, nullptr, &compare_bytes, nullptr);
    if (code != SQLITE_OK) return failed(code, "collation C");
    PARETO_TRY_VOID(set_switches());
    PARETO_TRY_VOID(set_journal_mode());
    PARETO_TRY_VOID(set_pragmas(options));
    if (read_only_) return {};
    PARETO_TRY_VOID(empty_wal());
    return measure_wal();
}

Result<void> SqliteConnection::set_switches() {
    const std::array switches{
        Switch{SQLITE_DBCONFIG_DEFENSIVE, 1, "defensive"},
        Switch{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, "trusted_schema"},
        // A misspelt column in double quotes is an error, as in PostgreSQL, and not a text.
        Switch{SQLITE_DBCONFIG_DQS_DML, 0, "dqs_dml"},
        Switch{SQLITE_DBCONFIG_DQS_DDL, 0, "dqs_ddl"},
        Switch{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, "load_extension"},
        Switch{SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, read_only_ ? 1 : 0, "no_ckpt_on_close"},
    };
    for (const auto& [option, wanted, name] : switches) {
        int actual = -1;
        const int code = sqlite3_db_config(handle_, option, wanted, &actual);
        if (code != SQLITE_OK || actual != wanted) {
            return fault(FaultCode::Unsupported,
                         std::string{"sqlite does not take the setting "} + name);
        }
    }
    return {};
}

Result<void> SqliteConnection::set_journal_mode() {
    PARETO_TRY(const auto mode,
               run(read_only_ ? "pragma journal_mode" : "pragma journal_mode = wal"));
    if (mode.size() != 1 || mode[0].text(0) != "wal") {
        return fault(FaultCode::Unsupported,
                     read_only_ ? "the database has no write-ahead log: no writer made it"
                                : "this place cannot hold a write-ahead log");
    }
    return {};
}

Result<void> SqliteConnection::set_pragmas(const SqliteOptions& options) {
    constexpr std::int64_t kFull = 2;
    const std::array pragmas{
        Pragma{"synchronous", kFull},
        Pragma{"foreign_keys", 1},
        Pragma{"trusted_schema", 0},
        Pragma{"cell_size_check", 1},
        Pragma{"mmap_size", 0},
        Pragma{"secure_delete", 1},
        Pragma{"wal_autocheckpoint", 0},
        Pragma{"query_only", read_only_ ? 1 : 0},
        Pragma{"cache_size", -1024 * std::int64_t{options.cache_mib}},
    };
    for (const auto& [name, wanted] : pragmas) {
        const std::string read = std::string{"pragma "} + name;
        PARETO_TRY_VOID(run(read + " = " + std::to_string(wanted)));
        PARETO_TRY(const auto rows, run(read));
        // mmap_size answers nothing where the VFS has no memory mapping.
        const bool as_wanted =
            rows.empty() ? std::string_view{name} == "mmap_size" : rows[0].integer(0) == wanted;
        if (!as_wanted)
            return fault(FaultCode::Unsupported,
                         std::string{"sqlite does not take the setting "} + name);
    }
    if (!read_only_) PARETO_TRY_VOID(run(kJournalSizeLimit));
    // As in PostgreSQL; it cannot be read back.
    PARETO_TRY_VOID(run("pragma case_sensitive_like = 1"));
    statements_.clear();
    return {};
}

sqlite3_file* SqliteConnection::wal_file() {
    sqlite3_file* wal = nullptr;
    const int code = sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    return code == SQLITE_OK && wal != nullptr && wal->pMethods != nullptr ? wal : nullptr;
}

// After a crash the log may end in the middle of a sector, and the next commit would write the rest
// of it: where the disk tears a whole sector, that takes the end of the last commit with it. So what
// an earlier process left goes into the file, and the log begins anew. Readers in other processes
// may keep it from being emptied; then it stays as it is.
Result<void> SqliteConnection::empty_wal() {
    PARETO_TRY_VOID(run("select count(*) from sqlite_master"));  // opens the log
    sqlite3_file* const wal = wal_file();
    sqlite3_int64 size = 0;
    if (wal == nullptr || wal->pMethods->xFileSize(wal, &size) != SQLITE_OK || size == 0) return {};
    int code =
        sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    constexpr int kPrimaryCode = 0xFF;
    if ((code & kPrimaryCode) == SQLITE_BUSY) return {};
    if (code == SQLITE_OK) code = wal->pMethods->xSync(wal, SQLITE_SYNC_FULL);
    if (code != SQLITE_OK) return failed(code, "emptying the write-ahead log");
    return {};
}

Result<void> SqliteConnection::measure_wal() {
    PARETO_TRY(const auto page_size, run("pragma page_size"));
    wal_frame_bytes_ = page_size[0].integer(0) + kWalFrameHeaderBytes;
    // What a crash left counts as not yet moved; it is an upper bound until the first commit or
    // checkpoint says more.
    if (sqlite3_file* const wal = wal_file(); wal != nullptr) {
        sqlite3_int64 size = 0;
        const int code = wal->pMethods->xFileSize(wal, &size);
        if (code != SQLITE_OK) return failed(code, "size of the write-ahead log");
        if (size > kWalHeaderBytes) wal_frames_ = (size - kWalHeaderBytes) / wal_frame_bytes_;
    }
    sqlite3_wal_hook(
        handle_,
        [](void* context, sqlite3*, const char*, int frames) {
            auto& self = *static_cast<SqliteConnection*>(context);
            // Fewer frames than before: the log was all moved and has started over.
            if (frames <= self.wal_frames_) self.wal_frames_moved_ = 0;
            self.wal_frames_ = frames;
            return SQLITE_OK;
        },
        this);
    return {};
}

Result<void> SqliteConnection::checkpoint() {
    PARETO_CHECK(!read_only_ && !in_transaction_);
    PARETO_TRY_VOID(usable());
    int frames = 0;
    int moved = 0;
    // Passive never waits and never blocks a reader. Once everything is moved the next commit
    // starts the log over.
    const int code =
        sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);
    if (code != SQLITE_OK) return failed(code, "checkpoint");
    wal_frames_ = frames;
    wal_frames_moved_ = moved;
    return {};
}

Result<std::int64_t> SqliteConnection::wal_bytes() {
    PARETO_CHECK(!read_only_);
    PARETO_TRY_VOID(usable());
    return (wal_frames_ - wal_frames_moved_) * wal_frame_bytes_;
}

Result<void> SqliteConnection::backup(const std::string& path) {
    PARETO_CHECK(!in_transaction_);
    PARETO_TRY_VOID(usable());
    sqlite3_vfs* const vfs = vfs_of(handle_);
    PARETO_TRY_VOID(refuse_existing(vfs, path));
    if (vfs == sqlite3_vfs_find(nullptr)) create_private(path);
    SqliteOptions options;
    options.vfs = vfs->zName;
    auto copied = open_file(path, options).and_then([this](SQLite::Database target) {
        return copy_database(handle_, target.getHandle());
    });
    if (!copied) vfs->xDelete(vfs, path.c_str(), 0);
    return copied;
}

Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path,
                                                const SqliteOptions& options) {
    return SqliteConnection::open(path, options);
}

Result<void> checkpoint(Connection& connection) {
    return sqlite_of(connection).checkpoint();
}

Result<std::int64_t> wal_bytes(Connection& connection) {
    return sqlite_of(connection).wal_bytes();
}

Result<void> backup_sqlite(Connection& connection, const std::string& path) {
    return sqlite_of(connection).backup(path);
}

}  // namespace pareto::database

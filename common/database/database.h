// The database port: one small door to SQLite and PostgreSQL.
//
// Both take the same SQL text with $1 … $n parameters and give the same values back, bytes with
// NULs included. A connection belongs to one thread. Every call on a failed connection returns a
// fault; nothing throws.
//
// Alike on both, so that what holds on one holds on the other:
// * After a fault inside a transaction the transaction is lost: every call until rollback() returns
//   that fault.
// * Text is UTF-8 without NUL; other text is refused (Unsupported) before it reaches the database.
// * Integers, booleans (0, 1) and exact numerics without a fraction (PostgreSQL's sum of bigint)
//   come back as integers. A fraction, a binary fraction or a number beyond 64 bits is a fault
//   (Unsupported): cast it in the SQL.
// * LIKE tells upper from lower case, and `order by x collate "C"` is byte order.
//
// A SQLite connection that met an I/O error or a damaged file stays failed (what a failed fsync
// left behind is unknown): open it anew. A PostgreSQL connection that broke connects again at its
// next use outside a transaction.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/fault.h"
#include "common/database/row.h"

namespace pareto::database {

enum class Dialect { Sqlite, Postgres };

/// Many rows into one table. `conflict` is empty or a clause such as
/// "on conflict(member_id, day) do update set net_minor = member_day.net_minor +
/// excluded.net_minor".
struct BulkInsert {
    std::string table;
    std::vector<std::string> columns;
    std::string conflict;
    std::vector<std::vector<Value>> rows;
};

class Connection {
public:
    virtual ~Connection() = default;
    [[nodiscard]] virtual Dialect dialect() const = 0;
    /// One statement. Statements are prepared once per connection and kept.
    [[nodiscard]] virtual Result<Rows> execute(std::string_view sql,
                                               std::span<const Value> parameters = {}) = 0;
    /// A script of several statements without parameters or results (migrations). Atomic only
    /// inside a transaction.
    [[nodiscard]] virtual Result<void> execute_script(std::string_view sql) = 0;
    /// All rows or none, as if inserted one after the other. SQLite: one prepared statement stepped
    /// per row; PostgreSQL: COPY, or arrays when there is a conflict clause. Must run inside a
    /// transaction.
    [[nodiscard]] virtual Result<void> insert_many(const BulkInsert& insert) = 0;
    /// `begin immediate` on SQLite (a reader: its snapshot starts with the first query);
    /// serializable is not needed: writers lock the rows they decide on.
    [[nodiscard]] virtual Result<void> begin() = 0;
    /// The transaction is over whatever this returns; when the fault is Unavailable, nobody knows
    /// whether it is committed: ask the database again (every write is idempotent by its id).
    [[nodiscard]] virtual Result<void> commit() = 0;
    /// Never fails: a connection that cannot roll back reports a fault at its next use. Nothing to
    /// do is fine.
    virtual void rollback() noexcept = 0;

    [[nodiscard]] Result<Rows> execute(std::string_view sql,
                                       std::initializer_list<Value> parameters) {
        return execute(sql, std::span<const Value>{parameters.begin(), parameters.size()});
    }
};

/// Rolls back unless committed.
class Transaction {
public:
    [[nodiscard]] static Result<Transaction> begin(Connection& connection);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(Connection& connection) : connection_(&connection) {}

    Connection* connection_;
};

struct SqliteOptions {
    bool read_only = false;  ///< readers: query_only, wal_autocheckpoint=0, no checkpoint on close
    std::string vfs;         ///< empty = the default one; the simulator names its own
    int cache_mib = 16;      ///< page cache of this connection, taken only as it fills
};

/// A writer is the only one: first it makes durable what a crash left in the log (wal_settling.h).
/// WAL, synchronous=FULL, foreign_keys, trusted_schema=off, cell_size_check, mmap_size=0,
/// secure_delete; asserted. The writer checkpoints through checkpoint() only, which its owner calls
/// off the sale path, and while it opens and closes. The writer creates a missing file (0600), a
/// reader does not.
[[nodiscard]] Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path,
                                                              const SqliteOptions& options = {});
/// Moves the WAL into the file as far as readers allow; `connection` must be the SQLite writer.
[[nodiscard]] Result<void> checkpoint(Connection& connection);
/// Number of bytes in the write-ahead log that are not in the file yet, so that the owner knows
/// when to checkpoint.
[[nodiscard]] Result<std::int64_t> wal_bytes(Connection& connection);
/// A consistent copy of a live SQLite database into a new file (the online backup interface);
/// Conflict when the file exists. `connection` may be a reader, so that the writer goes on.
[[nodiscard]] Result<void> backup_sqlite(Connection& connection, const std::string& path);

/// `url`: postgresql://user:password@host:port/name?options, as libpq takes it. Refused
/// (Unsupported) unless the server commits synchronously. Constraint faults name the constraint,
/// never a value.
[[nodiscard]] Result<std::unique_ptr<Connection>> open_postgres(const std::string& url);

/// Holds an exclusive flock on `path` (created 0600) until destroyed; Denied when another process
/// has it.
class FileLock {
public:
    [[nodiscard]] static Result<FileLock> acquire(const std::string& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

}  // namespace pareto::database

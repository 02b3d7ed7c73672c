// The SQLite adapter. Opening and closing go through SQLiteCpp; statements use the C interface on
// its handle, because the sale path binds without copying and keeps its statements by text.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include "common/database/database.h"
#include "common/database/statement_cache.h"

namespace pareto::database {

/// The fault that a result code means. Constraint messages of SQLite name tables and columns, never
/// values.
[[nodiscard]] Fault sqlite_fault(int extended_code,
                                 std::string_view reason,
                                 std::string_view sql = {});
/// Whether nothing more may be done on a connection that met this code: what is in the file or in
/// the page cache is no longer known.
[[nodiscard]] bool leaves_connection_unusable(int extended_code);

class SqliteConnection final : public Connection {
public:
    /// Opens and asserts the settings; see open_sqlite().
    [[nodiscard]] static Result<std::unique_ptr<SqliteConnection>> open(
        const std::string& path, const SqliteOptions& options);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    [[nodiscard]] Dialect dialect() const override { return Dialect::Sqlite; }

    [[nodiscard]] Result<Rows> execute(std::string_view sql,
                                       std::span<const Value> parameters) override;
    [[nodiscard]] Result<void> execute_script(std::string_view sql) override;
    [[nodiscard]] Result<void> insert_many(const BulkInsert& insert) override;
    [[nodiscard]] Result<void> begin() override;
    [[nodiscard]] Result<void> commit() override;
    void rollback() noexcept override;

    [[nodiscard]] Result<void> checkpoint();
    [[nodiscard]] Result<std::int64_t> wal_bytes();
    [[nodiscard]] Result<void> backup(const std::string& path);

private:
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };

    using Handle = std::unique_ptr<sqlite3_stmt, Finalize>;

    /// slots[i] is the parameter number ($1 is 1) of SQLite's parameter i + 1, which counts by
    /// first appearance.
    struct Statement {
        Handle handle;
        std::vector<std::size_t> slots;
        std::size_t parameters = 0;
    };

    SqliteConnection(SQLite::Database database, bool read_only);

    [[nodiscard]] Result<void> configure(const SqliteOptions& options);
    [[nodiscard]] Result<void> set_switches();
    [[nodiscard]] Result<void> set_pragmas(const SqliteOptions& options);
    [[nodiscard]] Result<void> set_journal_mode();
    [[nodiscard]] sqlite3_file* wal_file();
    [[nodiscard]] Result<void> empty_wal();
    [[nodiscard]] Result<void> measure_wal();

    /// The fault that stands in the way of any use, if there is one.
    [[nodiscard]] Result<void> usable() const;
    /// Remembers a fault that ends the transaction, and passes it on.
    template <typename Outcome>
    [[nodiscard]] Outcome noted(Outcome outcome);

    [[nodiscard]] Result<Rows> run(std::string_view sql, std::span<const Value> parameters = {});
    [[nodiscard]] Result<void> run_script(std::string_view sql);
    [[nodiscard]] Result<void> run_inserts(const BulkInsert& insert);
    [[nodiscard]] Result<Statement*> prepared(std::string_view sql);
    [[nodiscard]] Result<void> bind(const Statement& statement,
                                    std::string_view sql,
                                    std::span<const Value> values);
    [[nodiscard]] Result<Row> read_row(sqlite3_stmt* handle, std::string_view sql);
    /// The fault of the call that just failed on this connection.
    [[nodiscard]] tl::unexpected<Fault> failed(int extended_code, std::string_view sql);

    SQLite::Database database_;
    sqlite3* handle_;
    bool read_only_;
    bool in_transaction_ = false;
    std::optional<Fault> transaction_fault_;
    std::optional<Fault> connection_fault_;
    /// Frames in the write-ahead log and how many of them a checkpoint moved.
    std::int64_t wal_frames_ = 0;
    std::int64_t wal_frames_moved_ = 0;
    std::int64_t wal_frame_bytes_ = 0;
    // Declared after the database: statements are finalised before it is closed.
    StatementCache<Statement> statements_;
};

}  // namespace pareto::database

// The PostgreSQL adapter on libpqxx.
//
// libpqxx 6.4 is used with care, because its transaction classes commit a transaction of which a
// prepared statement failed (the server then rolls back, without an error), and connect again
// silently in the middle of one. Here one nontransaction lasts as long as the connection, BEGIN and
// COMMIT are statements, and connecting again is our doing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <pqxx/nontransaction>
#include <pqxx/result>

#include "common/database/database.h"
#include "common/database/statement_cache.h"

namespace pareto::database {

/// The fault of the exception being handled; call it in a catch block only. `server_is_there`: the
/// connection still stands.
[[nodiscard]] Fault postgres_fault(std::string_view sql, bool server_is_there);

/// `url` as connection options, with our defaults (time limits, UTF-8) where it says nothing.
/// Unsupported, without a word of the URL, which may hold a password, when it is none.
[[nodiscard]] Result<std::string> connection_options(const std::string& url);

/// What the server says beside results. Only warnings come through, see kSessionSettings.
class WarningFlag final : public pqxx::errorhandler {
public:
    explicit WarningFlag(pqxx::connection_base& connection) : errorhandler(connection) {}

    bool operator()(const char /*message*/[]) noexcept override {
        raised_ = true;
        return false;
    }

    void clear() { raised_ = false; }

    [[nodiscard]] bool raised() const { return raised_; }

private:
    bool raised_ = false;
};

/// A connection to the server while it stands. Throws what libpqxx throws.
class PostgresSession {
public:
    explicit PostgresSession(const std::string& options);
    /// Prepares the text once and executes it.
    [[nodiscard]] pqxx::result execute(std::string_view sql, std::span<const Value> parameters);

    pqxx::result execute_direct(const std::string& sql) { return transaction_.exec(sql); }

    /// The text that inserts arrays of the columns' types; looked up in the catalogue once.
    [[nodiscard]] const std::string& array_insert(const BulkInsert& insert);
    void forget_statements();

    [[nodiscard]] bool is_open() const { return connection_.is_open(); }

    [[nodiscard]] pqxx::nontransaction& transaction() { return transaction_; }

    [[nodiscard]] WarningFlag& warning() { return warning_; }

private:
    // The order matters: a transaction ends before its connection.
    pqxx::connection connection_;
    WarningFlag warning_;
    pqxx::nontransaction transaction_;
    StatementCache<std::string> statement_names_;
    std::unordered_map<std::string, std::string> array_inserts_;
    std::int64_t statements_named_ = 0;
};

/// Connects, sets the session up and asserts that commits are synchronous.
[[nodiscard]] Result<std::unique_ptr<PostgresSession>> connect(const std::string& options);

/// Rows with a conflict clause: one statement over arrays, a chunk of rows at a time.
void insert_arrays(PostgresSession& session, const BulkInsert& insert);
/// Rows without one: COPY.
void copy_rows(PostgresSession& session, const BulkInsert& insert);

class PostgresConnection final : public Connection {
public:
    PostgresConnection(std::string options, std::unique_ptr<PostgresSession> session)
        : options_(std::move(options)), session_(std::move(session)) {}

    ~PostgresConnection() override = default;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    [[nodiscard]] Dialect dialect() const override { return Dialect::Postgres; }

    [[nodiscard]] Result<Rows> execute(std::string_view sql,
                                       std::span<const Value> parameters) override;
    [[nodiscard]] Result<void> execute_script(std::string_view sql) override;
    [[nodiscard]] Result<void> insert_many(const BulkInsert& insert) override;
    [[nodiscard]] Result<void> begin() override;
    [[nodiscard]] Result<void> commit() override;
    void rollback() noexcept override;

private:
    /// Ready for a statement: connected (again), and the transaction not lost.
    [[nodiscard]] Result<void> usable();
    /// Does `work` and turns what it throws into a fault, which ends the transaction.
    template <typename Work>
    [[nodiscard]] auto guarded(std::string_view sql, Work work) -> Result<decltype(work())>;
    [[nodiscard]] tl::unexpected<Fault> lost(Fault fault);

    std::string options_;
    std::unique_ptr<PostgresSession> session_;  ///< none after the connection broke
    bool in_transaction_ = false;
    std::optional<Fault> transaction_fault_;
};

}  // namespace pareto::database

// Statements and transactions on SQLite.
#include <algorithm>
#include <charconv>
#include <utility>

#include "common/base/check.h"
#include "common/database/sqlite_connection.h"
#include "common/database/text.h"

namespace pareto::database {
namespace {

/// Resets on leaving. The bindings stay and may dangle: every execution binds all of them again
/// first.
class ResetOnExit {
public:
    explicit ResetOnExit(sqlite3_stmt* handle) : handle_(handle) {}

    ~ResetOnExit() { sqlite3_reset(handle_); }

    ResetOnExit(const ResetOnExit&) = delete;
    ResetOnExit& operator=(const ResetOnExit&) = delete;

private:
    sqlite3_stmt* handle_;
};

std::string insert_sql(const BulkInsert& insert) {
    std::string sql = "insert into " + insert.table + "(";
    for (std::size_t index = 0; index < insert.columns.size(); ++index) {
        if (index > 0) sql += ", ";
        sql += insert.columns[index];
    }
    sql += ") values (";
    for (std::size_t index = 0; index < insert.columns.size(); ++index) {
        sql += index > 0 ? ", $" : "$";
        sql += std::to_string(index + 1);
    }
    sql += ") ";
    sql += insert.conflict;
    return sql;
}

/// "$12" gives 12; 0 for any other name.
std::size_t parameter_number(const char* name) {
    if (name == nullptr || name[0] != '$') return 0;
    const std::string_view digits{name + 1};
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} && end == digits.data() + digits.size() ? number : 0;
}

bool is_only_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

int bind_value(sqlite3_stmt* handle, int index, const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return sqlite3_bind_int64(handle, index, *integer);
    if (const auto* text = std::get_if<std::string>(&value)) {
        return sqlite3_bind_text64(
            handle, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    if (const auto* blob = std::get_if<Blob>(&value)) {
        return sqlite3_bind_blob64(
            handle, index, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
    }
    return sqlite3_bind_null(handle, index);
}

}  // namespace

SqliteConnection::SqliteConnection(SQLite::Database database, bool read_only)
    : database_(std::move(database)), handle_(database_.getHandle()), read_only_(read_only) {}

SqliteConnection::~SqliteConnection() {
    rollback();
}

Result<void> SqliteConnection::usable() const {
    if (connection_fault_) return unexpected{*connection_fault_};
    if (transaction_fault_) return unexpected{*transaction_fault_};
    return {};
}

template <typename Outcome>
Outcome SqliteConnection::noted(Outcome outcome) {
    if (!outcome && in_transaction_ && !transaction_fault_) transaction_fault_ = outcome.error();
    return outcome;
}

tl::unexpected<Fault> SqliteConnection::failed(int extended_code, std::string_view sql) {
    Fault fault = sqlite_fault(extended_code, sqlite3_errmsg(handle_), sql);
    if (leaves_connection_unusable(extended_code)) connection_fault_ = fault;
    return unexpected{std::move(fault)};
}

Result<Rows> SqliteConnection::execute(std::string_view sql, std::span<const Value> parameters) {
    PARETO_TRY_VOID(usable());
    return noted(run(sql, parameters));
}

Result<void> SqliteConnection::execute_script(std::string_view sql) {
    PARETO_TRY_VOID(usable());
    return noted(run_script(sql));
}

Result<void> SqliteConnection::insert_many(const BulkInsert& insert) {
    PARETO_CHECK(in_transaction_);
    PARETO_TRY_VOID(usable());
    return noted(run_inserts(insert));
}

Result<void> SqliteConnection::begin() {
    PARETO_CHECK(!in_transaction_);
    PARETO_TRY_VOID(usable());
    PARETO_TRY_VOID(run(read_only_ ? "begin" : "begin immediate"));
    in_transaction_ = true;
    return {};
}

Result<void> SqliteConnection::commit() {
    PARETO_CHECK(in_transaction_);
    auto outcome = usable();
    if (outcome) {
        auto committed = run("commit");
        if (!committed) outcome = unexpected{std::move(committed).error()};
    }
    if (!outcome) {
        rollback();
        return outcome;
    }
    in_transaction_ = false;
    return {};
}

void SqliteConnection::rollback() noexcept {
    if (!in_transaction_) return;
    in_transaction_ = false;
    transaction_fault_.reset();
    // SQLite rolls back by itself after some errors (a full disk).
    if (sqlite3_get_autocommit(handle_) != 0) return;
    auto outcome = run("rollback");
    if (!outcome && !connection_fault_) connection_fault_ = std::move(outcome).error();
}

Result<Rows> SqliteConnection::run(std::string_view sql, std::span<const Value> parameters) {
    PARETO_TRY(const Statement* const statement, prepared(sql));
    PARETO_TRY_VOID(bind(*statement, sql, parameters));

    sqlite3_stmt* const step = statement->handle.get();
    const ResetOnExit reset{step};
    const auto changes_before = sqlite3_total_changes64(handle_);
    Rows rows;
    int code = sqlite3_step(step);
    // The names only now: the first step may have prepared the statement again after a change of
    // the schema.
    const int columns = sqlite3_column_count(step);
    rows.columns.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column)
        rows.columns.emplace_back(sqlite3_column_name(step, column));
    // Always to the end: a statement with RETURNING that is not makes COMMIT fail.
    for (; code == SQLITE_ROW; code = sqlite3_step(step)) {
        PARETO_TRY(auto row, read_row(step, sql));
        rows.rows.push_back(std::move(row));
    }
    if (code != SQLITE_DONE) return failed(code, sql);
    if (sqlite3_total_changes64(handle_) != changes_before)
        rows.affected = sqlite3_changes64(handle_);
    return rows;
}

Result<void> SqliteConnection::run_script(std::string_view sql) {
    while (!is_only_blank(sql)) {
        sqlite3_stmt* raw = nullptr;
        const char* rest = nullptr;
        const int prepared_code =
            sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &raw, &rest);
        const Handle step{raw};
        if (prepared_code != SQLITE_OK) return failed(prepared_code, sql);
        const auto statement = sql.substr(0, static_cast<std::size_t>(rest - sql.data()));
        sql.remove_prefix(statement.size());
        if (!step) continue;  // only a comment
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW)
            code = sqlite3_step(step.get());
        if (code != SQLITE_DONE) return failed(code, statement);
    }
    return {};
}

Result<void> SqliteConnection::run_inserts(const BulkInsert& insert) {
    if (insert.rows.empty()) return {};
    const std::string sql = insert_sql(insert);
    PARETO_TRY(const Statement* const statement, prepared(sql));
    sqlite3_stmt* const step = statement->handle.get();
    for (const auto& row : insert.rows) {
        PARETO_CHECK(row.size() == insert.columns.size());
        PARETO_TRY_VOID(bind(*statement, sql, row));
        const int code = sqlite3_step(step);
        const ResetOnExit reset{step};
        if (code != SQLITE_DONE) return failed(code, sql);
    }
    return {};
}

Result<SqliteConnection::Statement*> SqliteConnection::prepared(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) return &known->second;

    sqlite3_stmt* raw = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(
        handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &rest);
    Statement statement{.handle = Handle{raw}, .slots = {}, .parameters = 0};
    if (code != SQLITE_OK) return failed(code, sql);
    if (!statement.handle) return unexpected{sqlite_fault(SQLITE_ERROR, "no statement", sql)};
    if (!is_only_blank(sql.substr(static_cast<std::size_t>(rest - sql.data())))) {
        return unexpected{sqlite_fault(SQLITE_ERROR, "more than one statement", sql)};
    }
    const int count = sqlite3_bind_parameter_count(raw);
    for (int index = 1; index <= count; ++index) {
        const std::size_t number = parameter_number(sqlite3_bind_parameter_name(raw, index));
        if (number == 0)
            return unexpected{sqlite_fault(SQLITE_ERROR, "a parameter is not written $n", sql)};
        statement.slots.push_back(number);
        statement.parameters = std::max(statement.parameters, number);
    }
    // PostgreSQL cannot tell the type of a parameter that does not occur, so none may be missing
    // here either.
    if (statement.parameters != statement.slots.size()) {
        return unexpected{
            sqlite_fault(SQLITE_ERROR, "the parameters are not $1 to $n without a gap", sql)};
    }
    if (statements_.size() >= kStatementsMax) statements_.clear();
    return &statements_.insert_or_assign(std::string{sql}, std::move(statement)).first->second;
}

Result<void> SqliteConnection::bind(const Statement& statement,
                                    std::string_view sql,
                                    std::span<const Value> values) {
    if (values.size() != statement.parameters) {
        return unexpected{sqlite_fault(SQLITE_RANGE, "wrong number of parameters", sql)};
    }
    for (std::size_t slot = 0; slot < statement.slots.size(); ++slot) {
        const Value& value = values[statement.slots[slot] - 1];
        if (const auto* text = std::get_if<std::string>(&value);
            text != nullptr && !is_storable_text(*text)) {
            return unexpected{
                sqlite_fault(SQLITE_MISMATCH, "a text parameter is not UTF-8 or has a NUL", sql)};
        }
        const int code = bind_value(statement.handle.get(), static_cast<int>(slot) + 1, value);
        if (code != SQLITE_OK) return failed(code, sql);
    }
    return {};
}

Result<Row> SqliteConnection::read_row(sqlite3_stmt* handle, std::string_view sql) {
    const int columns = sqlite3_column_count(handle);
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
        switch (sqlite3_column_type(handle, column)) {
            case SQLITE_INTEGER:
                values.emplace_back(std::int64_t{sqlite3_column_int64(handle, column)});
                break;
            case SQLITE_TEXT: {
                // The text first, then its length: the other order may convert in between.
                const auto* const text = static_cast<const char*>(
                    static_cast<const void*>(sqlite3_column_text(handle, column)));
                const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle, column));
                if (text == nullptr) return failed(SQLITE_NOMEM, sql);
                values.emplace_back(std::in_place_type<std::string>, text, size);
                break;
            }
            case SQLITE_BLOB: {
                const auto* const bytes =
                    static_cast<const char*>(sqlite3_column_blob(handle, column));
                const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle, column));
                values.emplace_back(Blob{size == 0 ? Bytes{} : Bytes{bytes, size}});
                break;
            }
            case SQLITE_NULL:
                values.emplace_back();
                break;
            default:
                return unexpected{sqlite_fault(
                    SQLITE_MISMATCH,
                    std::string{"not an integer: column "} + sqlite3_column_name(handle, column),
                    sql)};
        }
    }
    return Row{std::move(values)};
}

}  // namespace pareto::database

// Statements and transactions on PostgreSQL.
#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include <pqxx/prepared_statement>

#include "common/base/check.h"
#include "common/database/fault_text.h"
#include "common/database/postgres_connection.h"
#include "common/database/postgres_value.h"
#include "common/database/text.h"

namespace pareto::database {
namespace {

/// `word` in lower case; `sql` in any.
bool contains_word(std::string_view sql, std::string_view word) {
    const auto same = [](char a, char b) {
        return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b);
    };
    return std::search(sql.begin(), sql.end(), word.begin(), word.end(), same) != sql.end();
}

Result<void> check_texts(std::string_view sql, std::span<const Value> values) {
    for (const Value& value : values) {
        const auto* text = std::get_if<std::string>(&value);
        if (text != nullptr && !is_storable_text(*text)) {
            return fault(FaultCode::Unsupported,
                         with_statement("a text parameter is not UTF-8 or has a NUL", sql));
        }
    }
    return {};
}

Result<Rows> read_rows(const pqxx::result& result, std::string_view sql) {
    Rows rows;
    const auto columns = result.columns();
    std::vector<std::uint32_t> types;
    for (pqxx::row::size_type column = 0; column < columns; ++column) {
        rows.columns.emplace_back(result.column_name(column));
        types.push_back(result.column_type(column));
    }
    rows.rows.reserve(result.size());
    for (const auto& row : result) {
        std::vector<Value> values;
        values.reserve(columns);
        for (pqxx::row::size_type column = 0; column < columns; ++column) {
            const auto field = row[column];
            if (field.is_null()) {
                values.emplace_back();
                continue;
            }
            auto value = read_postgres(types[column], {field.c_str(), field.size()});
            if (!value) {
                return fault(
                    value.error().code,
                    with_statement(
                        value.error().detail + " in column " + result.column_name(column), sql));
            }
            values.push_back(std::move(*value));
        }
        rows.rows.emplace_back(std::move(values));
    }
    // For a SELECT the server counts the rows it gave; only what it changed is wanted.
    if (columns == 0 || contains_word(sql, "returning")) {
        rows.affected = static_cast<std::int64_t>(result.affected_rows());
    }
    return rows;
}

}  // namespace

pqxx::result PostgresSession::execute(std::string_view sql, std::span<const Value> parameters) {
    auto known = statement_names_.find(sql);
    if (known == statement_names_.end()) {
        if (statement_names_.size() >= kStatementsMax) forget_statements();
        const std::string name = "s" + std::to_string(++statements_named_);
        connection_.prepare(name, std::string{sql});
        known = statement_names_.emplace(sql, name).first;
    }
    std::vector<PostgresParameter> values;
    values.reserve(parameters.size());
    for (const Value& value : parameters)
        values.push_back({&value});
    return transaction_.exec_prepared(known->second, pqxx::prepare::make_dynamic_params(values));
}

void PostgresSession::forget_statements() {
    for (const auto& [sql, name] : statement_names_)
        connection_.unprepare(name);
    statement_names_.clear();
    array_inserts_.clear();
}

tl::unexpected<Fault> PostgresConnection::lost(Fault fault) {
    if (in_transaction_ && !transaction_fault_) transaction_fault_ = fault;
    if (session_ && !session_->is_open()) session_.reset();
    return unexpected{std::move(fault)};
}

Result<void> PostgresConnection::usable() {
    if (transaction_fault_) return unexpected{*transaction_fault_};
    if (session_ && !session_->is_open()) session_.reset();
    if (!session_) {
        PARETO_TRY(session_, connect(options_));
    }
    return {};
}

template <typename Work>
auto PostgresConnection::guarded(std::string_view sql, Work work) -> Result<decltype(work())> {
    PARETO_TRY_VOID(usable());
    try {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (...) {
        return lost(postgres_fault(sql, session_->is_open()));
    }
}

Result<Rows> PostgresConnection::execute(std::string_view sql, std::span<const Value> parameters) {
    PARETO_TRY_VOID(usable());
    if (auto checked = check_texts(sql, parameters); !checked)
        return lost(std::move(checked).error());
    PARETO_TRY(const auto result, guarded(sql, [&] { return session_->execute(sql, parameters); }));
    auto rows = read_rows(result, sql);
    if (!rows) return lost(std::move(rows).error());
    return rows;
}

Result<void> PostgresConnection::execute_script(std::string_view sql) {
    return guarded(sql, [&] {
        session_->execute_direct(std::string{sql});
        // A plan made before the tables changed may be refused ("cached plan must not change result
        // type").
        session_->forget_statements();
    });
}

Result<void> PostgresConnection::insert_many(const BulkInsert& insert) {
    PARETO_CHECK(in_transaction_);
    PARETO_TRY_VOID(usable());
    if (insert.rows.empty()) return {};
    for (const auto& row : insert.rows) {
        PARETO_CHECK(row.size() == insert.columns.size());
        if (auto checked = check_texts("insert into " + insert.table, row); !checked) {
            return lost(std::move(checked).error());
        }
    }
    return guarded("insert into " + insert.table, [&] {
        if (insert.conflict.empty()) {
            copy_rows(*session_, insert);
        } else {
            insert_arrays(*session_, insert);
        }
    });
}

Result<void> PostgresConnection::begin() {
    PARETO_CHECK(!in_transaction_);
    PARETO_TRY_VOID(guarded("begin", [&] { session_->execute_direct("begin"); }));
    in_transaction_ = true;
    return {};
}

Result<void> PostgresConnection::commit() {
    PARETO_CHECK(in_transaction_);
    if (transaction_fault_) {
        const Fault first = *transaction_fault_;
        rollback();
        return unexpected{first};
    }
    auto outcome = guarded("commit", [&] {
        session_->warning().clear();
        session_->execute_direct("commit");
    });
    // A cancelled wait for the standby is only a warning, and then the commit is not where it
    // should be.
    if (outcome && session_->warning().raised()) {
        outcome = fault(FaultCode::Unavailable,
                        "committed, but a warning says perhaps not on the standby");
    }
    in_transaction_ = false;
    transaction_fault_.reset();
    return outcome;
}

void PostgresConnection::rollback() noexcept {
    if (!in_transaction_) return;
    in_transaction_ = false;
    transaction_fault_.reset();
    if (!session_) return;  // the server rolled back when the connection broke
    try {
        session_->execute_direct("rollback");
    } catch (...) {
        // A session in an unknown state is not used again.
        session_.reset();
    }
}

}  // namespace pareto::database

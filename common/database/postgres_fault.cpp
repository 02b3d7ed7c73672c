#include <pqxx/except>

#include "common/database/fault_text.h"
#include "common/database/postgres_connection.h"

namespace pareto::database {
namespace {

/// "ERROR:  text\nLINE 1: …" gives the first line. Only asked where that line cannot hold a value.
std::string_view first_line(std::string_view message) {
    return message.substr(0, message.find('\n'));
}

/// member_pkey of `…violates unique constraint "member_pkey"`, in whatever language the server
/// speaks: English names the table after it in one case, so the word is looked for first. There is
/// no DETAIL: the verbosity is terse.
std::string_view constraint_name(std::string_view message) {
    constexpr std::string_view kMark = "constraint \"";
    const auto line = first_line(message);
    const auto mark = line.find(kMark);
    const auto end =
        mark == std::string_view::npos ? line.rfind('"') : line.find('"', mark + kMark.size());
    if (end == std::string_view::npos || end == 0) return "without a name";
    const auto start = line.rfind('"', end - 1);
    return start == std::string_view::npos ? "without a name"
                                           : line.substr(start + 1, end - start - 1);
}

Fault statement_fault(FaultCode code,
                      std::string_view state,
                      std::string_view reason,
                      std::string_view sql) {
    std::string text = "postgres ";
    text += state;
    text += ": ";
    text += reason;
    return Fault{code, with_statement(text, sql)};
}

/// By SQLSTATE; the first line of the message is shown only for the classes that speak of the
/// statement or of the server, never of values.
Fault sql_error_fault(const std::string& state, std::string_view message, std::string_view sql) {
    const std::string_view kind = std::string_view{state}.substr(0, 2);
    const auto shown = [&](FaultCode code) {
        return statement_fault(code, state, first_line(message), sql);
    };
    if (state == "57014") return shown(FaultCode::Timeout);  // query_canceled: statement_timeout
    if (state == "55P03" || state == "55006")
        return shown(FaultCode::Conflict);                  // lock_timeout, object in use
    if (state == "25006") return shown(FaultCode::Denied);  // read-only transaction: a standby
    if (state == "21000") {
        return statement_fault(
            FaultCode::Unsupported, state, "more than one row where one is allowed", sql);
    }
    if (kind == "22")
        return statement_fault(FaultCode::Unsupported, state, "a value does not fit", sql);
    if (state == "23502")
        return shown(FaultCode::Conflict);  // names the column that may not be null
    if (kind == "23") {
        return statement_fault(
            FaultCode::Conflict, state, "constraint " + std::string{constraint_name(message)}, sql);
    }
    if (kind == "40")
        return statement_fault(
            FaultCode::Conflict, state, "the server gave up the transaction", sql);
    if (kind == "28" || state == "42501") return shown(FaultCode::Denied);
    if (kind == "42" || kind == "0A") return shown(FaultCode::Unsupported);
    if (kind == "53" || kind == "54") return shown(FaultCode::Exhausted);
    if (kind == "57" || kind == "58" || kind == "08") return shown(FaultCode::Unavailable);
    if (state == "XX001" || state == "XX002") return shown(FaultCode::Corrupt);
    return statement_fault(FaultCode::Unsupported, state, "refused", sql);
}

}  // namespace

Fault postgres_fault(std::string_view sql, bool server_is_there) {
    try {
        throw;
    } catch (const pqxx::broken_connection& exception) {
        // Class 08 also has 08P01, which a wrong number of parameters gives on a sound connection.
        const auto code = server_is_there ? FaultCode::Unsupported : FaultCode::Unavailable;
        return statement_fault(code, "connection", first_line(exception.what()), sql);
    } catch (const pqxx::statement_completion_unknown&) {
        return statement_fault(
            FaultCode::Unavailable, "40003", "nobody knows whether it was done", sql);
    } catch (const pqxx::transaction_rollback& exception) {
        const bool deadlock = dynamic_cast<const pqxx::deadlock_detected*>(&exception) != nullptr;
        return statement_fault(FaultCode::Conflict,
                               deadlock ? "40P01" : "40001",
                               "the server gave up the transaction",
                               sql);
    } catch (const pqxx::insufficient_privilege& exception) {
        return sql_error_fault("42501", exception.what(), sql);
    } catch (const pqxx::sql_error& exception) {
        // After the loss of the connection libpqxx throws this without a state.
        if (!server_is_there)
            return statement_fault(FaultCode::Unavailable, "connection", "lost", sql);
        return sql_error_fault(exception.sqlstate(), exception.what(), sql);
    } catch (const std::exception&) {
        // libpqxx's own errors may quote the line of a COPY.
        const auto code = server_is_there ? FaultCode::Unsupported : FaultCode::Unavailable;
        return statement_fault(
            code, "libpqxx", server_is_there ? "refused" : "connection lost", sql);
    }
}

}  // namespace pareto::database

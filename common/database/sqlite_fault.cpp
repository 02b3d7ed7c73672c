#include "common/database/fault_text.h"
#include "common/database/sqlite_connection.h"

namespace pareto::database {
namespace {

constexpr int kPrimaryMask = 0xFF;

FaultCode code_of(int extended_code) {
    switch (extended_code) {
        case SQLITE_BUSY_SNAPSHOT:
            return FaultCode::Conflict;  // a reader wanted to become the writer too late
        case SQLITE_IOERR_NOMEM:
            return FaultCode::Exhausted;
        case SQLITE_IOERR_CORRUPTFS:
        case SQLITE_IOERR_DATA:
            return FaultCode::Corrupt;
        default:
            break;
    }
    switch (extended_code & kPrimaryMask) {
        case SQLITE_BUSY:
        case SQLITE_CANTOPEN:
        case SQLITE_IOERR:
        case SQLITE_PROTOCOL:
            return FaultCode::Unavailable;
        case SQLITE_INTERRUPT:
            return FaultCode::Timeout;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return FaultCode::Denied;
        case SQLITE_CONSTRAINT:
        case SQLITE_LOCKED:
        case SQLITE_ABORT:
            return FaultCode::Conflict;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return FaultCode::Corrupt;
        case SQLITE_FULL:
        case SQLITE_NOMEM:
        case SQLITE_TOOBIG:
            return FaultCode::Exhausted;
        default:
            return FaultCode::Unsupported;  // the statement is wrong
    }
}

}  // namespace

Fault sqlite_fault(int extended_code, std::string_view reason, std::string_view sql) {
    std::string text = "sqlite " + std::to_string(extended_code) + ": ";
    text += reason;
    return Fault{code_of(extended_code), with_statement(text, sql)};
}

bool leaves_connection_unusable(int extended_code) {
    switch (extended_code & kPrimaryMask) {
        case SQLITE_IOERR:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return true;
        default:
            return false;
    }
}

}  // namespace pareto::database

// The log of privileged acts: who did what to what, when. Each row is chained to the one before by
// hash, so that a row that was changed or taken out is found (`verify`, oracle "audit").
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/database/database.h"

namespace pareto::hq::database {

struct AuditRow {
    std::int64_t position = 0;  ///< given by append_audit
    std::int64_t at_ms = 0;
    std::string actor;    ///< the name of a user, or "command line"
    std::string action;   ///< "user.add", "session.open"
    std::string subject;  ///< what it was done to: a number or a code, never a person's name
    std::string detail;   ///< one line; no password, no key, no personal data
};

/// Inside a transaction begun with begin_writing.
[[nodiscard]] Result<void> append_audit(pareto::database::Connection& connection, AuditRow row);
/// The newest first, those before position `before` (0 = from the end).
[[nodiscard]] Result<std::vector<AuditRow>> read_audit(pareto::database::Connection& connection,
                                                       std::int64_t before,
                                                       std::int64_t limit);
/// SHA-256 of the hash of the row before and of this row.
[[nodiscard]] Hash audit_hash(BytesView previous, const AuditRow& row);

}  // namespace pareto::hq::database

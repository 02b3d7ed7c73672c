// The terminals HQ knows: who they are, their sessions and certificates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/database/database.h"
#include "hq/database/sync_service.h"

namespace pareto::hq::database {

struct TerminalRow {
    TerminalId id;
    BranchId branch;
    std::string branch_code;
    std::string code;
    std::string standing;  ///< enrolled, replaced, revoked (imported ones are never found here)
    std::string renewal;   ///< none, requested, approved
};

[[nodiscard]] Result<std::optional<TerminalRow>> find_terminal(
    pareto::database::Connection& connection, TerminalId id);
/// A terminal with a good certificate that HQ lost: back into the books. Nothing when its branch is
/// unknown.
[[nodiscard]] Result<std::optional<TerminalRow>> adopt_terminal(
    pareto::database::Connection& connection,
    const sync::SessionPeer& peer,
    const sync::Hello& hello,
    std::int64_t now_ms);
/// Inserts a terminal of standing 'enrolled'; older ones of the same branch and code become
/// 'replaced'.
[[nodiscard]] Result<void> insert_terminal(pareto::database::Connection& connection,
                                           const TerminalRow& terminal,
                                           const std::string& certificate_pem,
                                           std::int64_t now_ms);
/// The terminal row of standing 'imported' of this branch and code; made when there is none.
[[nodiscard]] Result<TerminalId> imported_terminal(pareto::database::Connection& connection,
                                                   BranchId branch,
                                                   const std::string& code);

/// The session's token fences every older session, in the terminal's row and in the watermarks of
/// its registrations.
[[nodiscard]] Result<void> note_session(pareto::database::Connection& connection,
                                        TerminalId terminal,
                                        std::int64_t token,
                                        std::int64_t now_ms);
/// The highest receipt number of any terminal that had this branch and code.
[[nodiscard]] Result<std::int64_t> newest_receipt_number(pareto::database::Connection& connection,
                                                         const TerminalRow& terminal);
/// A new certificate when one is due: near the end unasked, after the end once a manager approved.
/// Else empty.
[[nodiscard]] Result<std::string> renewed_certificate(pareto::database::Connection& connection,
                                                      const TerminalRow& terminal,
                                                      const sync::SessionPeer& peer,
                                                      const SyncServiceOptions& options);

}  // namespace pareto::hq::database

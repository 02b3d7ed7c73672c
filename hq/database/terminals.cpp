#include "hq/database/terminals.h"

#include "common/database/text.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {

using pareto::database::Connection;

Result<std::optional<TerminalRow>> find_terminal(Connection& connection, TerminalId id) {
    PARETO_TRY(
        const auto rows,
        connection.execute(
            "select t.branch_id, b.code, t.code, t.standing, t.renewal from terminal t join branch "
            "b on "
            "b.branch_id = t.branch_id where t.terminal_id = $1 and t.standing <> 'imported'",
            {id.value}));
    if (rows.empty()) return std::optional<TerminalRow>{};
    return std::optional{TerminalRow{.id = id,
                                     .branch = BranchId{rows[0].integer(0)},
                                     .branch_code = rows[0].text(1),
                                     .code = rows[0].text(2),
                                     .standing = rows[0].text(3),
                                     .renewal = rows[0].text(4)}};
}

Result<std::optional<TerminalRow>> adopt_terminal(Connection& connection,
                                                  const sync::SessionPeer& peer,
                                                  const sync::Hello& hello,
                                                  std::int64_t now_ms) {
    using pareto::database::is_storable_text;
    if (!is_storable_text(hello.branch_code) || !is_storable_text(hello.terminal_code))
        return std::optional<TerminalRow>{};
    PARETO_TRY(const auto branch, find_branch(connection, hello.branch_code));
    if (!branch || hello.terminal_code.empty()) return std::optional<TerminalRow>{};
    PARETO_TRY_VOID(raise_counter(connection, "terminal", peer.terminal.value));
    TerminalRow terminal{.id = peer.terminal,
                         .branch = *branch,
                         .branch_code = hello.branch_code,
                         .code = hello.terminal_code,
                         .standing = "enrolled",
                         .renewal = "none"};
    // The younger of two of one code replaces the older, whichever of them HQ meets first after it
    // was restored.
    PARETO_TRY(const auto younger,
               connection.execute("select 1 from terminal where branch_id = $1 and code = $2 and "
                                  "standing <> 'imported' and terminal_id > $3",
                                  {branch->value, terminal.code, peer.terminal.value}));
    PARETO_TRY_VOID(insert_terminal(connection, terminal, peer.certificate_pem, now_ms));
    if (!younger.empty()) {
        terminal.standing = "replaced";
        PARETO_TRY_VOID(
            connection.execute("update terminal set standing = 'replaced' where terminal_id = $1",
                               {peer.terminal.value}));
    }
    return std::optional{terminal};
}

Result<void> insert_terminal(Connection& connection,
                             const TerminalRow& terminal,
                             const std::string& certificate_pem,
                             std::int64_t now_ms) {
    PARETO_TRY_VOID(connection.execute(
        "update terminal set standing = 'replaced' where branch_id = $1 and code = $2 and "
        "standing = 'enrolled' and terminal_id < $3",
        {terminal.branch.value, terminal.code, terminal.id.value}));
    PARETO_TRY_VOID(connection.execute(
        "insert into terminal(terminal_id, branch_id, code, standing, certificate_pem, renewal, "
        "session_token, last_seen_ms) values ($1, $2, $3, $4, $5, 'none', 0, $6)",
        {terminal.id.value,
         terminal.branch.value,
         terminal.code,
         terminal.standing,
         certificate_pem,
         now_ms}));
    return {};
}

Result<TerminalId> imported_terminal(Connection& connection,
                                     BranchId branch,
                                     const std::string& code) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select terminal_id from terminal where branch_id = $1 and code = $2 and "
                   "standing = 'imported'",
                   {branch.value, code}));
    if (!rows.empty()) return TerminalId{rows[0].integer(0)};
    PARETO_TRY(const std::int64_t id, draw(connection, "terminal", 1));
    PARETO_TRY_VOID(connection.execute(
        "insert into terminal(terminal_id, branch_id, code, standing, certificate_pem, renewal, "
        "session_token, last_seen_ms) values ($1, $2, $3, 'imported', '', 'none', 0, 0)",
        {id, branch.value, code}));
    return TerminalId{id};
}

Result<void> note_session(Connection& connection,
                          TerminalId terminal,
                          std::int64_t token,
                          std::int64_t now_ms) {
    PARETO_TRY_VOID(connection.execute(
        "update terminal set session_token = $2, last_seen_ms = $3 where terminal_id = $1",
        {terminal.value, token, now_ms}));
    PARETO_TRY_VOID(
        connection.execute("update watermark set session_token = $2 where registration in "
                           "(select registration from registration where terminal_id = $1)",
                           {terminal.value, token}));
    return {};
}

Result<std::int64_t> newest_receipt_number(Connection& connection, const TerminalRow& terminal) {
    PARETO_TRY(const auto rows,
               connection.execute("select coalesce(max(w.receipt_number), 0) from terminal t join "
                                  "registration r on r.terminal_id = "
                                  "t.terminal_id join watermark w on w.registration = "
                                  "r.registration where t.branch_id = $1 and t.code = $2",
                                  {terminal.branch.value, terminal.code}));
    return rows[0].integer(0);
}

Result<std::string> renewed_certificate(Connection& connection,
                                        const TerminalRow& terminal,
                                        const sync::SessionPeer& peer,
                                        const SyncServiceOptions& options) {
    if (terminal.standing != "enrolled" || !options.sign) return std::string{};
    const bool approved = terminal.renewal == "approved";
    if (peer.certificate_expired && !approved) {
        PARETO_TRY_VOID(
            connection.execute("update terminal set renewal = 'requested' where terminal_id = $1",
                               {terminal.id.value}));
        return std::string{};
    }
    const bool due = approved || (options.renewal_due && options.renewal_due(peer.certificate_pem));
    if (!due) return std::string{};
    auto renewed = options.sign(
        "", peer.certificate_pem, terminal.id, terminal.branch_code + "/" + terminal.code);
    // A certificate that cannot be renewed must not keep a good terminal from syncing.
    if (!renewed) return std::string{};
    PARETO_TRY_VOID(connection.execute(
        "update terminal set certificate_pem = $2, renewal = 'none' where terminal_id = $1",
        {terminal.id.value, *renewed}));
    return *renewed;
}

}  // namespace pareto::hq::database

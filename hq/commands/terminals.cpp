// enrol, and what HQ decides about terminals.
#include <algorithm>
#include <tuple>

#include "common/net/enrolment_code.h"
#include "hq/commands/commands.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"
#include "hq/reports/render.h"

namespace pareto::hq::commands {
namespace {

// Codes stand in certificates as BRANCH/TERMINAL and on receipts.
bool is_code(std::string_view code) {
    constexpr std::size_t kCodeMax = 40;
    return !code.empty() && code.size() <= kCodeMax && code.find('/') == std::string_view::npos &&
           std::all_of(code.begin(), code.end(), [](char c) {
               return static_cast<unsigned char>(c) > 0x20U && c != 0x7F;
           });
}

Result<std::vector<TerminalId>> find_terminals(pareto::database::Connection& connection,
                                               const TerminalOptions& options) {
    if (options.id != 0) return std::vector{TerminalId{options.id}};
    PARETO_TRY(
        const auto rows,
        connection.execute(
            "select t.terminal_id from terminal t join branch b on b.branch_id = t.branch_id "
            "where b.code = $1 and t.code = $2 and t.standing = 'enrolled'",
            {options.branch, options.terminal}));
    std::vector<TerminalId> terminals;
    for (const auto& row : rows)
        terminals.push_back(TerminalId{row.integer(0)});
    return terminals;
}

Result<reports::Report> list_terminals(pareto::database::Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select b.code, t.code, t.terminal_id, t.standing, t.renewal, t.last_seen_ms "
                   "from terminal t join branch b on b.branch_id = t.branch_id"));
    reports::Report table;
    table.title = "Terminals";
    table.columns = {{"branch", reports::CellKind::Text},
                     {"terminal", reports::CellKind::Text},
                     {"id", reports::CellKind::Count},
                     {"standing", reports::CellKind::Text},
                     {"renewal", reports::CellKind::Text},
                     {"last_seen", reports::CellKind::Text}};
    for (const auto& row : rows) {
        const std::int64_t seen = row.integer(5);
        const auto day = BusinessDate{std::chrono::floor<std::chrono::days>(from_ms(seen))};
        table.rows.push_back({row.text(0),
                              row.text(1),
                              row.integer(2),
                              row.text(3),
                              row.text(4),
                              seen == 0 ? std::string{"never"} : to_string(day)});
    }
    std::sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
        const auto key = [](const auto& row) {
            return std::tuple{std::get<std::string>(row[0]),
                              std::get<std::string>(row[1]),
                              std::get<std::int64_t>(row[2])};
        };
        return key(a) < key(b);
    });
    return table;
}

}  // namespace

int enrol(const EnrolOptions& options, const WritingSession& session) {
    const Surroundings& surroundings = session.surroundings;
    if (!is_code(options.branch) || !is_code(options.terminal)) {
        return fail(surroundings, "a code has 1 to 40 characters, without blanks and slashes");
    }
    const auto facts = net::read_certificate(session.folder.authority().certificate_pem);
    if (!facts) return fail(surroundings, facts.error());
    const net::EnrolmentCode code{
        surroundings.random.bytes(net::kEnrolmentSecretBytes),
        Bytes{facts->fingerprint.view().substr(0, net::kAuthorityFingerprintBytes)}};
    bool made_branch = false;
    const auto done =
        session.turns.take([&](pareto::database::Connection& connection) -> Result<void> {
            if (options.must_exist) {
                PARETO_TRY(const auto known,
                           find_terminals(
                               connection,
                               {TerminalOptions::What::List, options.branch, options.terminal, 0}));
                if (known.empty()) {
                    return fault(FaultCode::Unsupported,
                                 "there is no terminal " + options.terminal + " in branch " +
                                     options.branch);
                }
            }
            PARETO_TRY(auto branch, hq::database::find_branch(connection, options.branch));
            if (!branch) {
                PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
                PARETO_TRY(branch,
                           hq::database::put_branch(connection, {options.branch, {}, {}, {}, {}}));
                PARETO_TRY_VOID(transaction.commit());
                made_branch = true;
            }
            return hq::database::add_enrolment_code(
                connection, surroundings.clock, *branch, options.terminal, code.secret);
        });
    if (!done) return fail(surroundings, done.error());
    if (made_branch) surroundings.output.error("pareto-hq: branch " + options.branch + " is new\n");
    surroundings.output.out(net::to_text(code) + "\n");
    return kDone;
}

int manage_terminal(const TerminalOptions& options, const WritingSession& session) {
    if (options.what == TerminalOptions::What::WriteOff)
        return write_off_terminal(options, session);
    const Surroundings& surroundings = session.surroundings;
    reports::Report table;
    std::int64_t changed = 0;
    const auto done =
        session.turns.take([&](pareto::database::Connection& connection) -> Result<void> {
            if (options.what == TerminalOptions::What::List) {
                PARETO_TRY(table, list_terminals(connection));
                return {};
            }
            PARETO_TRY(const auto terminals, find_terminals(connection, options));
            for (const TerminalId terminal : terminals) {
                PARETO_TRY(const bool did,
                           options.what == TerminalOptions::What::Revoke
                               ? hq::database::revoke_terminal(connection, terminal)
                               : hq::database::approve_renewal(connection, terminal));
                changed += did ? 1 : 0;
            }
            return {};
        });
    if (!done) return fail(surroundings, done.error());
    if (options.what == TerminalOptions::What::List) {
        surroundings.output.out(reports::to_table(table));
        return kDone;
    }
    const bool revokes = options.what == TerminalOptions::What::Revoke;
    if (changed == 0)
        return fail(
            surroundings,
            revokes ? "there is no such terminal to revoke" : "there is no renewal to approve");
    surroundings.output.out(revokes ? "revoked\n" : "approved\n");
    return kDone;
}

}  // namespace pareto::hq::commands

// terminal write-off: what a terminal that will not come back held is the members' again. A person
// decides it, and is named in the books: the terminal may have spent some of it unseen, and that
// will then be the members' debt.
#include "hq/commands/commands.h"
#include "hq/database/local_journal.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

using hq::database::LocalEntry;
using pareto::database::Connection;

constexpr std::chrono::days kSilentAtLeast{35};
constexpr std::size_t kReasonMax = 32;

struct Written {
    std::int64_t allowances = 0, reserved = 0;
    std::int64_t redemptions = 0, held = 0;
    std::int64_t rewards = 0;
};

struct Dead {
    TerminalId id;
    BranchId branch;
};

Result<std::vector<Dead>> find_dead(Connection& connection,
                                    const TerminalOptions& options,
                                    UtcTime now) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select t.terminal_id, t.branch_id, t.standing, t.last_seen_ms from terminal t "
                   "join branch b on b.branch_id = t.branch_id where t.standing <> 'imported' and "
                   "(t.terminal_id = $1 or ($1 = 0 and b.code = $2 and t.code = $3)) order by 1",
                   {options.id, options.branch, options.terminal}));
    if (rows.empty()) return fault(FaultCode::Unsupported, "there is no such terminal");
    std::vector<Dead> dead;
    for (const auto& row : rows) {
        const bool silent = now - from_ms(row.integer(3)) >= kSilentAtLeast;
        if (row.text(2) == "enrolled" && !silent) continue;
        dead.push_back({TerminalId{row.integer(0)}, BranchId{row.integer(1)}});
    }
    if (dead.empty()) {
        return fault(FaultCode::Unsupported,
                     "this terminal may come back: revoke or replace it first, or wait until it "
                     "was silent for 35 days");
    }
    return dead;
}

Result<void> gather_allowances(Connection& connection,
                               TerminalId terminal,
                               const std::string& reason,
                               std::vector<journal::Body>& bodies,
                               Written& written) {
    PARETO_TRY(const auto rows,
               connection.execute("select allowance_id, limit_points - spent_points from allowance "
                                  "where terminal_id = $1 and state = 'open' order by 1",
                                  {terminal.value}));
    for (const auto& row : rows) {
        bodies.emplace_back(journal::AllowanceWrittenOff{EntryId{row.integer(0)}, reason});
        ++written.allowances;
        written.reserved += row.integer(1);
    }
    return {};
}

Result<void> gather_holds(Connection& connection,
                          TerminalId terminal,
                          std::vector<journal::Body>& bodies,
                          Written& written) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select redemption_id, points from redemption where state = 'held' and "
                   "redemption_id / 4294967296 in (select registration from registration where "
                   "terminal_id = $1) order by 1",
                   {terminal.value}));
    for (const auto& row : rows) {
        bodies.emplace_back(journal::RedemptionReversed{EntryId{row.integer(0)}});
        ++written.redemptions;
        written.held += row.integer(1);
    }
    return {};
}

/// What was taken off vouchers, and claimed of coupons, for a sale that never came.
Result<void> gather_rewards(Connection& connection,
                            TerminalId terminal,
                            std::vector<journal::Body>& bodies,
                            Written& written) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select redemption_id from (select redemption_id from voucher_use where state = "
                   "'held' union select claim_id from coupon_claim where state = 'claimed' and "
                   "campaign_id <> 0) open where redemption_id / 4294967296 in (select "
                   "registration from registration where terminal_id = $1) order by 1",
                   {terminal.value}));
    for (const auto& row : rows) {
        bodies.emplace_back(journal::RedemptionReversed{EntryId{row.integer(0)}});
        ++written.rewards;
    }
    return {};
}

Result<Written> write_off(Connection& connection,
                          const TerminalOptions& options,
                          const WritingSession& session) {
    ports::Clock& clock = session.surroundings.clock;
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    PARETO_TRY(const auto dead, find_dead(connection, options, clock.now()));
    Written written;
    std::vector<LocalEntry> entries;
    for (const Dead& terminal : dead) {
        std::vector<journal::Body> bodies;
        PARETO_TRY_VOID(
            gather_allowances(connection, terminal.id, options.reason, bodies, written));
        PARETO_TRY_VOID(gather_holds(connection, terminal.id, bodies, written));
        PARETO_TRY_VOID(gather_rewards(connection, terminal.id, bodies, written));
        PARETO_TRY(const BusinessDate on,
                   hq::database::usable_on(connection, clock, terminal.branch));
        for (journal::Body& body : bodies) {
            entries.push_back({.entry = {.occurred_at = clock.now(),
                                         .business_date = on,
                                         .operator_id = options.by,
                                         .body = std::move(body)},
                               .branch = terminal.branch,
                               .terminal_code = {},
                               .personal = std::nullopt});
        }
    }
    if (entries.empty())
        return fault(FaultCode::Unsupported, "this terminal holds nothing to write off");
    PARETO_TRY(const Registration registration, session.turns.registration(connection));
    hq::database::LocalJournal journal{connection, clock, registration, registration};
    PARETO_TRY_VOID(journal.append_within(entries));
    PARETO_TRY_VOID(transaction.commit());
    return written;
}

}  // namespace

int write_off_terminal(const TerminalOptions& options, const WritingSession& session) {
    if (options.by.empty() || options.reason.empty() || options.reason.size() > kReasonMax) {
        return fail(session.surroundings,
                    "a write-off names who decides it (--by) and why (--reason, 32 bytes at most)");
    }
    Written written;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(written, write_off(connection, options, session));
        return {};
    });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out(
        "wrote off " + std::to_string(written.allowances) + " allowances (" +
        std::to_string(written.reserved) + " points) and " + std::to_string(written.redemptions) +
        " held redemptions (" + std::to_string(written.held) + " points)" +
        (written.rewards == 0
             ? std::string{}
             : ", and " + std::to_string(written.rewards) + " uses of vouchers and coupons") +
        "\n");
    return kDone;
}

}  // namespace pareto::hq::commands

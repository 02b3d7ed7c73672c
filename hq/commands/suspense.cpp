// suspense release, reject and note: what a person decides about an entry in suspense, as an entry
// of HQ's own journal. A withheld sale is released or rejected; all else can only be noted, because
// it was booked as it stands.
#include "hq/app/mint_caps.h"
#include "hq/commands/commands.h"
#include "hq/commands/statement.h"
#include "hq/database/local_journal.h"
#include "hq/database/rows.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

using journal::Settlement;
using pareto::database::Connection;

/// What is in suspense, and how much is withheld; nothing when the entry is not, or is no more.
struct InSuspense {
    bool withheld = false;
    std::int64_t points = 0;
};

Result<InSuspense> find(Connection& connection, EntryId entry) {
    PARETO_TRY(const auto open,
               connection.execute("select reason from suspense where entry_id = $1 and "
                                  "settled_ms is null",
                                  {entry.value}));
    if (open.empty()) {
        return fault(FaultCode::Unsupported,
                     "entry " + entry_text(entry) + " is not in suspense, or was settled");
    }
    PARETO_TRY(const auto rows,
               connection.execute(std::string{"select "} + hq::database::kSaleColumns +
                                      " from sale where sale_id = $1",
                                  {entry.value}));
    InSuspense found;
    for (const auto& row : rows) {
        PARETO_TRY(const SaleHead head, hq::database::read_sale_head(row));
        found.withheld = is_withheld(head);
        found.points = head.points;
    }
    return found;
}

Result<std::string> settle(const WritingSession& session,
                           Connection& connection,
                           const SuspenseOptions& options) {
    ports::Clock& clock = session.surroundings.clock;
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    PARETO_TRY(const InSuspense found, find(connection, options.entry));
    const std::string name = entry_text(options.entry);
    const bool noted = options.outcome == Settlement::Noted;
    if (noted && found.withheld) {
        return fault(FaultCode::Unsupported,
                     "sale " + name + " is withheld: release it or reject it");
    }
    if (!noted && !found.withheld) {
        return fault(FaultCode::Unsupported,
                     "nothing is withheld of entry " + name + "; it can only be noted");
    }
    PARETO_TRY(const BusinessDate today, hq::database::usable_on(connection, clock, BranchId{}));
    const hq::database::LocalEntry entry{
        .entry = {.occurred_at = clock.now(),
                  .business_date = today,
                  .operator_id = options.by,
                  .body =
                      journal::SuspenseSettled{
                          options.entry, options.outcome, options.reason, options.approved_by}},
        .branch = {},
        .terminal_code = {},
        .personal = std::nullopt};
    PARETO_TRY(const Registration registration, session.turns.registration(connection));
    hq::database::LocalJournal journal{connection, clock, registration, 0};
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    PARETO_TRY_VOID(transaction.commit());
    const std::string points = std::to_string(found.points) + " points";
    switch (options.outcome) {
        case Settlement::Released:
            return "released sale " + name + ": " + points + " are booked";
        case Settlement::Rejected:
            return "rejected sale " + name + ": its " + points + " will not be booked";
        case Settlement::Noted:
            break;
    }
    return "noted entry " + name;
}

}  // namespace

int settle_suspense(const SuspenseOptions& options, const WritingSession& session) {
    std::string said;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(said, settle(session, connection, options));
        return {};
    });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out(said + "\n");
    return kDone;
}

}  // namespace pareto::hq::commands

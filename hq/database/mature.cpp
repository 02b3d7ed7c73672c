#include "hq/database/mature.h"

#include <map>
#include <utility>

#include "hq/app/plan.h"
#include "hq/database/plan_writer.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

/// A sale's transfers of other times have smaller numbers: see Posting and kHoldNumber.
constexpr std::int64_t kMaturingNumber = 4'000'001;

using DueLots = std::vector<std::pair<MemberId, PendingLot>>;

Result<DueLots> read_due(Connection& connection, BusinessDate on) {
    DueLots due;
    PARETO_TRY(const auto rows,
               connection.execute("select shard_key, cause, number, remaining, matures_on, "
                                  "expires_on from pending_lot where matures_on <= $1 order by "
                                  "shard_key, cause, number",
                                  {to_string(on)}));
    for (const Row& row : rows) {
        PARETO_TRY(PendingLot lot, read_pending_lot(row));
        due.emplace_back(MemberId{row.integer(0)}, std::move(lot));
    }
    return due;
}

Result<void> read_debts(Connection& connection, const DueLots& due, Books& books) {
    std::set<MemberId> members;
    for (const auto& [member, lot] : due)
        members.insert(member);
    PARETO_TRY(books.holders, read_holders(connection, members));
    std::set<MemberId> holders;
    for (const MemberId member : members) {
        const MemberId holder = holder_of(books, member);
        holders.insert(holder);
        if (books.holders.contains(member)) books.accounts[holder.value].holder = holder;
    }
    return select_in(connection,
                     "select shard_key, amount from balance where shard_key",
                     keys_of(holders),
                     " and account = 3 and amount < 0",
                     [&](const Row& row) -> Result<void> {
                         books.accounts[row.integer(0)].debt = row.integer(1);
                         return {};
                     });
}

Result<std::int32_t> newest_rules(Connection& connection) {
    PARETO_TRY(const auto rows, connection.execute("select max(version) from rule_set"));
    return static_cast<std::int32_t>(rows[0].is_null(0) ? 0 : rows[0].integer(0));
}

}  // namespace

Result<MatureRun> mature_points(Connection& connection, ports::Clock& clock, BusinessDate on) {
    MatureRun run;
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(
        const auto job,
        connection.execute("insert into job_run(job, business_date, finished_ms) values ('mature', "
                           "$1, $2) on conflict do nothing",
                           {to_string(on), to_ms(clock.now())}));
    run.done_before = job.affected == 0;
    if (run.done_before) return run;
    PARETO_TRY(const DueLots due, read_due(connection, on));
    PARETO_TRY(const std::int32_t rules_version, newest_rules(connection));
    Books books;
    Plan plan;
    PARETO_TRY_VOID(read_debts(connection, due, books));
    for (const auto& [member, lot] : due) {
        Booking booking{.cause = lot.key.cause,
                        .next_number = kMaturingNumber,
                        .rules_version = rules_version,
                        .transfers = &plan.transfers};
        MemberAccount& account = books.accounts[holder_of(books, member).value];
        plan.members_changed.insert(member);
        // The lot is there also when all of it came back meanwhile: a post-void may give it back.
        account.lots.push_back({.key = lot.key,
                                .remaining = 0,
                                .expires_on = lot.expires_on,
                                .is_new = true,
                                .changed = true,
                                .owner = member});
        const std::size_t before = plan.transfers.size();
        give(booking,
             member,
             account,
             {.points = lot.remaining,
              .from = Account::MemberPending,
              .lot = lot.key,
              .expires_on = lot.expires_on,
              .code = transfer_code::kMature,
              .lot_is_new = true});
        // What leaves the pending account names its lot, also where it repays a debt.
        for (std::size_t index = before; index < plan.transfers.size(); ++index) {
            plan.transfers[index].lot_cause = lot.key.cause;
            plan.transfers[index].lot_number = lot.key.number;
        }
        ++run.lots;
        run.points += lot.remaining;
    }
    PARETO_TRY_VOID(
        connection.execute("delete from pending_lot where matures_on <= $1", {to_string(on)}));
    PARETO_TRY_VOID(write_plan(connection, books, plan, {.now_ms = to_ms(clock.now()), .slot = 0}));
    PARETO_TRY_VOID(transaction.commit());
    return run;
}

}  // namespace pareto::hq::database

#include "hq/database/expire.h"

#include "hq/database/writing.h"

namespace pareto::hq::database {

using pareto::database::Connection;
using pareto::database::Row;

Result<ExpiryChunk> expire_some(Connection& connection,
                                ports::Clock& clock,
                                LocalJournal& journal,
                                BusinessDate over,
                                std::int64_t lots_max) {
    ExpiryChunk chunk;
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const auto ran,
               connection.execute("select 1 from job_run where job = 'expire' and business_date "
                                  ">= $1 limit 1",
                                  {to_string(over)}));
    if (!ran.empty()) {
        chunk.done = true;
        chunk.done_before = true;
        return chunk;
    }
    const BusinessDate through = add_days(over, -kExpiryWaitDays);
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select shard_key, cause, number, remaining from lot where remaining > 0 and "
                   "expires_on <= $1 order by expires_on, shard_key, cause, number limit $2",
                   {to_string(through), lots_max}));
    if (rows.empty()) {
        chunk.done = true;
        PARETO_TRY_VOID(connection.execute(
            "insert into job_run(job, business_date, finished_ms) values ('expire', $1, $2)",
            {to_string(over), to_ms(clock.now())}));
        PARETO_TRY_VOID(transaction.commit());
        return chunk;
    }
    journal::PointsExpired expired{.through = through, .lots = {}};
    for (const Row& row : rows) {
        expired.lots.push_back({MemberId{row.integer(0)},
                                EntryId{row.integer(1)},
                                row.integer(2),
                                Points{row.integer(3)}});
        chunk.points += row.integer(3);
    }
    chunk.lots = static_cast<std::int64_t>(expired.lots.size());
    const LocalEntry entry{.entry = {.occurred_at = clock.now(),
                                     .business_date = over,
                                     .operator_id = {},
                                     .body = std::move(expired)},
                           .branch = {},
                           .terminal_code = {},
                           .personal = std::nullopt};
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    PARETO_TRY_VOID(transaction.commit());
    return chunk;
}

}  // namespace pareto::hq::database

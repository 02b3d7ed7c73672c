#include "hq/database/expire.h"

#include <utility>

#include "hq/database/writing.h"

namespace pareto::hq::database {

using pareto::database::Connection;
using pareto::database::Row;

namespace {

Result<bool> ran_before(Connection& connection, std::string_view job, BusinessDate over) {
    PARETO_TRY(
        const auto ran,
        connection.execute("select 1 from job_run where job = $1 and business_date >= $2 limit 1",
                           {std::string{job}, to_string(over)}));
    return !ran.empty();
}

Result<void> write_down(Connection& connection,
                        ports::Clock& clock,
                        std::string_view job,
                        BusinessDate over) {
    PARETO_TRY_VOID(connection.execute(
        "insert into job_run(job, business_date, finished_ms) values ($1, $2, $3)",
        {std::string{job}, to_string(over), to_ms(clock.now())}));
    return {};
}

Result<void> append(LocalJournal& journal,
                    ports::Clock& clock,
                    BusinessDate over,
                    journal::Body body) {
    const LocalEntry entry{.entry = {.occurred_at = clock.now(),
                                     .business_date = over,
                                     .operator_id = {},
                                     .body = std::move(body)},
                           .branch = {},
                           .terminal_code = {},
                           .personal = std::nullopt};
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    return {};
}

}  // namespace

Result<ExpiryChunk> expire_some(Connection& connection,
                                ports::Clock& clock,
                                LocalJournal& journal,
                                BusinessDate over,
                                std::int64_t lots_max) {
    ExpiryChunk chunk;
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const bool ran, ran_before(connection, "expire", over));
    if (ran) {
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
        PARETO_TRY_VOID(write_down(connection, clock, "expire", over));
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
    PARETO_TRY_VOID(append(journal, clock, over, std::move(expired)));
    PARETO_TRY_VOID(transaction.commit());
    return chunk;
}

Result<ValueExpiryChunk> expire_some_value(Connection& connection,
                                           ports::Clock& clock,
                                           LocalJournal& journal,
                                           BusinessDate over,
                                           std::int64_t accounts_max) {
    ValueExpiryChunk chunk;
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const bool ran, ran_before(connection, "expire_value", over));
    if (ran) {
        chunk.done = true;
        chunk.done_before = true;
        return chunk;
    }
    PARETO_TRY_VOID(carry_merged_value(connection, clock, journal, over));
    const BusinessDate through = add_days(over, -kExpiryWaitDays);
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select account_key, member_id, value_minor from value_account where "
                   "value_minor > 0 and expires_on <= $1 order by expires_on, account_key limit $2",
                   {to_string(through), accounts_max}));
    if (rows.empty()) {
        chunk.done = true;
        PARETO_TRY_VOID(write_down(connection, clock, "expire_value", over));
        PARETO_TRY_VOID(transaction.commit());
        return chunk;
    }
    journal::StoredValueExpired expired{.through = through, .accounts = {}};
    for (const Row& row : rows) {
        const MemberId member{row.integer(1)};
        expired.accounts.push_back({{member, member ? Bytes{} : row.bytes(0)}, row.integer(2)});
        chunk.minor += row.integer(2);
    }
    chunk.accounts = static_cast<std::int64_t>(expired.accounts.size());
    PARETO_TRY_VOID(append(journal, clock, over, std::move(expired)));
    PARETO_TRY_VOID(transaction.commit());
    return chunk;
}

Result<void> carry_merged_value(Connection& connection,
                                ports::Clock& clock,
                                LocalJournal& journal,
                                BusinessDate today) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select a.member_id, m.merged_into, a.value_minor from value_account a join "
                   "member m on m.member_id = a.member_id where m.merged_into is not null and "
                   "a.value_minor <> 0 order by a.member_id"));
    for (const Row& row : rows) {
        const std::int64_t minor = row.integer(2);
        for (const auto& [member, change] :
             {std::pair{row.integer(0), -minor}, std::pair{row.integer(1), minor}}) {
            PARETO_TRY_VOID(
                append(journal,
                       clock,
                       today,
                       journal::StoredValueAdjusted{{MemberId{member}, {}}, change, "merged", {}}));
        }
    }
    return {};
}

}  // namespace pareto::hq::database

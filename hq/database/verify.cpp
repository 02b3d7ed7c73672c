#include "hq/database/verify.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "hq/database/rollup_fold.h"
#include "hq/database/verify_steps.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;
using pareto::database::Value;

constexpr std::ptrdiff_t kListedMax = 20;

/// A query whose rows are what breaks the statement; its columns are shown by name.
struct RowOracle {
    const char* name;
    const char* statement;
    const char* sql;
};

constexpr std::array kRowOracles{
    RowOracle{"conservation",
              "all accounts together are not 0",
              "select total as difference from (select (select coalesce(sum(amount), 0) from "
              "balance) + (select coalesce(sum(case when "
              "credit_account >= 10 then amount else 0 end) - sum(case when debit_account >= 10 "
              "then amount else 0 end), 0) from "
              "transfer) as total) sums where total <> 0"},
    RowOracle{"balance",
              "a balance is not the sum of its transfers",
              "select shard_key as member, account, sum(x) as difference from (select shard_key, "
              "debit_account as account, -amount as x "
              "from transfer where debit_account < 10 union all select shard_key, credit_account, "
              "amount from transfer where "
              "credit_account < 10 union all select shard_key, account, -amount from balance) "
              "moved group by shard_key, account having "
              "sum(x) <> 0 order by 1, 2 limit 21"},
    RowOracle{"balance",
              "a balance has a sign it cannot have",
              "select shard_key as member, account, amount from balance where (account in (1, 2, "
              "4, 5) and amount < 0) or (account = 3 and "
              "amount > 0) order by 1, 2 limit 21"},
    RowOracle{"lots",
              "open lots are not the points balance",
              "select shard_key as member, sum(x) as difference from (select shard_key, remaining "
              "as x from lot union all select "
              "shard_key, -amount from balance where account = 1) both_sides group by shard_key "
              "having sum(x) <> 0 order by 1 limit 21"},
    RowOracle{"lots",
              "a lot is not the sum of its transfers",
              "select shard_key as member, cause, number, sum(x) as difference from (select "
              "shard_key, lot_cause as cause, lot_number as "
              "number, amount as x from transfer where credit_account = 1 union all select "
              "shard_key, lot_cause, lot_number, -amount "
              "from transfer where debit_account = 1 union all select shard_key, cause, number, "
              "-remaining from lot) moved group by "
              "shard_key, cause, number having sum(x) <> 0 order by 1, 2, 3 limit 21"},
    RowOracle{"pending",
              "pending lots are not the pending balance",
              "select shard_key as member, sum(x) as difference from (select shard_key, remaining "
              "as x from pending_lot union all select shard_key, -amount from balance where "
              "account = 4) both_sides group by shard_key having sum(x) <> 0 order by 1 limit 21"},
    RowOracle{
        "pending",
        "a pending lot is not the sum of its transfers",
        "select shard_key as member, cause, number, sum(x) as difference from (select "
        "shard_key, lot_cause as cause, lot_number as number, amount as x from transfer where "
        "credit_account = 4 union all select shard_key, lot_cause, lot_number, -amount from "
        "transfer where debit_account = 4 union all select shard_key, cause, number, "
        "-remaining from pending_lot) moved group by shard_key, cause, number having sum(x) "
        "<> 0 order by 1, 2, 3 limit 21"},
    RowOracle{"redemption",
              "points held are not those of held redemptions",
              "select account, sum(x) as difference from (select coalesce(m.account_id, s.member) as "
              "account, s.x from (select member_id as member, points as x from redemption where "
              "state = 'held' union all select shard_key, -amount from balance where account = 2) s "
              "left join member m on m.member_id = s.member) both_sides group by account having "
              "sum(x) <> 0 order by 1 limit 21"},
    RowOracle{"transferred",
              "what left one account did not reach another",
              "select cause, sum(x) as difference from (select cause, amount as x from transfer "
              "where debit_account = 16 union all select cause, -amount from transfer where "
              "credit_account = 16) moved group by cause having sum(x) <> 0 order by 1 limit 21"},
    RowOracle{"expired",
              "points expired by no entry that expires points",
              "select t.cause, t.shard_key as member from transfer t where t.credit_account = 12 "
              "and not exists (select 1 from entry e where e.registration = t.cause / 4294967296 "
              "and e.sequence = t.cause % 4294967296 and e.kind = 25) order by 1, 2 limit 21"},
    RowOracle{"account",
              "an account is held by nobody, or by one who shares another's",
              "select m.member_id, m.account_id from member m left join member h on h.member_id = "
              "m.account_id where m.account_id is not null and (h.member_id is null or h.account_id "
              "is not null) order by 1 limit 21"},
    RowOracle{"account",
              "a merged member has another account than the one it is, or is merged twice over",
              "select m.member_id, m.merged_into from member m left join member s on s.member_id = "
              "m.merged_into where m.merged_into is not null and (s.member_id is null or "
              "s.merged_into is not null or coalesce(s.account_id, s.member_id) <> "
              "coalesce(m.account_id, m.member_id)) order by 1 limit 21"},
    RowOracle{"tier",
              "what a member earned by day is not the sum of the transfers",
              "select member, day, sum(x) as difference from (select t.shard_key as member, "
              "e.received_ms / 86400000 as day, case when t.debit_account = 10 then t.amount else "
              "-t.amount end as x from transfer t join entry e on e.registration = t.cause / "
              "4294967296 and e.sequence = t.cause % 4294967296 where t.debit_account = 10 or "
              "t.credit_account = 10 union all select shard_key, day, -points from tier_day) both_sides "
              "group by member, day having sum(x) <> 0 order by 1, 2 limit 21"},
    RowOracle{"allowance",
              "points reserved are not those of allowances",
              "select account, sum(x) as difference from (select coalesce(m.account_id, s.member) as "
              "account, s.x from (select a.member_id as member, l.remaining as x from allowance a "
              "join allowance_lot l on l.allowance_id = a.allowance_id union all select shard_key, "
              "-amount from balance where account = 5) s left join member m on m.member_id = "
              "s.member) both_sides group by account having sum(x) <> 0 order by 1 limit 21"},
    RowOracle{"allowance",
              "more is spent or reserved of an allowance than its limit",
              "select a.allowance_id, limit_points, spent_points, coalesce(sum(l.remaining), 0) as "
              "reserved from allowance a left join allowance_lot l on l.allowance_id = "
              "a.allowance_id group by a.allowance_id, limit_points, spent_points having "
              "spent_points > limit_points or coalesce(sum(l.remaining), 0) > limit_points order "
              "by 1 limit 21"},
    RowOracle{"stored_value",
              "all accounts of stored value together are not 0",
              "select total as difference from (select (select coalesce(sum(value_minor + "
              "held_minor), 0) from value_account) + (select coalesce(sum(case when credit_account "
              ">= 30 then amount_minor else 0 end) - sum(case when debit_account >= 30 then "
              "amount_minor else 0 end), 0) from value_transfer) as total) sums where total <> 0"},
    RowOracle{"stored_value",
              "what an account can spend is not the sum of its transfers",
              "select max(member_id) as member, max(cause) as last_cause, sum(x) as difference from "
              "(select account_key, 0 as member_id, cause, case when credit_account = 6 then "
              "amount_minor else 0 end - case when debit_account = 6 then amount_minor else 0 end "
              "as x from value_transfer union all select account_key, member_id, 0, -value_minor "
              "from value_account) moved group by account_key having sum(x) <> 0 order by 1, 2 "
              "limit 21"},
    RowOracle{"stored_value",
              "what is held of an account is not the sum of its transfers",
              "select max(member_id) as member, max(cause) as last_cause, sum(x) as difference from "
              "(select account_key, 0 as member_id, cause, case when credit_account = 7 then "
              "amount_minor else 0 end - case when debit_account = 7 then amount_minor else 0 end "
              "as x from value_transfer union all select account_key, member_id, 0, -held_minor "
              "from value_account) moved group by account_key having sum(x) <> 0 order by 1, 2 "
              "limit 21"},
    RowOracle{"stored_value",
              "what is held of an account is not that of held redemptions",
              "select max(id) as redemption_id, sum(x) as difference from (select account_key, "
              "redemption_id as id, minor as x from value_redemption where state = 'held' union all "
              "select account_key, 0, -held_minor from value_account) both_sides group by "
              "account_key having sum(x) <> 0 order by 1 limit 21"},
    RowOracle{"stored_value",
              "a captured redemption of stored value names no posted sale",
              "select redemption_id, captured_by from value_redemption r where state = 'captured' "
              "and not exists (select 1 from sale s where s.sale_id = r.captured_by) order by 1 "
              "limit 21"},
    RowOracle{"stored_value",
              "stored value expired by no entry that expires it",
              "select t.cause from value_transfer t where t.credit_account = 32 and not exists "
              "(select 1 from entry e where e.registration = t.cause / 4294967296 and e.sequence = "
              "t.cause % 4294967296 and e.kind = 40) order by 1 limit 21"},
    RowOracle{"redemption",
              "a captured redemption names no posted sale",
              "select redemption_id, captured_by from redemption r where state = 'captured' and "
              "not exists (select 1 from sale s where "
              "s.sale_id = r.captured_by) order by 1 limit 21"},
    RowOracle{"sequence",
              "hq_sequence is not dense",
              "select entries, first, last, distinct_count from (select count(*) as entries, "
              "coalesce(min(hq_sequence), 1) as first, "
              "coalesce(max(hq_sequence), 0) as last, count(distinct hq_sequence) as "
              "distinct_count from entry) s where first <> 1 or "
              "last <> entries or distinct_count <> entries"},
    RowOracle{"sequence",
              "hq_sequence and its counter differ",
              "select last, value from (select coalesce(max(hq_sequence), 0) as last from entry) "
              "e, (select coalesce(max(value), 0) as "
              "value from counter where name = 'hq_sequence') c where last <> value"},
    RowOracle{"feed",
              "a feed position was given twice",
              "select position, count(*) as times from (select position from feed union all select "
              "position from member_branch) p group "
              "by position having count(*) > 1 order by 1 limit 21"},
    RowOracle{"feed",
              "a feed position is beyond the counter",
              "select position from (select position from feed union all select position from "
              "member_branch) p where position > (select "
              "coalesce(max(value), 0) from counter where name = 'feed') order by 1 limit 21"},
    RowOracle{"sale_once",
              "a sale entry is not exactly once a posted sale or in suspense",
              "select entry_id, sales, suspended from (select e.registration * 4294967296 + "
              "e.sequence as entry_id, (select count(*) from "
              "sale s where s.sale_id = e.registration * 4294967296 + e.sequence) as sales, "
              "(select count(*) from suspense p where "
              "p.entry_id = e.registration * 4294967296 + e.sequence and p.reason in "
              "('invalid_sale', 'malformed', 'revoked', "
              "'replaced')) as suspended from entry e where e.kind = 12) counted where sales + "
              "suspended <> 1 order by 1 limit 21"},
    RowOracle{"sale_once",
              "an entry of a revoked or replaced terminal was posted",
              "select s.sale_id from entry e join sale s on s.sale_id = e.registration * "
              "4294967296 + e.sequence where e.quarantined = 1 "
              "order by 1 limit 21"},
    RowOracle{"unknown_card",
              "a card is waited for that a member has",
              "select u.sale_id, c.member_id from unknown_card u join card c on c.card_key = "
              "u.card_key order by 1 limit 21"},
    RowOracle{"unknown_card",
              "a sale with an unknown card is not waiting for it",
              "select s.sale_id from sale s where s.shard_key <= 0 and length(s.card_key) = 32 and "
              "not exists (select 1 from card c where "
              "c.card_key = s.card_key) and not exists (select 1 from unknown_card u where "
              "u.card_key = s.card_key and u.sale_id = "
              "s.sale_id) order by 1 limit 21"},
    RowOracle{"unknown_card",
              "an unknown card is waited for by no sale",
              "select u.sale_id from unknown_card u where not exists (select 1 from sale s where "
              "s.sale_id = u.sale_id) order by 1 limit 21"},
    RowOracle{"withheld",
              "a sale is withheld and waits for nobody, or is not in suspense",
              "select s.sale_id from sale s where length(s.card_key) = 12 and (not exists (select 1 "
              "from unknown_card u where u.card_key = s.card_key and u.sale_id = s.sale_id) or not "
              "exists (select 1 from suspense p where p.entry_id = s.sale_id and p.reason = "
              "'mint_cap')) order by 1 limit 21"},
    RowOracle{"withheld",
              "a sale is in suspense for a cap and was credited",
              "select p.entry_id from suspense p join sale s on s.sale_id = p.entry_id where "
              "p.reason = 'mint_cap' and p.settled_ms is null and length(s.card_key) <> 12 order by "
              "1 limit 21"},
    RowOracle{"minted",
              "what terminals minted is not what members got",
              "select day, sum(case when kind = 2 then -points else points end) as difference from "
              "minted_day group by day having sum(case when kind = 2 then -points else points end) "
              "<> 0 order by 1 limit 21"},
    RowOracle{
        "waiting",
        "an entry waits for what HQ has posted",
        "select w.awaited_id, w.entry_id from waiting_entry w where exists (select 1 from sale s "
        "where s.sale_id = w.awaited_id) or "
        "exists (select 1 from member m where m.member_id = w.awaited_id) order by 1, 2 limit 21"},
    RowOracle{"member",
              "a card belongs to no member",
              "select c.member_id from card c where not exists (select 1 from member m where "
              "m.member_id = c.member_id) order by 1 limit 21"},
    RowOracle{"member",
              "a member has no enrolment",
              "select m.member_id from member m where not exists (select 1 from entry e where "
              "e.registration = m.member_id / 4294967296 "
              "and e.sequence = m.member_id % 4294967296 and e.kind = 15) order by 1 limit 21"},
    RowOracle{"card",
              "a card is marked blocked and is not, or the other way round",
              "select c.member_id, c.blocked from card c left join blocked_card b on b.card_key = "
              "c.card_key where c.blocked <> (case when b.card_key is null then 0 else 1 end) "
              "order by 1 limit 21"},
    RowOracle{"card",
              "a card was blocked by no entry that blocks cards",
              "select b.entry_id from blocked_card b where not exists (select 1 from entry e where "
              "e.registration = b.entry_id / 4294967296 and e.sequence = b.entry_id % 4294967296 "
              "and e.kind = 20) order by 1 limit 21"},
    RowOracle{"card",
              "the blocked cards are not those of the feed",
              "select blocked, fed from (select (select count(*) from blocked_card) as blocked, "
              "(select count(*) from feed where branch_id = 0 and kind = 4) as fed) counted where "
              "blocked <> fed"},
    RowOracle{"card",
              "a refusal is not exactly once listed or in suspense",
              "select entry_id, listed, suspended from (select e.registration * 4294967296 + "
              "e.sequence as entry_id, (select count(*) from card_refusal r where r.entry_id = "
              "e.registration * 4294967296 + e.sequence) as listed, (select count(*) from suspense "
              "p where p.entry_id = e.registration * 4294967296 + e.sequence and p.reason in "
              "('malformed', 'revoked', 'replaced')) as suspended from entry e where e.kind = 21) "
              "counted where listed + suspended <> 1 order by 1 limit 21"},
    RowOracle{"card",
              "an ordered card was written and is not the member's",
              "select o.member_id, o.settled_ms from card_order o left join card c on c.card_key = "
              "o.card_key where o.state = 'written' and (c.card_key is null or c.member_id <> "
              "o.member_id or c.card_number <> o.card_number or c.family <> o.family) order by 1 "
              "limit 21"},
    RowOracle{"registration",
              "a registration is beyond the counter, or has entries and no journal's end",
              "select registration from (select registration from registration where registration "
              "> (select coalesce(max(value), 0) from "
              "counter where name = 'registration') union select distinct e.registration from "
              "entry e where not exists (select 1 from "
              "watermark w join registration r on r.registration = w.registration where "
              "w.registration = e.registration)) wrong order "
              "by 1 limit 21"},
};

std::string describe_row(const RowOracle& oracle,
                         const std::vector<std::string>& columns,
                         const Row& row) {
    std::string text = std::string{oracle.statement} + ":";
    for (std::size_t column = 0; column < columns.size(); ++column) {
        text += " " + columns[column] + " " +
                (row.is_null(column) ? "none" : std::to_string(row.integer(column)));
    }
    return text;
}

}  // namespace

void Findings::add(const std::string& oracle, std::string text) {
    const auto same = std::count_if(violations_.begin(),
                                    violations_.end(),
                                    [&](const Violation& v) { return v.oracle == oracle; });
    if (same < kListedMax) violations_.push_back({oracle, std::move(text)});
}

const std::vector<std::string>& oracle_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const RowOracle& oracle : kRowOracles) {
            if (all.empty() || all.back() != oracle.name) all.emplace_back(oracle.name);
        }
        for (const char* name :
             {"chain", "watermark", "fork", "sale", "returned", "tags", "rollups", "voucher", "gift", "audit"})
            all.emplace_back(name);
        return all;
    }();
    return names;
}

Result<void> verify_rows(Connection& connection, Findings& findings) {
    for (const RowOracle& oracle : kRowOracles) {
        PARETO_TRY(const auto rows, connection.execute(oracle.sql));
        for (const Row& row : rows)
            findings.add(oracle.name, describe_row(oracle, rows.columns, row));
    }
    return {};
}

Result<std::vector<Violation>> verify_books(Connection& connection) {
    Findings findings;
    PARETO_TRY_VOID(verify_rows(connection, findings));
    PARETO_TRY_VOID(verify_journals(connection, findings));
    PARETO_TRY_VOID(verify_sales(connection, findings));
    PARETO_TRY_VOID(verify_vouchers(connection, findings));
    PARETO_TRY_VOID(verify_gifts(connection, findings));
    PARETO_TRY_VOID(verify_audit(connection, findings));
    return findings.take();
}

namespace {

Result<std::int64_t> rebuild_tier_days(Connection& connection) {
    constexpr std::string_view kEarned =
        "select t.shard_key as shard_key, e.received_ms / 86400000 as day, cast(sum(case when "
        "t.debit_account = 10 then t.amount else -t.amount end) as bigint) as points from transfer "
        "t join entry e on e.registration = t.cause / 4294967296 and e.sequence = t.cause % "
        "4294967296 where t.debit_account = 10 or t.credit_account = 10 group by t.shard_key, "
        "e.received_ms / 86400000";
    PARETO_TRY(
        const auto differing,
        connection.execute(
            "select count(*) from (select shard_key, day, sum(points) as points from (" +
            std::string{kEarned} +
            " union all select shard_key, day, -points from tier_day) both_sides group by "
            "shard_key, day having sum(points) <> 0) wrong"));
    PARETO_TRY_VOID(connection.execute("delete from tier_day"));
    PARETO_TRY_VOID(connection.execute("insert into tier_day(shard_key, day, points) " +
                                       std::string{kEarned}));
    return differing[0].integer(0);
}

}  // namespace

Result<std::int64_t> rebuild_rollups(Connection& connection) {
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const Rollups computed, fold_rollups(connection));
    PARETO_TRY(const Rollups found, read_rollups(connection));
    std::int64_t differing = 0;
    const auto count = [&](const auto& one, const auto& other) {
        for (const auto& [key, value] : one) {
            const auto same = other.find(key);
            if (same == other.end()) ++differing;
            if (same != other.end() && same->second != value && &one < &other) ++differing;
        }
    };
    count(computed.members, found.members);
    count(found.members, computed.members);
    count(computed.branches, found.branches);
    count(found.branches, computed.branches);
    BulkInsert members{
        .table = "member_day",
        .columns = {"shard_key", "business_date", "branch_id", "net_minor", "visits"},
        .conflict = "",
        .rows = {}};
    for (const auto& [key, value] : computed.members) {
        members.rows.push_back(
            {std::get<0>(key), std::get<1>(key), std::get<2>(key), value.first, value.second});
    }
    BulkInsert branches{.table = "branch_day",
                        .columns = {"branch_id",
                                    "business_date",
                                    "slot",
                                    "sales",
                                    "returns",
                                    "net_minor",
                                    "returns_minor",
                                    "member_minor",
                                    "points_earned",
                                    "points_redeemed"},
                        .conflict = "",
                        .rows = {}};
    for (const auto& [key, day] : computed.branches) {
        branches.rows.push_back({key.first,
                                 key.second,
                                 std::int64_t{0},
                                 day.sales,
                                 day.returns,
                                 day.net_minor,
                                 day.returns_minor,
                                 day.member_minor,
                                 day.points_earned,
                                 day.points_redeemed});
    }
    PARETO_TRY_VOID(connection.execute("delete from member_day"));
    PARETO_TRY_VOID(connection.execute("delete from branch_day"));
    PARETO_TRY_VOID(connection.insert_many(members));
    PARETO_TRY_VOID(connection.insert_many(branches));
    PARETO_TRY(const std::int64_t tiers, rebuild_tier_days(connection));
    PARETO_TRY_VOID(transaction.commit());
    return differing + tiers;
}

}  // namespace pareto::hq::database

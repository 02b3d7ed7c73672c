#include "hq/database/plan_writer.h"

#include <algorithm>
#include <string>

#include "common/base/check.h"
#include "hq/database/allowances.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/feed_subjects.h"
#include "hq/database/gifts.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"
#include "hq/database/stored_value.h"
#include "hq/database/tags.h"
#include "hq/database/vouchers.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;

constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;

std::vector<std::string> columns_of(std::string_view list) {
    std::vector<std::string> columns;
    while (!list.empty()) {
        const auto comma = list.find(", ");
        columns.emplace_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 2);
    }
    return columns;
}

std::string text(std::string_view view) {
    return std::string{view};
}

Result<void> write_sales(Connection& connection, const Books& books, const Plan& plan) {
    BulkInsert fresh{
        .table = "sale", .columns = columns_of(kSaleColumns), .conflict = "", .rows = {}};
    fresh.rows.reserve(plan.new_sales.size());
    for (const SaleId id : plan.new_sales)
        fresh.rows.push_back(sale_row(books.sales.at(id.value).head));
    PARETO_TRY_VOID(connection.insert_many(fresh));
    BulkInsert changed{.table = "sale",
                       .columns = columns_of(kSaleColumns),
                       .conflict =
                           "on conflict(shard_key, sale_id) do update set remaining_minor = "
                           "excluded.remaining_minor, card_key = excluded.card_key, "
                           "voided_by = excluded.voided_by",
                       .rows = {}};
    for (const SaleId id : plan.changed_sales)
        changed.rows.push_back(sale_row(books.sales.at(id.value).head));
    return connection.insert_many(changed);
}

Result<void> write_pending(Connection& connection, const Books& books, const Plan& plan) {
    BulkInsert lots{
        .table = "pending_lot",
        .columns = {"shard_key", "cause", "number", "remaining", "matures_on", "expires_on"},
        .conflict =
            "on conflict(shard_key, cause, number) do update set remaining = excluded.remaining",
        .rows = {}};
    for (const MemberId member : plan.members_changed) {
        const auto found = books.accounts.find(member.value);
        if (found == books.accounts.end()) continue;
        for (const PendingLot& lot : found->second.pending) {
            if (!lot.changed) continue;
            lots.rows.push_back({lot.owner.value,
                                 lot.key.cause.value,
                                 lot.key.number,
                                 lot.remaining,
                                 to_string(lot.matures_on),
                                 to_string(lot.expires_on)});
        }
    }
    return connection.insert_many(lots);
}

/// What the plan's transfers add to each of the members' accounts.
std::map<std::pair<MemberId, Account>, std::int64_t> moved_by(const Plan& plan) {
    std::map<std::pair<MemberId, Account>, std::int64_t> moved;
    for (const Transfer& transfer : plan.transfers) {
        if (transfer.debit < Account::Issued)
            moved[{transfer.member, transfer.debit}] -= transfer.amount;
        if (transfer.credit < Account::Issued)
            moved[{transfer.member, transfer.credit}] += transfer.amount;
    }
    return moved;
}

/// What was earned, by the day on which HQ received the entry: what tiers are reviewed by.
Result<void> write_tier_days(Connection& connection, const Books& books, const Plan& plan) {
    std::map<std::pair<MemberId, std::int64_t>, std::int64_t> days;
    for (const Transfer& transfer : plan.transfers) {
        if (transfer.debit != Account::Issued && transfer.credit != Account::Issued) continue;
        const auto cause = books.entries.find(transfer.cause.value);
        PARETO_CHECK(cause != books.entries.end());
        days[{transfer.member, cause->second->received_ms / kDayMs}] +=
            transfer.debit == Account::Issued ? transfer.amount : -transfer.amount;
    }
    BulkInsert insert{.table = "tier_day",
                      .columns = {"shard_key", "day", "points"},
                      .conflict = "on conflict(shard_key, day) do update set points = "
                                  "tier_day.points + excluded.points",
                      .rows = {}};
    for (const auto& [key, points] : days)
        insert.rows.push_back({key.first.value, key.second, points});
    return connection.insert_many(insert);
}

Result<void> write_accounts(Connection& connection, const Plan& plan) {
    for (const AccountRow& row : plan.account_changes) {
        PARETO_TRY_VOID(connection.execute(
            "update member set account_id = $2 where member_id = $1",
            {row.member.value,
             row.account && row.account != row.member ? Value{row.account.value} : Value{}}));
        if (!row.account) {
            // Those who are the same person go along.
            PARETO_TRY_VOID(connection.execute(
                "update member set account_id = $1 where merged_into = $1", {row.member.value}));
        }
        if (!row.merged) continue;
        // Who was merged into the member before is now merged into the same one.
        PARETO_TRY_VOID(connection.execute(
            "update member set merged_into = $2 where member_id = $1 or merged_into = $1",
            {row.member.value, row.into.value}));
    }
    return {};
}

Result<void> write_ledger(Connection& connection, const Books& books, const Plan& plan) {
    BulkInsert transfers{
        .table = "transfer", .columns = columns_of(kTransferColumns), .conflict = "", .rows = {}};
    transfers.rows.reserve(plan.transfers.size());
    for (const Transfer& t : plan.transfers) {
        transfers.rows.push_back({t.member.value,
                                  t.cause.value,
                                  t.number,
                                  static_cast<std::int64_t>(t.debit),
                                  static_cast<std::int64_t>(t.credit),
                                  t.amount,
                                  text("points"),
                                  text(t.code),
                                  std::int64_t{t.rules_version},
                                  t.lot_cause.value,
                                  t.lot_number});
    }
    transfers.columns.insert(transfers.columns.begin() + 6, "unit");
    PARETO_TRY_VOID(connection.insert_many(transfers));

    BulkInsert fresh{.table = "lot",
                     .columns = {"shard_key", "cause", "number", "remaining", "expires_on"},
                     .conflict = "",
                     .rows = {}};
    BulkInsert changed = fresh;
    changed.conflict =
        "on conflict(shard_key, cause, number) do update set remaining = excluded.remaining";
    BulkInsert balances{.table = "balance",
                        .columns = {"shard_key", "account", "amount"},
                        .conflict =
                            "on conflict(shard_key, account) do update set amount = balance.amount "
                            "+ excluded.amount",
                        .rows = {}};
    std::set<MemberId> holders;
    for (const MemberId member : plan.members_changed)
        holders.insert(holder_of(books, member));
    for (const MemberId holder : holders) {
        const auto found = books.accounts.find(holder.value);
        if (found == books.accounts.end()) continue;
        for (const OpenLot& lot : found->second.lots) {
            if (!lot.changed) continue;
            (lot.is_new ? fresh : changed)
                .rows.push_back({lot.owner.value,
                                 lot.key.cause.value,
                                 lot.key.number,
                                 lot.remaining,
                                 to_string(lot.expires_on)});
        }
    }
    for (const auto& [key, moved] : moved_by(plan)) {
        const auto& [member, account] = key;
        if (moved != 0)
            balances.rows.push_back({member.value, static_cast<std::int64_t>(account), moved});
    }
    PARETO_TRY_VOID(connection.insert_many(fresh));
    PARETO_TRY_VOID(connection.insert_many(changed));
    PARETO_TRY_VOID(write_pending(connection, books, plan));
    return connection.insert_many(balances);
}

Result<void> write_members(Connection& connection, const Books& books, const Plan& plan) {
    BulkInsert members{
        .table = "member",
        .columns =
            {"member_id", "member_number", "home_branch_id", "tier", "vip", "joined_on", "name"},
        .conflict = "",
        .rows = {}};
    for (const MemberRow& member : plan.new_members) {
        members.rows.push_back({member.id.value,
                                member.member_number,
                                member.home_branch.value,
                                member.tier,
                                std::int64_t{0},
                                to_string(member.joined_on),
                                member.name});
    }
    PARETO_TRY_VOID(connection.insert_many(members));
    if (!plan.new_members.empty())
        PARETO_TRY_VOID(raise_counter(connection, "member_number", books.last_member_number));
    BulkInsert redemptions{
        .table = "redemption",
        .columns = {"redemption_id", "member_id", "points", "state", "captured_by"},
        .conflict =
            "on conflict(redemption_id) do update set member_id = excluded.member_id, points = "
            "excluded.points, state = excluded.state, captured_by = excluded.captured_by",
        .rows = {}};
    for (const EntryId id : plan.redemptions)
        redemptions.rows.push_back(redemption_row(id, books.redemptions.at(id.value)));
    return connection.insert_many(redemptions);
}

Result<void> write_cards(Connection& connection, const Books& books, const Plan& plan) {
    BulkInsert cards{.table = "card",
                     .columns = {"card_key", "member_id", "card_number", "blocked", "family"},
                     .conflict = "",
                     .rows = {}};
    for (const CardRow& card : plan.new_cards) {
        cards.rows.push_back({Blob{card.card_key},
                              card.member.value,
                              card.card_number,
                              std::int64_t{books.blocked_cards.contains(card.card_key) ? 1 : 0},
                              static_cast<std::int64_t>(books.cards.at(card.card_key).family)});
    }
    PARETO_TRY_VOID(connection.insert_many(cards));
    for (const CardRow& card : plan.secured_cards) {
        PARETO_TRY_VOID(
            connection.execute("update card set family = $2, card_number = $3 where card_key = $1",
                               {Blob{card.card_key},
                                static_cast<std::int64_t>(books.cards.at(card.card_key).family),
                                card.card_number}));
    }
    return {};
}

Result<void> write_blocks(Connection& connection, const Plan& plan) {
    BulkInsert blocked{.table = "blocked_card",
                       .columns = {"card_key", "entry_id", "reason"},
                       .conflict = "",
                       .rows = {}};
    std::vector<FeedSubject> subjects;
    for (const BlockedCardRow& row : plan.blocked_cards) {
        blocked.rows.push_back({Blob{row.card_key}, row.entry.value, row.reason});
        subjects.push_back({sync::ChangeKind::BlockedCard,
                            to_hex(row.card_key),
                            sync::encode(sync::ChangeBody{sync::BlockedCardChange{row.card_key}})});
        PARETO_TRY_VOID(connection.execute("update card set blocked = 1 where card_key = $1",
                                           {Blob{row.card_key}}));
    }
    PARETO_TRY_VOID(connection.insert_many(blocked));
    PARETO_TRY_VOID(publish(connection, subjects));
    BulkInsert refusals{
        .table = "card_refusal",
        .columns = {"entry_id", "card_key", "reason", "terminal_id", "branch_id", "occurred_ms"},
        .conflict = "",
        .rows = {}};
    for (const RefusalRow& row : plan.refusals) {
        refusals.rows.push_back({row.entry.value,
                                 Blob{row.card_key},
                                 row.reason,
                                 row.terminal.value,
                                 row.branch.value,
                                 row.occurred_ms});
    }
    return connection.insert_many(refusals);
}

Result<void> write_open_ends(Connection& connection,
                             const Books& books,
                             const Plan& plan,
                             const PlanContext& context) {
    BulkInsert suspense{.table = "suspense",
                        .columns = {"entry_id", "reason", "detail", "opened_ms"},
                        .conflict = "on conflict(entry_id, reason) do nothing",
                        .rows = {}};
    for (const SuspenseRow& row : plan.suspense) {
        suspense.rows.push_back({row.entry.value, text(row.reason), row.detail, context.now_ms});
    }
    PARETO_TRY_VOID(connection.insert_many(suspense));
    BulkInsert returned{.table = "returned_line",
                        .columns = columns_of(kReturnedLineColumns),
                        .conflict = "",
                        .rows = {}};
    for (const ReturnedLine& line : plan.returned_lines) {
        returned.rows.push_back({line.entry.value,
                                 std::int64_t{line.entry_line},
                                 line.sale.value,
                                 std::int64_t{line.line},
                                 line.thousandths,
                                 line.minor,
                                 line.points,
                                 line.taken,
                                 line.given,
                                 line.given_minor,
                                 line.stored_minor});
    }
    PARETO_TRY_VOID(connection.insert_many(returned));
    for (const ReturnedLine& line : plan.credited_lines) {
        PARETO_TRY_VOID(connection.execute(
            "update returned_line set points_taken = $3 where entry_id = $1 and entry_line = $2",
            {line.entry.value, std::int64_t{line.entry_line}, line.taken}));
    }
    // Of an entry that waits for several, only those that arrive are read; it is found to wait for
    // the others again.
    BulkInsert waiting{.table = "waiting_entry",
                       .columns = {"awaited_id", "entry_id"},
                       .conflict = "on conflict(awaited_id, entry_id) do nothing",
                       .rows = {}};
    for (const auto& [awaited, entry] : plan.waiting_added)
        waiting.rows.push_back({awaited.value, entry.value});
    PARETO_TRY_VOID(connection.insert_many(waiting));
    // A sale may wait for its card already when lines of it that bring back goods of the same card
    // are posted later.
    BulkInsert unknown{.table = "unknown_card",
                       .columns = {"card_key", "sale_id", "branch_id"},
                       .conflict = "on conflict(card_key, sale_id) do nothing",
                       .rows = {}};
    for (const auto& [key, entry] : plan.unknown_added) {
        unknown.rows.push_back(
            {Blob{key}, entry.value, books.sales.at(entry.value).head.branch.value});
    }
    PARETO_TRY_VOID(connection.insert_many(unknown));
    for (const auto& [awaited, entry] : plan.waiting_removed) {
        PARETO_TRY_VOID(
            connection.execute("delete from waiting_entry where awaited_id = $1 and entry_id = $2",
                               {awaited.value, entry.value}));
    }
    // All that waited for a card goes at once.
    std::set<Bytes> keys;
    for (const auto& [key, entry] : plan.unknown_removed)
        keys.insert(key);
    std::vector<Value> key_values;
    key_values.reserve(keys.size());
    for (const Bytes& key : keys)
        key_values.emplace_back(Blob{key});
    return select_in(connection,
                     "delete from unknown_card where card_key",
                     key_values,
                     "",
                     [](const Row&) -> Result<void> { return {}; });
}

Result<void> write_minted(Connection& connection, const Plan& plan, std::int64_t now_ms) {
    BulkInsert minted{.table = "minted_day",
                      .columns = {"kind", "subject", "day", "points"},
                      .conflict = "on conflict(subject, kind, day) do update set points = "
                                  "minted_day.points + excluded.points",
                      .rows = {}};
    for (const auto& [key, points] : plan.minted) {
        const auto& [whose, subject, day] = key;
        minted.rows.push_back(
            {static_cast<std::int64_t>(whose), subject, std::int64_t{day}, points});
    }
    PARETO_TRY_VOID(connection.insert_many(minted));
    for (const EntryId entry : plan.settled) {
        PARETO_TRY_VOID(connection.execute(
            "update suspense set settled_ms = $2 where entry_id = $1 and settled_ms is null",
            {entry.value, now_ms}));
    }
    return {};
}

Result<void> write_rollups(Connection& connection, const Plan& plan, std::int64_t slot) {
    BulkInsert members{
        .table = "member_day",
        .columns = {"shard_key", "business_date", "branch_id", "net_minor", "visits"},
        .conflict =
            "on conflict(shard_key, business_date, branch_id) do update set net_minor = "
            "member_day.net_minor + "
            "excluded.net_minor, visits = member_day.visits + excluded.visits",
        .rows = {}};
    for (const auto& [key, day] : plan.member_days) {
        if (day.net_minor == 0 && day.visits == 0) continue;
        const auto& [member, date, branch] = key;
        members.rows.push_back({member.value,
                                to_string(from_day_number(date)),
                                branch.value,
                                day.net_minor,
                                day.visits});
    }
    PARETO_TRY_VOID(connection.insert_many(members));
    BulkInsert branches{
        .table = "branch_day",
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
        .conflict =
            "on conflict(branch_id, business_date, slot) do update set sales = branch_day.sales + "
            "excluded.sales, "
            "returns = branch_day.returns + excluded.returns, net_minor = branch_day.net_minor + "
            "excluded.net_minor, returns_minor = branch_day.returns_minor + "
            "excluded.returns_minor, "
            "member_minor = branch_day.member_minor + excluded.member_minor, points_earned = "
            "branch_day.points_earned + excluded.points_earned, points_redeemed = "
            "branch_day.points_redeemed + excluded.points_redeemed",
        .rows = {}};
    for (const auto& [key, day] : plan.branch_days) {
        if (day == BranchDay{}) continue;
        branches.rows.push_back({key.first.value,
                                 to_string(from_day_number(key.second)),
                                 slot,
                                 day.sales,
                                 day.returns,
                                 day.net_minor,
                                 day.returns_minor,
                                 day.member_minor,
                                 day.points_earned,
                                 day.points_redeemed});
    }
    return connection.insert_many(branches);
}

Result<void> write_continued(Connection& connection, const Plan& plan) {
    for (const auto& [registration, opened] : plan.continued) {
        PARETO_TRY_VOID(
            connection.execute("update registration set previous = $2, previous_sequence = $3, "
                               "previous_hash = $4 where registration = $1",
                               {std::int64_t{registration},
                                std::int64_t{opened.previous},
                                opened.previous_sequence,
                                Blob{Bytes{opened.previous_hash.view()}}}));
    }
    return {};
}

}  // namespace

Result<void> write_plan(Connection& connection,
                        const Books& books,
                        const Plan& plan,
                        const PlanContext& context) {
    PARETO_TRY_VOID(write_sales(connection, books, plan));
    PARETO_TRY_VOID(write_tags(connection, plan.tag_events));
    PARETO_TRY_VOID(write_ledger(connection, books, plan));
    PARETO_TRY_VOID(write_tier_days(connection, books, plan));
    PARETO_TRY_VOID(write_members(connection, books, plan));
    PARETO_TRY_VOID(write_accounts(connection, plan));
    PARETO_TRY_VOID(write_allowances(connection, books, plan));
    PARETO_TRY_VOID(write_stored_value(connection, books, plan));
    PARETO_TRY_VOID(write_cards(connection, books, plan));
    PARETO_TRY_VOID(write_blocks(connection, plan));
    PARETO_TRY_VOID(write_open_ends(connection, books, plan, context));
    PARETO_TRY_VOID(write_minted(connection, plan, context.now_ms));
    PARETO_TRY_VOID(write_rollups(connection, plan, context.slot));
    PARETO_TRY_VOID(write_campaign_awards(connection, plan));
    PARETO_TRY_VOID(write_continued(connection, plan));
    PARETO_TRY_VOID(write_rewards(connection, books));
    PARETO_TRY_VOID(write_gifts(connection, books.gifts));
    return feed_members(connection, plan.members_changed, plan.bought, context.now_ms);
}

Result<void> feed_members(Connection& connection,
                          const std::set<MemberId>& members,
                          const std::map<std::pair<MemberId, BranchId>, BusinessDate>& bought,
                          std::int64_t now_ms) {
    if (members.empty()) return {};
    // What changes for one changes for all who share the account.
    PARETO_TRY(const auto concerned, with_sharers(connection, members));
    std::map<std::pair<MemberId, BranchId>, BusinessDate> rows = bought;
    std::map<MemberId, BranchId> homes;
    PARETO_TRY_VOID(select_in(
        connection,
        "select m.member_id, m.home_branch_id, b.branch_id, b.last_date from member m left join "
        "member_branch b on b.member_id = m.member_id where m.member_id",
        keys_of(concerned),
        "",
        [&](const Row& row) -> Result<void> {
            const MemberId member{row.integer(0)};
            homes[member] = BranchId{row.integer(1)};
            if (row.is_null(2)) return {};
            PARETO_TRY(const BusinessDate date, read_date(row, 3));
            auto& newest = rows.try_emplace({member, BranchId{row.integer(2)}}, date).first->second;
            newest = std::max(newest, date);
            return {};
        }));
    // Lately is before the member's newest purchase, so that replayed history feeds too; a terminal
    // whose clock runs years ahead must not make all others forget the member.
    const BusinessDate tomorrow{std::chrono::floor<std::chrono::days>(from_ms(now_ms)) +
                                std::chrono::days{1}};
    std::map<MemberId, BusinessDate> newest_of;
    for (const auto& [key, date] : rows) {
        auto& newest = newest_of.try_emplace(key.first, std::min(date, tomorrow)).first->second;
        newest = std::max(newest, std::min(date, tomorrow));
    }
    BulkInsert insert{.table = "member_branch",
                      .columns = {"branch_id", "member_id", "last_date", "position"},
                      .conflict =
                          "on conflict(branch_id, member_id) do update set last_date = "
                          "excluded.last_date, position = "
                          "excluded.position",
                      .rows = {}};
    for (const auto& [key, date] : rows) {
        const auto& [member, branch] = key;
        const auto home = homes.find(member);
        const bool at_home = home != homes.end() && home->second == branch;
        if (!at_home && days_between(date, newest_of.at(member)) > kFeedDays) continue;
        insert.rows.push_back({branch.value, member.value, to_string(date), std::int64_t{0}});
    }
    if (insert.rows.empty()) return {};
    const auto count = static_cast<std::int64_t>(insert.rows.size());
    PARETO_TRY(const std::int64_t last, draw(connection, "feed", count));
    std::int64_t position = last - count;
    for (auto& row : insert.rows)
        row[3] = ++position;
    return connection.insert_many(insert);
}

}  // namespace pareto::hq::database

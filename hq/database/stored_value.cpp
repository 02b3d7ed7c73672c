#include "hq/database/stored_value.h"

#include <algorithm>
#include <array>
#include <string>

#include "common/base/check.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/verify_steps.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;

constexpr std::array<std::string_view, 4> kStates{"held", "refused", "captured", "reversed"};

Result<ValueRedemption> read_value_redemption(const Row& row) {
    const auto* const state = std::find(kStates.begin(), kStates.end(), row.text(3));
    if (state == kStates.end())
        return fault(FaultCode::Corrupt, "a redemption of stored value in no known state");
    return ValueRedemption{.account = row.bytes(1),
                           .minor = row.integer(2),
                           .state = static_cast<RedemptionState>(state - kStates.begin()),
                           .captured_by = SaleId{row.integer(4)}};
}

Result<StoredAccount> read_stored_account(const Row& row) {
    PARETO_TRY(const BusinessDate expires_on, read_date(row, 4));
    return StoredAccount{.member = MemberId{row.integer(1)},
                         .value = row.integer(2),
                         .held = row.integer(3),
                         .expires_on = expires_on};
}

constexpr const char* kAccountColumns =
    "account_key, member_id, value_minor, held_minor, expires_on";

}  // namespace

Result<void> read_stored_value(Connection& connection,
                               const std::set<EntryId>& redemptions,
                               std::set<Bytes> accounts,
                               Books& books) {
    PARETO_TRY_VOID(select_in(connection,
                              "select redemption_id, account_key, minor, state, captured_by from "
                              "value_redemption where redemption_id",
                              keys_of(redemptions),
                              "",
                              [&](const Row& row) -> Result<void> {
                                  PARETO_TRY(auto redemption, read_value_redemption(row));
                                  accounts.insert(redemption.account);
                                  books.value_redemptions.emplace(row.integer(0),
                                                                  std::move(redemption));
                                  return {};
                              }));
    std::vector<Value> keys;
    keys.reserve(accounts.size());
    for (const Bytes& account : accounts)
        keys.emplace_back(Blob{account});
    return select_in(
        connection,
        std::string{"select "} + kAccountColumns + " from value_account where account_key",
        keys,
        "",
        [&](const Row& row) -> Result<void> {
            PARETO_TRY(const auto account, read_stored_account(row));
            books.value_accounts.emplace(row.bytes(0), account);
            return {};
        });
}

Result<void> read_value_given(Connection& connection, std::set<Bytes>& accounts, Books& books) {
    const auto gives = [](const TakenEntry& taken) {
        const auto* const sale =
            taken.entry ? std::get_if<sale::Sale>(&taken.entry->body) : nullptr;
        if (sale == nullptr || !sale->facts.member) return false;
        const auto& awards = sale->campaigns.awards;
        return std::any_of(awards.begin(), awards.end(), [](const loyalty::Award& award) {
            return award.stored_value_minor > 0;
        });
    };
    for (const auto& [id, taken] : books.entries) {
        if (!gives(*taken)) continue;
        const Bytes key = value_key({std::get<sale::Sale>(taken->entry->body).facts.member, {}});
        accounts.insert(key);
        PARETO_TRY(const auto rows,
                   connection.execute("select amount_minor from value_transfer where account_key = "
                                      "$1 and cause = $2 and number = $3",
                                      {Blob{key}, id, kAwardNumber}));
        for (const Row& row : rows)
            books.value_given[SaleId{id}] = row.integer(0);
    }
    return {};
}

Result<void> write_stored_value(Connection& connection, const Books& books, const Plan& plan) {
    BulkInsert transfers{.table = "value_transfer",
                         .columns = {"account_key",
                                     "cause",
                                     "number",
                                     "debit_account",
                                     "credit_account",
                                     "amount_minor",
                                     "code",
                                     "rules_version"},
                         .conflict = "",
                         .rows = {}};
    for (const ValueTransfer& t : plan.value_transfers) {
        transfers.rows.push_back({Blob{t.account},
                                  t.cause.value,
                                  t.number,
                                  static_cast<std::int64_t>(t.debit),
                                  static_cast<std::int64_t>(t.credit),
                                  t.amount_minor,
                                  std::string{t.code},
                                  std::int64_t{t.rules_version}});
    }
    PARETO_TRY_VOID(connection.insert_many(transfers));
    // Whoever writes the books has them alone, so what was read still holds.
    BulkInsert accounts{
        .table = "value_account",
        .columns = {"account_key", "member_id", "value_minor", "held_minor", "expires_on"},
        .conflict =
            "on conflict(account_key) do update set value_minor = excluded.value_minor, "
            "held_minor = excluded.held_minor, expires_on = excluded.expires_on",
        .rows = {}};
    for (const Bytes& key : plan.value_accounts) {
        const StoredAccount& account = books.value_accounts.at(key);
        accounts.rows.push_back({Blob{key},
                                 account.member.value,
                                 account.value,
                                 account.held,
                                 to_string(account.expires_on)});
    }
    PARETO_TRY_VOID(connection.insert_many(accounts));
    BulkInsert redemptions{
        .table = "value_redemption",
        .columns = {"redemption_id", "account_key", "minor", "state", "captured_by"},
        .conflict =
            "on conflict(redemption_id) do update set account_key = excluded.account_key, "
            "minor = excluded.minor, state = excluded.state, captured_by = "
            "excluded.captured_by",
        .rows = {}};
    for (const EntryId id : plan.value_redemptions) {
        const ValueRedemption& redemption = books.value_redemptions.at(id.value);
        redemptions.rows.push_back(
            {id.value,
             Blob{redemption.account},
             redemption.minor,
             std::string{kStates.at(static_cast<std::size_t>(redemption.state))},
             redemption.captured_by.value});
    }
    return connection.insert_many(redemptions);
}

Result<ValueOracle> ValueOracle::read(Connection& connection) {
    ValueOracle oracle;
    PARETO_TRY(const auto rows,
               connection.execute("select cause, account_key, cast(sum(amount_minor) as bigint) "
                                  "from value_transfer where code = 'sell' and debit_account = 30 "
                                  "and credit_account = 6 group by cause, account_key"));
    for (const Row& row : rows)
        oracle.sold_[{row.integer(0), row.bytes(1)}] = row.integer(2);
    PARETO_TRY(const auto given,
               connection.execute("select cause, account_key, amount_minor from value_transfer "
                                  "where code = 'campaign' and debit_account = 34 and number = $1",
                                  {kAwardNumber}));
    for (const Row& row : given)
        oracle.given_[{row.integer(0), row.bytes(1)}] = row.integer(2);
    return oracle;
}

void ValueOracle::check(SaleId id, const sale::Sale& sale, Findings& findings) {
    std::map<Bytes, std::int64_t> said;
    for (const sale::Line& line : sale.lines) {
        if (line.kind != sale::LineKind::StoredValue || line.original) continue;
        const MemberId member = line.gift_card.empty() ? sale.facts.member : MemberId{};
        said[value_key({member, line.gift_card})] += line.amount_minor;
    }
    check_given(id, sale, findings);
    for (const auto& [account, minor] : said) {
        const auto found = sold_.find({id.value, account});
        const std::int64_t booked = found == sold_.end() ? 0 : found->second;
        if (found != sold_.end()) sold_.erase(found);
        if (booked == minor) continue;
        findings.add("stored_value",
                     "sale " + std::to_string(id.value) + ": sold stored value of " +
                         std::to_string(minor) + ", " + std::to_string(booked) + " is booked");
    }
}

// What comes out otherwise is not given at all, and listed.
void ValueOracle::check_given(SaleId id, const sale::Sale& sale, Findings& findings) {
    std::int64_t said = 0;
    for (const loyalty::Award& award : sale.campaigns.awards)
        said += award.stored_value_minor;
    const auto found = given_.find({id.value, value_key({sale.facts.member, {}})});
    if (found == given_.end()) return;
    if (found->second != said)
        findings.add("stored_value",
                     "sale " + std::to_string(id.value) + ": campaigns gave " +
                         std::to_string(said) + ", " + std::to_string(found->second) +
                         " is booked");
    given_.erase(found);
}

void ValueOracle::finish(Findings& findings) const {
    for (const auto& [key, minor] : sold_) {
        findings.add("stored_value",
                     "entry " + std::to_string(key.first) + ": stored value of " +
                         std::to_string(minor) + " is booked that no posted sale sold");
    }
    for (const auto& [key, minor] : given_) {
        findings.add("stored_value",
                     "entry " + std::to_string(key.first) + ": stored value of " +
                         std::to_string(minor) + " is booked that no campaign gave");
    }
}

Result<std::optional<ValueAccountState>> find_value_account(Connection& connection,
                                                            const sale::ValueAccount& account,
                                                            BusinessDate on) {
    PARETO_TRY(const auto rows,
               connection.execute(std::string{"select "} + kAccountColumns +
                                      " from value_account where account_key = $1",
                                  {Blob{value_key(account)}}));
    if (rows.empty()) return std::optional<ValueAccountState>{};
    PARETO_TRY(const StoredAccount found, read_stored_account(rows[0]));
    const bool expired = found.expires_on < on;
    return std::optional{ValueAccountState{
        .account = found,
        .usable = expired ? std::min<std::int64_t>(found.value, 0) : found.value}};
}

}  // namespace pareto::hq::database

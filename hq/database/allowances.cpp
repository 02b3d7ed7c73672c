#include "hq/database/allowances.h"

#include <string>

#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/setup.h"

namespace pareto::hq::database {
namespace {

using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;

constexpr const char* kKeySetting = "allowance_key.";

std::string state_text(AllowanceState state) {
    switch (state) {
        case AllowanceState::Open:
            return "open";
        case AllowanceState::Closed:
            return "closed";
        case AllowanceState::WrittenOff:
            return "written_off";
    }
    return "open";
}

AllowanceState read_state(const std::string& text) {
    if (text == "closed") return AllowanceState::Closed;
    return text == "written_off" ? AllowanceState::WrittenOff : AllowanceState::Open;
}

}  // namespace

Result<KnownAllowance> read_allowance(const Row& row, std::size_t column) {
    KnownAllowance allowance;
    allowance.member = MemberId{row.integer(column)};
    allowance.holder = TerminalId{row.integer(column + 1)};
    allowance.limit = row.integer(column + 2);
    allowance.spent = row.integer(column + 3);
    allowance.received = row.integer(column + 4);
    PARETO_TRY(allowance.last_day, read_date(row, column + 5));
    allowance.state = read_state(row.text(column + 6));
    return allowance;
}

Result<void> read_allowances(Connection& connection,
                             const std::set<EntryId>& redemptions,
                             std::set<EntryId> allowances,
                             Books& books) {
    PARETO_TRY_VOID(select_in(connection,
                              "select redemption_id, member_id, points, means, allowance_id, "
                              "terminal_id from offline_redemption where redemption_id",
                              keys_of(redemptions),
                              "",
                              [&](const Row& row) -> Result<void> {
                                  const EntryId allowance{row.integer(4)};
                                  books.offline_redemptions[row.integer(0)] = {
                                      MemberId{row.integer(1)},
                                      row.integer(2),
                                      static_cast<loyalty::RedemptionMeans>(row.integer(3)),
                                      allowance,
                                      TerminalId{row.integer(5)}};
                                  if (allowance) allowances.insert(allowance);
                                  return {};
                              }));
    PARETO_TRY_VOID(select_in(connection,
                              std::string{"select allowance_id, "} + kAllowanceColumns +
                                  " from allowance where allowance_id",
                              keys_of(allowances),
                              "",
                              [&](const Row& row) -> Result<void> {
                                  PARETO_TRY(books.allowances[row.integer(0)],
                                             read_allowance(row, 1));
                                  return {};
                              }));
    return select_in(connection,
                     "select allowance_id, number, lot_cause, lot_number, expires_on, remaining "
                     "from allowance_lot where allowance_id",
                     keys_of(allowances),
                     " order by allowance_id, number",
                     [&](const Row& row) -> Result<void> {
                         PARETO_TRY(const BusinessDate expires_on, read_date(row, 4));
                         books.allowances[row.integer(0)].lots.push_back(
                             {.number = row.integer(1),
                              .lot = {EntryId{row.integer(2)}, row.integer(3)},
                              .expires_on = expires_on,
                              .remaining = row.integer(5)});
                         return {};
                     });
}

Result<void> write_allowances(Connection& connection, const Books& books, const Plan& plan) {
    BulkInsert rows{
        .table = "allowance",
        .columns = {"allowance_id",
                    "member_id",
                    "terminal_id",
                    "limit_points",
                    "spent_points",
                    "received_points",
                    "last_day",
                    "state",
                    "recalled"},
        .conflict =
            "on conflict(allowance_id) do update set limit_points = excluded.limit_points, "
            "spent_points = excluded.spent_points, received_points = excluded.received_points, "
            "last_day = excluded.last_day, state = excluded.state",
        .rows = {}};
    BulkInsert lots{
        .table = "allowance_lot",
        .columns = {"allowance_id", "number", "lot_cause", "lot_number", "expires_on", "remaining"},
        .conflict =
            "on conflict(allowance_id, number) do update set remaining = "
            "excluded.remaining",
        .rows = {}};
    for (const EntryId id : plan.allowances) {
        const KnownAllowance& allowance = books.allowances.at(id.value);
        rows.rows.push_back({id.value,
                             allowance.member.value,
                             allowance.holder.value,
                             allowance.limit,
                             allowance.spent,
                             allowance.received,
                             to_string(allowance.last_day),
                             state_text(allowance.state),
                             std::int64_t{0}});
        for (const ReservedLot& lot : allowance.lots) {
            if (!lot.changed) continue;
            lots.rows.push_back({id.value,
                                 lot.number,
                                 lot.lot.cause.value,
                                 lot.lot.number,
                                 to_string(lot.expires_on),
                                 lot.remaining});
        }
    }
    PARETO_TRY_VOID(connection.insert_many(rows));
    PARETO_TRY_VOID(connection.insert_many(lots));
    BulkInsert redemptions{
        .table = "offline_redemption",
        .columns = {"redemption_id", "member_id", "points", "means", "allowance_id", "terminal_id"},
        .conflict = "",
        .rows = {}};
    for (const EntryId id : plan.offline_redemptions) {
        const OfflineRedemption& redemption = books.offline_redemptions.at(id.value);
        redemptions.rows.push_back({id.value,
                                    redemption.member.value,
                                    redemption.points,
                                    static_cast<std::int64_t>(redemption.means),
                                    redemption.allowance.value,
                                    redemption.terminal.value});
    }
    return connection.insert_many(redemptions);
}

Result<std::map<std::int64_t, Bytes>> read_allowance_keys(Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute("select value from setting where name like 'allowance_key.%'"));
    std::map<std::int64_t, Bytes> keys;
    for (const Row& row : rows) {
        const auto key = from_hex(row.text(0));
        if (!key) return fault(FaultCode::Corrupt, "a setting allowance_key is not hexadecimal");
        keys.emplace(journal::key_id_of(*key), *key);
    }
    return keys;
}

Result<void> keep_allowance_key(Connection& connection, const Bytes& public_key) {
    PARETO_TRY_VOID(connection.execute(
        "insert into setting(name, value) values ($1, $2) on conflict(name) do nothing",
        {kKeySetting + std::to_string(journal::key_id_of(public_key)), to_hex(public_key)}));
    return {};
}

}  // namespace pareto::hq::database

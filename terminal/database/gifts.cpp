#include "terminal/database/gifts.h"

#include <algorithm>
#include <map>

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;

namespace {

/// What is there for this terminal to give: what it took beyond what HQ had heard of is gone.
Result<std::int64_t> left_of(Connection& connection, const std::string& code) {
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from gift_stock where code = $1", {code}));
    if (rows.empty()) return 0;
    PARETO_TRY(const auto stock, sync::decode_gift_stock(rows[0].bytes(0)));
    const std::map<Registration, std::int64_t> heard(stock.taken.begin(), stock.taken.end());
    PARETO_TRY(const auto taken,
               connection.execute("select redemption_id / 4294967296, count(*) from gift_taken "
                                  "where code = $1 group by redemption_id / 4294967296",
                                  {code}));
    std::int64_t left = stock.units;
    for (const Row& row : taken) {
        const auto known = heard.find(static_cast<Registration>(row.integer(0)));
        const std::int64_t counted = known == heard.end() ? 0 : known->second;
        left -= std::max<std::int64_t>(row.integer(1) - counted, 0);
    }
    return left;
}

}  // namespace

Result<void> put_gift(Connection& connection, const sync::Change& change) {
    const bool is_stock = static_cast<sync::ChangeKind>(change.kind) == sync::ChangeKind::GiftStock;
    const std::string table = is_stock ? "gift_stock" : "gift";
    if (change.bytes.empty()) {
        PARETO_TRY_VOID(
            connection.execute("delete from " + table + " where code = $1", {change.subject}));
        return {};
    }
    if (is_stock) {
        PARETO_TRY_VOID(sync::decode_gift_stock(change.bytes));
    } else {
        PARETO_TRY(const auto gift, sync::decode_gift_change(change.bytes));
        if (gift.gift.code != change.subject)
            return fault(FaultCode::Corrupt, "a change of a gift names two gifts");
    }
    PARETO_TRY_VOID(connection.execute("insert into " + table +
                                           "(code, bytes) values ($1, $2) on conflict(code) do "
                                           "update set bytes = excluded.bytes",
                                       {change.subject, Blob{change.bytes}}));
    return {};
}

Result<void> take_gift(Connection& connection, EntryId redemption, const std::string& code) {
    if (code.empty()) return {};
    PARETO_TRY_VOID(connection.execute(
        "insert into gift_taken(redemption_id, code) values ($1, $2) on conflict(redemption_id) do "
        "nothing",
        {redemption.value, code}));
    return {};
}

Result<void> release_gift(Connection& connection, EntryId redemption) {
    PARETO_TRY_VOID(
        connection.execute("delete from gift_taken where redemption_id = $1", {redemption.value}));
    return {};
}

Result<std::vector<KnownGift>> select_gifts(Connection& connection, const std::string& code) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select code, bytes from gift where $1 = '' or code = $1 order by code",
                           {code}));
    std::vector<KnownGift> found;
    for (const Row& row : rows) {
        PARETO_TRY(auto change, sync::decode_gift_change(row.bytes(1)));
        PARETO_TRY(const std::int64_t left, left_of(connection, row.text(0)));
        found.push_back({std::move(change.gift), std::move(change.name), left});
    }
    return found;
}

}  // namespace pareto::terminal::database

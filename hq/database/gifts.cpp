#include "hq/database/gifts.h"

#include <algorithm>

#include "common/journal/gift_bodies.h"
#include "common/sync/gift.h"
#include "hq/database/feed_subjects.h"
#include "hq/database/select_in.h"
#include "hq/database/setup.h"

namespace pareto::hq::database {
namespace {

using loyalty::CatalogueGift;
using loyalty::GiftRefusal;
using pareto::database::Blob;
using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;

Result<void> read_versions(Connection& connection,
                           const std::set<std::string>& codes,
                           GiftBooks& gifts) {
    for (const std::string& code : codes) {
        PARETO_TRY(
            const auto rows,
            connection.execute("select bytes from gift where gift = $1 order by version", {code}));
        for (const Row& row : rows) {
            PARETO_TRY(auto version, journal::decode_gift(row.bytes(0)));
            gifts.versions[code].push_back(std::move(version));
        }
    }
    return {};
}

/// By registration, how many units its redemptions took that HQ knows of.
Result<sync::GiftStockChange> stock_change(Connection& connection,
                                           BranchId branch,
                                           const std::string& gift) {
    sync::GiftStockChange change;
    PARETO_TRY(change.units, gift_stock(connection, branch, gift));
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select registration, cast(sum(taken) as bigint) from (select redemption_id / "
                   "4294967296 as registration, -units as taken from gift_movement where gift = $2 "
                   "and branch_id = $1 and redemption_id <> 0) of_redemptions group by "
                   "registration having sum(taken) > 0 order by registration",
                   {branch.value, gift}));
    for (const Row& row : rows)
        change.taken.emplace_back(static_cast<Registration>(row.integer(0)), row.integer(1));
    return change;
}

Result<void> publish_changes(Connection& connection, const GiftBooks& gifts) {
    std::vector<FeedSubject> subjects;
    if (!gifts.defined.empty()) {
        PARETO_TRY(const auto language, read_setting(connection, "language"));
        const bool chinese = language.value_or("en") != "en";
        for (const auto& [cause, gift] : gifts.defined)
            subjects.push_back({sync::ChangeKind::Gift,
                                gift.code,
                                sync::encode(sync::GiftChange{gift, gift_name(gift, chinese)})});
    }
    std::set<std::pair<BranchId, std::string>> stocks;
    for (const GiftMovement& movement : gifts.movements)
        stocks.emplace(movement.branch, movement.gift);
    for (const auto& [branch, gift] : stocks) {
        PARETO_TRY(const auto change, stock_change(connection, branch, gift));
        subjects.push_back({sync::ChangeKind::GiftStock, gift, sync::encode(change), branch});
    }
    return publish(connection, subjects);
}

}  // namespace

void NamedGifts::gather(const TakenEntry& taken) {
    const journal::Body& body = taken.entry->body;
    if (const auto* const sold = std::get_if<sale::Sale>(&body)) {
        for (const sale::Line& line : sold->lines) {
            if (line.kind != sale::LineKind::Gift) continue;
            codes.insert(line.sku);
            stocks.emplace(taken.branch, line.sku);
        }
    } else if (const auto* const defined = std::get_if<journal::GiftDefined>(&body)) {
        codes.insert(defined->gift.code);
    }
}

Result<std::int64_t> gift_stock(Connection& connection, BranchId branch, const std::string& gift) {
    PARETO_TRY(const auto rows,
               connection.execute("select cast(coalesce(sum(units), 0) as bigint) from "
                                  "gift_movement where gift = $2 and branch_id = $1",
                                  {branch.value, gift}));
    return rows[0].integer(0);
}

Result<void> read_gifts(Connection& connection,
                        const NamedGifts& named,
                        const std::set<EntryId>& redemptions,
                        GiftBooks& gifts) {
    PARETO_TRY_VOID(read_versions(connection, named.codes, gifts));
    for (const auto& [branch, gift] : named.stocks) {
        PARETO_TRY(const std::int64_t units, gift_stock(connection, branch, gift));
        gifts.stock[{branch, gift}] = units;
    }
    return select_in(connection,
                     "select redemption_id, branch_id, gift, units, case when reason = 'give' then "
                     "1 else 0 end from gift_movement where redemption_id",
                     keys_of(redemptions),
                     " order by redemption_id, cause, number",
                     [&](const Row& row) -> Result<void> {
                         GiftHold& hold = gifts.holds[EntryId{row.integer(0)}];
                         hold.branch = BranchId{row.integer(1)};
                         hold.gift = row.text(2);
                         hold.units += row.integer(3);
                         hold.given = hold.given || row.integer(4) != 0;
                         return {};
                     });
}

Result<void> write_gifts(Connection& connection, const GiftBooks& gifts) {
    BulkInsert versions{.table = "gift",
                        .columns = {"gift", "version", "cause", "bytes"},
                        .conflict = "",
                        .rows = {}};
    for (const auto& [cause, gift] : gifts.defined) {
        versions.rows.push_back(
            {gift.code, std::int64_t{gift.version}, cause.value, Blob{journal::encode_gift(gift)}});
    }
    PARETO_TRY_VOID(connection.insert_many(versions));
    BulkInsert movements{.table = "gift_movement",
                         .columns = {"cause",
                                     "number",
                                     "branch_id",
                                     "gift",
                                     "units",
                                     "reason",
                                     "redemption_id",
                                     "business_date",
                                     "points",
                                     "cash_minor"},
                         .conflict = "",
                         .rows = {}};
    for (const GiftMovement& movement : gifts.movements) {
        movements.rows.push_back({movement.cause.value,
                                  movement.number,
                                  movement.branch.value,
                                  movement.gift,
                                  movement.units,
                                  std::string{movement.reason},
                                  movement.redemption.value,
                                  to_string(movement.on),
                                  movement.points,
                                  movement.cash_minor});
    }
    PARETO_TRY_VOID(connection.insert_many(movements));
    return publish_changes(connection, gifts);
}

Result<std::optional<GiftRefusal>> hold_gift(Connection& connection,
                                             const sync::Authorise& wanted,
                                             BranchId branch,
                                             BusinessDate on,
                                             GiftBooks& gifts) {
    if (!loyalty::is_gift_code(wanted.gift)) return std::optional{GiftRefusal::UnknownGift};
    const NamedGifts named{{wanted.gift}, {{branch, wanted.gift}}};
    PARETO_TRY_VOID(read_gifts(connection, named, {}, gifts));
    const CatalogueGift* const gift = gifts.find(wanted.gift);
    if (gift == nullptr) return std::optional{GiftRefusal::UnknownGift};
    PARETO_TRY(const auto member,
               connection.execute("select tier, vip from member where member_id = $1",
                                  {wanted.member.value}));
    const std::string tier = member.empty() ? std::string{} : member[0].text(0);
    const auto refusal = loyalty::check_gift(*gift,
                                             {.today = on,
                                              .tier = tier,
                                              .vip = !member.empty() && member[0].integer(1) != 0,
                                              .stock = gifts.stock.at({branch, wanted.gift})});
    if (refusal) return refusal;
    if (gift->points != wanted.points.value) return std::optional{GiftRefusal::PriceChanged};
    gifts.move({.branch = branch,
                .gift = wanted.gift,
                .cause = wanted.redemption,
                .number = 0,
                .units = -1,
                .reason = gift_reason::kHold,
                .redemption = wanted.redemption,
                .on = on});
    return std::optional<GiftRefusal>{};
}

}  // namespace pareto::hq::database

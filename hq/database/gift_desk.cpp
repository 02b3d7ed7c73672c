#include "hq/database/gift_desk.h"

#include <map>

#include "common/journal/gift_bodies.h"
#include "hq/database/audit_log.h"
#include "hq/database/gifts.h"

namespace pareto::hq::database {
namespace {

using loyalty::CatalogueGift;
using pareto::database::Connection;
using pareto::database::Row;

LocalEntry gift_entry(const journal::Entry& like, journal::Body body) {
    journal::Entry entry = like;
    entry.body = std::move(body);
    return {.entry = std::move(entry), .branch = {}, .terminal_code = {}, .personal = std::nullopt};
}

Result<void> note_gift(Connection& connection,
                       const journal::Entry& like,
                       const std::string& action,
                       const std::string& subject,
                       std::string detail) {
    return append_audit(connection,
                        {.position = 0,
                         .at_ms = to_ms(like.occurred_at),
                         .actor = like.operator_id,
                         .action = action,
                         .subject = subject,
                         .detail = std::move(detail)});
}

}  // namespace

Result<std::optional<CatalogueGift>> find_gift(Connection& connection, const std::string& code) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select bytes from gift where gift = $1 order by version desc limit 1", {code}));
    if (rows.empty()) return std::optional<CatalogueGift>{};
    PARETO_TRY(auto gift, journal::decode_gift(rows[0].bytes(0)));
    return std::optional{std::move(gift)};
}

Result<std::vector<CatalogueGift>> define_gifts(Connection& connection,
                                                LocalJournal& journal,
                                                std::vector<CatalogueGift> gifts,
                                                const journal::Entry& like) {
    std::vector<LocalEntry> entries;
    for (CatalogueGift& gift : gifts) {
        PARETO_TRY(const auto before, find_gift(connection, gift.code));
        gift.version = before ? before->version + 1 : 1;
        entries.push_back(gift_entry(like, journal::GiftDefined{gift}));
    }
    PARETO_TRY_VOID(journal.append_within(entries));
    for (const CatalogueGift& gift : gifts)
        PARETO_TRY_VOID(note_gift(
            connection, like, "gift.define", gift.code, "version " + std::to_string(gift.version)));
    return gifts;
}

Result<void> withdraw_gift(Connection& connection,
                           LocalJournal& journal,
                           const std::string& code,
                           const journal::Entry& like) {
    PARETO_TRY(auto gift, find_gift(connection, code));
    if (!gift) return fault(FaultCode::Unsupported, "there is no gift " + code);
    if (gift->withdrawn)
        return fault(FaultCode::Unsupported, "gift " + code + " was withdrawn already");
    gift->withdrawn = true;
    ++gift->version;
    const LocalEntry entry = gift_entry(like, journal::GiftDefined{*gift});
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    return note_gift(
        connection, like, "gift.withdraw", code, "version " + std::to_string(gift->version));
}

Result<std::int64_t> stock_gift(Connection& connection,
                                LocalJournal& journal,
                                const journal::GiftStocked& stocked,
                                const journal::Entry& like) {
    PARETO_TRY(const auto gift, find_gift(connection, stocked.gift));
    if (!gift) return fault(FaultCode::Unsupported, "there is no gift " + stocked.gift);
    PARETO_TRY(const std::int64_t before, gift_stock(connection, stocked.branch, stocked.gift));
    const std::int64_t after = before + stocked.units;
    // A stock below nothing may be counted up to less below.
    if (after < 0 && stocked.units < 0)
        return fault(FaultCode::Unsupported,
                     "the branch has " + std::to_string(before) + " of " + stocked.gift +
                         ": it cannot be " + std::to_string(after));
    const LocalEntry entry = gift_entry(like, stocked);
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    PARETO_TRY_VOID(note_gift(connection,
                              like,
                              stocked.received ? "gift.receive" : "gift.adjust",
                              stocked.gift,
                              "branch " + std::to_string(stocked.branch.value) + ": " +
                                  std::to_string(stocked.units) + ", " + stocked.reason));
    return after;
}

Result<std::vector<GiftShown>> list_gifts(Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select g.bytes, coalesce(s.units, 0), coalesce(s.branches, 0) from gift g left "
                   "join (select gift, cast(sum(units) as bigint) as units, count(distinct "
                   "branch_id) as branches from gift_movement group by gift) s on s.gift = g.gift "
                   "where not exists (select 1 from gift n where n.gift = g.gift and n.version > "
                   "g.version) order by g.gift"));
    std::vector<GiftShown> shown;
    for (const Row& row : rows) {
        PARETO_TRY(auto gift, journal::decode_gift(row.bytes(0)));
        shown.push_back({std::move(gift), row.integer(1), row.integer(2)});
    }
    return shown;
}

Result<std::vector<GiftMovementShown>> gift_movements(Connection& connection,
                                                      const std::string& code) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select m.cause, b.code, m.reason, m.business_date, m.units, m.points, "
                   "m.cash_minor, e.bytes from gift_movement m left join branch b on b.branch_id = "
                   "m.branch_id left join entry e on e.registration = m.cause / 4294967296 and "
                   "e.sequence = m.cause % 4294967296 where m.gift = $1 order by b.code, "
                   "coalesce(e.hq_sequence, 9223372036854775807), m.cause, m.number",
                   {code}));
    std::map<std::string, std::int64_t> stocks;
    std::vector<GiftMovementShown> shown;
    for (const Row& row : rows) {
        GiftMovementShown one;
        one.cause = EntryId{row.integer(0)};
        if (!row.is_null(1)) one.branch = row.text(1);
        one.reason = row.text(2);
        one.on = row.text(3);
        one.units = row.integer(4);
        one.stock = stocks[one.branch] += one.units;
        one.points = row.integer(5);
        one.cash_minor = row.integer(6);
        if (!row.is_null(7)) {
            const auto entry = journal::decode(row.bytes(7));
            if (entry) one.by = entry->operator_id;
        }
        shown.push_back(std::move(one));
    }
    return shown;
}

}  // namespace pareto::hq::database

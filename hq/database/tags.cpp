#include "hq/database/tags.h"

#include <string>

#include "common/database/text.h"

namespace pareto::hq::database {

namespace {

using pareto::database::BulkInsert;
using pareto::database::Connection;

// A sku is only shown; one that no database takes must not hold up its sale.
std::string shown_sku(const TagEvent& event) {
    return pareto::database::is_storable_text(event.sku) ? event.sku : std::string{};
}

}  // namespace

Result<void> write_tags(Connection& connection, std::span<const TagEvent> events) {
    BulkInsert rows{
        .table = "tag_event",
        .columns =
            {"gtin", "serial", "entry_id", "entry_line", "sale_id", "line", "sold", "tag", "sku"},
        .conflict = "",
        .rows = {}};
    rows.rows.reserve(events.size());
    for (const TagEvent& event : events) {
        rows.rows.push_back({event.unit.gtin,
                             event.unit.serial,
                             event.entry.value,
                             std::int64_t{event.entry_line},
                             event.about.sale.value,
                             std::int64_t{event.about.line},
                             std::int64_t{event.sold ? 1 : 0},
                             event.tag,
                             shown_sku(event)});
    }
    return connection.insert_many(rows);
}

Result<TagOracle> TagOracle::read(Connection& connection) {
    TagOracle oracle;
    PARETO_TRY(const auto rows,
               connection.execute("select gtin, serial, entry_id, entry_line, sale_id, line, sold, "
                                  "tag, sku from tag_event order by entry_id, entry_line"));
    for (const auto& row : rows) {
        oracle.rows_[row.integer(2)].push_back(
            {.unit = {row.text(0), row.text(1)},
             .entry = SaleId{row.integer(2)},
             .entry_line = static_cast<std::int32_t>(row.integer(3)),
             .about = {SaleId{row.integer(4)}, static_cast<std::int32_t>(row.integer(5))},
             .sold = row.integer(6) != 0,
             .tag = row.text(7),
             .sku = row.text(8)});
    }
    return oracle;
}

void TagOracle::check(SaleId id, const sale::Sale& sale, Findings& findings) {
    auto wanted = tag_events(id, sale);
    for (TagEvent& event : wanted)
        event.sku = shown_sku(event);
    std::vector<TagEvent> found;
    if (const auto rows = rows_.extract(id.value)) found = rows.mapped();
    if (found != wanted) {
        findings.add("tags",
                     "sale " + std::to_string(id.value) + ": " + std::to_string(found.size()) +
                         " tagged lines, which are not the " + std::to_string(wanted.size()) +
                         " of its entry");
    }
}

void TagOracle::finish(Findings& findings) const {
    for (const auto& [entry, rows] : rows_) {
        findings.add(
            "tags", "sale " + std::to_string(entry) + ": tagged lines of a sale that is not there");
    }
}

}  // namespace pareto::hq::database

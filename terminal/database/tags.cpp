#include "terminal/database/tags.h"

namespace pareto::terminal::database {

using pareto::database::Connection;

Result<void> move_tags(Connection& connection, SaleId id, const sale::Sale& sale, int sign) {
    for (const auto& line : sale.lines) {
        if (line.tag.empty() || line.quantity.thousandths == 0) continue;
        const auto unit = goods::unit_of(line.tag);
        if (!unit) continue;
        const SaleId sold_with = line.original ? line.original->sale : id;
        const std::int64_t number = line.original ? line.original->line : line.number;
        const bool is_sold = (line.quantity.thousandths > 0) == (sign > 0);
        const char* const sql =
            is_sold ? "insert into tag_sold(gtin, serial, sale_id, line) values ($1, $2, $3, $4) "
                      "on conflict(gtin, serial, sale_id, line) do nothing"
                    : "delete from tag_sold where gtin = $1 and serial = $2 and sale_id = $3 and "
                      "line = $4";
        PARETO_TRY_VOID(
            connection.execute(sql, {unit->gtin, unit->serial, sold_with.value, number}));
    }
    return {};
}

Result<std::vector<SaleId>> select_sold_with(Connection& connection,
                                             const goods::TaggedUnit& unit) {
    PARETO_TRY(const auto rows,
               connection.execute("select distinct sale_id from tag_sold where gtin = $1 and "
                                  "serial = $2 order by sale_id",
                                  {unit.gtin, unit.serial}));
    std::vector<SaleId> sales;
    for (const auto& row : rows)
        sales.push_back(SaleId{row.integer(0)});
    return sales;
}

}  // namespace pareto::terminal::database

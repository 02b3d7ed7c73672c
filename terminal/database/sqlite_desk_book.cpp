#include "terminal/database/sqlite_desk_book.h"

#include <utility>

#include "terminal/app/record_sale.h"
#include "terminal/database/sqlite_print_book.h"

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Rows;
using pareto::database::Value;

namespace {

std::string lower(std::string_view text) {
    std::string folded{text};
    for (char& c : folded)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return folded;
}

std::string preference_name(std::string_view name) {
    return "desk." + std::string{name};
}

}  // namespace

Result<Rows> SqliteDeskBook::read(std::string_view sql, std::initializer_list<Value> parameters) {
    Rows rows;
    PARETO_TRY_VOID(journal_.read_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY(rows, connection.execute(sql, parameters));
        return {};
    }));
    return rows;
}

Result<void> SqliteDeskBook::change(std::string_view sql, std::initializer_list<Value> parameters) {
    return journal_.change_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY_VOID(connection.execute(sql, parameters));
        return {};
    });
}

Result<std::vector<sync::ItemChange>> SqliteDeskBook::search_items(std::string_view text) {
    PARETO_TRY(const auto rows,
               read("select sku, name, category, barcode, unit, price_minor from item "
                    "where instr(lower(name), $1) > 0 or instr(lower(sku), $1) > 0 or "
                    "instr(barcode, $1) > 0 "
                    "order by instr(lower(name), $1) <> 1 and instr(lower(sku), $1) <> 1, name, "
                    "sku limit $2",
                    {lower(text), kFoundMax}));
    std::vector<sync::ItemChange> found;
    for (const auto& row : rows)
        found.push_back(
            {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5)});
    return found;
}

Result<std::vector<FoundMember>> SqliteDeskBook::search_members(std::string_view text) {
    PARETO_TRY(const auto rows,
               read("select member_id, member_number, name, tier, vip from member "
                    "where instr(lower(name), $1) > 0 or instr(member_number, $1) > 0 "
                    "order by instr(lower(name), $1) <> 1, name, member_number limit $2",
                    {lower(text), kFoundMax}));
    std::vector<FoundMember> found;
    for (const auto& row : rows)
        found.push_back(
            {MemberId{row.integer(0)}, row.text(1), row.text(2), row.text(3), row.integer(4) != 0});
    return found;
}

Result<std::optional<PresentedCard>> SqliteDeskBook::present_member(MemberId member) {
    PARETO_TRY(auto found, journal_.find_member(member));
    if (!found) return std::nullopt;
    PresentedCard card;
    card.member = std::move(found);
    return std::optional{std::move(card)};
}

Result<std::vector<PastSale>> SqliteDeskBook::recent_sales(std::int64_t limit) {
    PARETO_TRY(const auto rows,
               read("select sale_id, receipt_number, business_date, total_minor, voided_by is not "
                    "null from sale order by receipt_number desc, sale_id desc limit $1",
                    {limit}));
    const Journal::State state = journal_.state();
    std::vector<PastSale> sales;
    for (const auto& row : rows) {
        const auto date = parse_date(row.text(2));
        if (!date) return fault(FaultCode::Corrupt, "a sale has a business date that is no date");
        sales.push_back({SaleId{row.integer(0)},
                         receipt_number_text(state, row.integer(1)),
                         *date,
                         row.integer(3),
                         row.integer(4) != 0});
    }
    return sales;
}

Result<void> SqliteDeskBook::park(UtcTime at, const Bytes& basket) {
    return change("insert into parked_basket(parked_at_ms, bytes) values ($1, $2)",
                  {to_ms(at), Blob{basket}});
}

Result<std::vector<ParkedBasket>> SqliteDeskBook::parked() {
    PARETO_TRY(
        const auto rows,
        read("select parked_id, parked_at_ms, bytes from parked_basket order by parked_id", {}));
    std::vector<ParkedBasket> baskets;
    for (const auto& row : rows)
        baskets.push_back({row.integer(0), from_ms(row.integer(1)), row.bytes(2)});
    return baskets;
}

Result<void> SqliteDeskBook::forget_parked(std::int64_t id) {
    return change("delete from parked_basket where parked_id = $1", {id});
}

Result<void> SqliteDeskBook::keep_paid(const PaidBasket& basket) {
    return change(
        "insert into paid_basket(paid_id, intent, bytes) values (1, $1, $2) on "
        "conflict(paid_id) do update set intent = excluded.intent, bytes = "
        "excluded.bytes",
        {basket.intent, Blob{basket.bytes}});
}

Result<std::optional<PaidBasket>> SqliteDeskBook::paid() {
    PARETO_TRY(const auto rows, read("select intent, bytes from paid_basket", {}));
    if (rows.empty()) return std::nullopt;
    return std::optional{PaidBasket{rows[0].text(0), rows[0].bytes(1)}};
}

Result<void> SqliteDeskBook::forget_paid() {
    return change("delete from paid_basket", {});
}

Result<void> SqliteDeskBook::forget_paid(UtcTime at, const ports::Slip& receipt) {
    return journal_.change_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY_VOID(connection.execute("delete from paid_basket"));
        return insert_print_job(connection, at, receipt);
    });
}

Result<std::optional<ZReport>> SqliteDeskBook::unprinted_z() {
    PARETO_TRY(const auto rows,
               read("select z.z_number, z.closed_at_ms, z.cash_expected_minor, z.cash_count_minor, "
                    "z.shift_id, s.operator_id, s.business_date, s.opening_cash_minor, "
                    "s.cash_minor, s.sales_minor, s.sale_count, z.printed from z_report z join "
                    "shift s on s.shift_id = z.shift_id order by z.z_number desc limit 1",
                    {}));
    if (rows.empty() || rows[0].integer(11) != 0) return std::nullopt;
    const auto date = parse_date(rows[0].text(6));
    if (!date) return fault(FaultCode::Corrupt, "a shift has a business date that is no date");
    ZReport report;
    report.number = rows[0].integer(0);
    report.closed_at = from_ms(rows[0].integer(1));
    report.expected_minor = rows[0].integer(2);
    report.counted_minor = rows[0].integer(3);
    report.figures.operator_id = rows[0].text(5);
    report.figures.business_date = *date;
    report.figures.opening_cash_minor = rows[0].integer(7);
    report.figures.cash_minor = rows[0].integer(8);
    report.figures.sales_minor = rows[0].integer(9);
    report.figures.sale_count = static_cast<std::int32_t>(rows[0].integer(10));
    PARETO_TRY(const auto tenders,
               read("select kind, amount_minor from shift_tender where shift_id = $1 order by kind",
                    {rows[0].integer(4)}));
    for (const auto& tender : tenders) {
        if (tender.integer(0) == 0) {
            report.figures.value_sold_minor = tender.integer(1);
        } else {
            report.figures.tenders[static_cast<sale::TenderKind>(tender.integer(0))] =
                tender.integer(1);
        }
    }
    return std::optional{std::move(report)};
}

Result<void> SqliteDeskBook::print_z(std::int64_t number, UtcTime at, const ports::Slip& slip) {
    return journal_.change_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY_VOID(
            connection.execute("update z_report set printed = 1 where z_number = $1", {number}));
        return insert_print_job(connection, at, slip);
    });
}

Result<std::string> SqliteDeskBook::preference(std::string_view name) {
    PARETO_TRY(const auto rows,
               read("select value from setting where name = $1", {preference_name(name)}));
    return rows.empty() ? std::string{} : rows[0].text(0);
}

Result<void> SqliteDeskBook::prefer(std::string_view name, std::string value) {
    return journal_.change_beside([&](Connection& connection) {
        return write_setting(connection, preference_name(name), std::move(value));
    });
}

}  // namespace pareto::terminal::database

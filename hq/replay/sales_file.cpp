#include "hq/replay/sales_file.h"

#include "hq/import/row_file.h"
#include "hq/import/sales_row.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace pareto::hq::replay {
namespace {

namespace json = boost::json;

struct Receipt {
    import::ReceiptIdentity identity;
    UtcTime sold_at;
    std::string card;
    std::int64_t total_minor = 0;
    json::array lines;
};

json::object line_of(const import::SalesRow& row) {
    return {{"sku", row.sku},
            {"description", row.description},
            {"category", row.category},
            {"quantity_thousandths", row.quantity_thousandths},
            {"unit_price_minor", row.unit_price_minor},
            {"discount_minor", row.discount_minor},
            {"amount_minor", row.amount_minor}};
}

// The receipt's identity is its intent: given twice, it is recorded once.
std::string command_of(Receipt&& receipt) {
    const auto& identity = receipt.identity;
    const std::string intent =
        fmt::format("{}/{}/{}/{}", identity.branch, identity.terminal, to_string(identity.date), identity.receipt);
    json::object command{{"command", "sale"},
                         {"intent", intent},
                         {"source_receipt", intent},
                         {"at_ms", to_ms(receipt.sold_at)},
                         {"business_date", to_string(identity.date)},
                         {"auto_shift", true}};
    if (!receipt.card.empty()) command["card"] = receipt.card;
    command["lines"] = std::move(receipt.lines);
    command["tenders"] = json::array{json::object{{"kind", "cash"}, {"amount_minor", receipt.total_minor}}};
    return json::serialize(command);
}

Fault flaw_at(const std::string& path, const import::RowFile& file, std::size_t column, const std::string& reason) {
    return {FaultCode::Corrupt,
            fmt::format("{}:{}: column {}: {}", path, file.record().line, file.columns().name_of(column), reason)};
}

}  // namespace

Result<ReceiptsByTerminal> read_sales_file(const std::string& path, const std::vector<import::Assignment>& assignments,
                                           const Company& company) {
    const auto zone = import::Zone::find(company.time_zone);
    if (!zone) return fault(FaultCode::Unsupported, "unknown time zone " + company.time_zone);
    PARETO_TRY(auto file, import::RowFile::open(path, import::sales_fields(), assignments));
    std::vector<Receipt> receipts;
    std::unordered_map<import::ReceiptKey, std::size_t, import::ReceiptKeyHash> found;
    while (true) {
        PARETO_TRY(const bool more, file.next());
        if (!more) break;
        auto reading = import::read_sales_row(file.columns(), file.record(), company.currency,
                                              [&](std::string_view) -> const import::Zone& { return *zone; });
        if (reading.flaw) return unexpected{flaw_at(path, file, reading.flaw->column, reading.flaw->reason)};
        const auto [place, added] = found.try_emplace(import::key_of(*reading.identity), receipts.size());
        if (added) receipts.push_back({*reading.identity, reading.row.sold_at, reading.row.card, 0, {}});
        Receipt& receipt = receipts[place->second];
        if (receipt.card != reading.row.card)
            return unexpected{flaw_at(path, file, file.columns().column_of(import::sales_field::Card), "receipt " + receipt.identity.receipt + " has two cards")};
        receipt.total_minor += reading.row.amount_minor;
        receipt.lines.push_back(line_of(reading.row));
    }
    std::stable_sort(receipts.begin(), receipts.end(), [](const Receipt& a, const Receipt& b) { return a.sold_at < b.sold_at; });
    ReceiptsByTerminal by_terminal;
    for (Receipt& receipt : receipts) {
        const std::int64_t at_ms = to_ms(receipt.sold_at);
        auto& list = by_terminal[{receipt.identity.branch, receipt.identity.terminal}];
        list.push_back({at_ms, command_of(std::move(receipt))});
    }
    return by_terminal;
}

}  // namespace pareto::hq::replay

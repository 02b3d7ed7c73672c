// Units of goods with a serial that were sold twice: a tag was copied, a return was not recorded,
// or goods were stolen and sold again.
#include "common/database/migrator.h"
#include "hq/database/setup.h"
#include "hq/reports/catalogue.h"

namespace pareto::hq::reports {
namespace {

using pareto::database::Row;

enum Place : std::size_t { Gtin, Serial, Tag, Sku, Item, Branch, Terminal, Receipt, Date };

// As the receipt shows it.
std::string receipt_of(const Row& row) {
    std::string digits = std::to_string(row.integer(Receipt));
    if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
    return row.text(Branch) + "-" + row.text(Terminal) + "-" + digits;
}

void add_sale(std::vector<Cell>& cells, const Row& row) {
    cells.insert(cells.end(),
                 {row.text(Branch), row.text(Terminal), receipt_of(row), row.text(Date)});
}

}  // namespace

Result<Report> make_tag_report(pareto::database::Connection& connection,
                               Currency currency,
                               const ReportRequest& request) {
    if (!request.branch.empty()) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, request.branch));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + request.branch);
    }
    PARETO_TRY(const auto rows, connection.execute(pareto::database::report_sql("tag_conflicts")));
    Report report;
    report.title = "Tagged goods sold twice";
    report.currency = currency;
    report.columns = {{"tag", CellKind::Text},
                      {"sku", CellKind::Text},
                      {"item", CellKind::Text},
                      {"first_branch", CellKind::Text},
                      {"first_terminal", CellKind::Text},
                      {"first_receipt", CellKind::Text},
                      {"first_date", CellKind::Text},
                      {"second_branch", CellKind::Text},
                      {"second_terminal", CellKind::Text},
                      {"second_receipt", CellKind::Text},
                      {"second_date", CellKind::Text}};
    const Row* before = nullptr;
    for (const Row& row : rows) {
        const Row* const first = before;
        before = &row;
        const bool same = first != nullptr && first->text(Gtin) == row.text(Gtin) &&
                          first->text(Serial) == row.text(Serial);
        if (!same) continue;
        const bool wanted = request.branch.empty() || first->text(Branch) == request.branch ||
                            row.text(Branch) == request.branch;
        if (!wanted) continue;
        std::vector<Cell> cells{first->text(Tag), first->text(Sku), first->text(Item)};
        add_sale(cells, *first);
        add_sale(cells, row);
        report.rows.push_back(std::move(cells));
    }
    report.headline = {
        {{"conflicts", CellKind::Count}, static_cast<std::int64_t>(report.rows.size())},
    };
    return report;
}

}  // namespace pareto::hq::reports

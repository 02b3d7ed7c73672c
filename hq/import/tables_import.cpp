// Branches and items: files whose rows each stand for themselves.
#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "hq/database/setup.h"
#include "hq/database/writing.h"
#include "hq/import/importing.h"
#include "hq/import/run.h"
#include "hq/import/sold_at.h"

namespace pareto::hq::import {
namespace {

constexpr std::size_t kRowsPerTransaction = 1'000;
constexpr std::size_t kTableCodeMax = 40;
constexpr std::size_t kTableTextMax = 256;

namespace branch_field {
enum Index : std::size_t { Code, Name, Region, TimeZone, OpenedOn };
}  // namespace branch_field

constexpr std::array kBranchFields{FieldSpec{"branch", true},
                                   FieldSpec{"name"},
                                   FieldSpec{"region"},
                                   FieldSpec{"time_zone"},
                                   FieldSpec{"opened_on"}};

namespace item_field {
enum Index : std::size_t { Sku, Name, Category, Price, TaxClass, Barcode, Unit, Branch, ValidFrom };
}  // namespace item_field

constexpr std::array kItemFields{FieldSpec{"sku", true},
                                 FieldSpec{"name"},
                                 FieldSpec{"category"},
                                 FieldSpec{"price", false, true},
                                 FieldSpec{"tax_class"},
                                 FieldSpec{"barcode"},
                                 FieldSpec{"unit"},
                                 FieldSpec{"branch"},
                                 FieldSpec{"valid_from"}};

// Reads the cells of one row and keeps the first flaw.
class TableCells {
public:
    explicit TableCells(const RowFile& rows) : rows_(rows) {
        if (rows.record().flaw)
            flaw_ = RowFlaw{rows.record().flaw->field, rows.record().flaw->reason};
    }

    [[nodiscard]] std::string text(std::size_t field, std::size_t bytes_max) {
        const std::string_view cell = rows_.columns().text(field, rows_.record());
        if (cell.size() > bytes_max)
            flaw(field, "longer than " + std::to_string(bytes_max) + " bytes");
        if (find_bad_byte(cell) != std::string_view::npos) return {};
        return std::string{cell};
    }

    void flaw(std::size_t field, std::string reason) {
        if (!flaw_) flaw_ = RowFlaw{rows_.columns().column_of(field), std::move(reason)};
    }

    [[nodiscard]] const std::optional<RowFlaw>& flaw() const { return flaw_; }

private:
    const RowFile& rows_;
    std::optional<RowFlaw> flaw_;
};

struct TableCounts {
    std::int64_t rows = 0;
    std::int64_t made = 0;
    std::int64_t changed = 0;
    std::int64_t same = 0;
};

void summarise(ImportSummary& summary, const TableCounts& counts, std::string_view things) {
    summary.lines.push_back({"rows", counts.rows, ""});
    summary.lines.push_back({"new", counts.made, std::string{things}});
    summary.lines.push_back({"changed", counts.changed, ""});
    summary.lines.push_back({"as they were", counts.same, ""});
    summary.lines.push_back({"rejected", summary.rejected_rows, "rows"});
}

// Reads the rows of a file; `Kind` turns one into a value and records a thousand at a time.
template <typename Kind>
Result<ImportSummary> import_rows(ImportContext& context, const ImportFile& file, Kind kind) {
    ImportSummary summary;
    summary.kind = kind.name();
    summary.file = file.shown;
    PARETO_TRY(auto source, open_file(file.path));
    PARETO_TRY(RowFile rows,
               RowFile::open(std::move(source), file.shown, Kind::fields(), file.assignments));
    Rejects rejects = begin_rejects(context, file, rows.columns());
    PARETO_TRY_VOID(look_over_columns(file, rows.columns(), Kind::fields(), rejects, summary));
    context.progress.begin("importing " + file.shown);
    TableCounts counts;
    std::unordered_set<std::string> seen;
    std::vector<typename Kind::Value> waiting;
    const auto record = [&]() -> Result<void> {
        if (waiting.empty()) return {};
        TableCounts before = counts;
        auto done =
            context.turns.take([&](pareto::database::Connection& connection) -> Result<void> {
                counts = before;
                if (context.dry_run) return kind.record(connection, waiting, counts, false);
                PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
                PARETO_TRY_VOID(kind.record(connection, waiting, counts, true));
                return transaction.commit();
            });
        waiting.clear();
        return done;
    };
    while (true) {
        PARETO_TRY(const bool found, rows.next());
        if (!found) break;
        context.progress.report(rows.source().taken(), rows.source().total(), ++counts.rows);
        TableCells cells(rows);
        auto value = kind.read(rows, cells);
        if (!cells.flaw() && !seen.insert(kind.key_of(value)).second)
            cells.flaw(0, shown(kind.key_of(value)) + " stands in this file twice");
        if (cells.flaw()) {
            PARETO_TRY_VOID(reject_row(rejects, rows, cells.flaw()->column, cells.flaw()->reason));
            continue;
        }
        waiting.push_back(std::move(value));
        if (waiting.size() == kRowsPerTransaction) PARETO_TRY_VOID(record());
    }
    PARETO_TRY_VOID(record());
    context.progress.end();
    PARETO_TRY_VOID(end_rejects(rejects, summary));
    summarise(summary, counts, kind.name());
    return summary;
}

class BranchKind {
public:
    using Value = hq::database::BranchRow;

    static std::span<const FieldSpec> fields() { return kBranchFields; }

    static std::string name() { return "branches"; }

    static const std::string& key_of(const Value& branch) { return branch.code; }

    static Value read(const RowFile&, TableCells& cells) {
        Value branch{cells.text(branch_field::Code, kTableCodeMax),
                     cells.text(branch_field::Name, kTableTextMax),
                     cells.text(branch_field::Region, kTableTextMax),
                     cells.text(branch_field::TimeZone, kTableTextMax),
                     cells.text(branch_field::OpenedOn, kTableTextMax)};
        if (branch.code.empty()) cells.flaw(branch_field::Code, "branch is missing");
        if (!branch.time_zone.empty() && !Zone::find(branch.time_zone)) {
            cells.flaw(branch_field::TimeZone, shown(branch.time_zone) + " is not a time zone");
        }
        if (!branch.opened_on.empty() && !parse_date(branch.opened_on)) {
            cells.flaw(branch_field::OpenedOn,
                       shown(branch.opened_on) + " is not a date (YYYY-MM-DD)");
        }
        return branch;
    }

    static Result<void> record(pareto::database::Connection& connection,
                               const std::vector<Value>& branches,
                               TableCounts& counts,
                               bool writes) {
        for (const Value& branch : branches) {
            PARETO_TRY(const auto rows,
                       connection.execute(
                           "select name, region, time_zone, opened_on from branch where code = $1",
                           {branch.code}));
            const auto differs = [&](std::size_t column, const std::string& value) {
                return !value.empty() && rows[0].text(column) != value;
            };
            if (rows.empty()) {
                ++counts.made;
            } else if (differs(0, branch.name) || differs(1, branch.region) ||
                       differs(2, branch.time_zone) || differs(3, branch.opened_on)) {
                ++counts.changed;
            } else {
                ++counts.same;
                continue;
            }
            if (writes) PARETO_TRY_VOID(hq::database::put_branch(connection, branch));
        }
        return {};
    }
};

class ItemKind {
public:
    using Value = hq::database::ItemRow;

    ItemKind(Currency currency, BusinessDate today) : currency_(currency), today_(today) {}

    static std::span<const FieldSpec> fields() { return kItemFields; }

    static std::string name() { return "items"; }

    static const std::string& key_of(const Value& row) { return row.item.sku; }

    [[nodiscard]] Value read(const RowFile& rows, TableCells& cells) const {
        Value row;
        row.item.sku = cells.text(item_field::Sku, kTableCodeMax);
        row.item.name = cells.text(item_field::Name, kTableTextMax);
        row.item.category = cells.text(item_field::Category, kTableTextMax);
        row.item.barcode = cells.text(item_field::Barcode, kTableCodeMax);
        row.item.unit = cells.text(item_field::Unit, kTableCodeMax);
        row.tax_class = cells.text(item_field::TaxClass, kTableCodeMax);
        if (row.item.sku.empty()) cells.flaw(item_field::Sku, "sku is missing");
        const auto price = rows.columns().number(item_field::Price, rows.record());
        if (!price) {
            if (!cells.flaw()) cells.flaw(item_field::Price, price.error().reason);
        } else if (*price) {
            const auto scaled = rescale(**price, currency_.exponent);
            if (!scaled || scaled->value > kMinorMax || scaled->value < 0)
                cells.flaw(item_field::Price, "the price is out of range");
            if (scaled && scaled->rounded) {
                cells.flaw(item_field::Price,
                           "more decimals than " + std::string{currency_.text()} + " has");
            }
            if (scaled) row.item.price_minor = scaled->value;
        }
        if (!cells.text(item_field::Branch, kTableCodeMax).empty()) {
            cells.flaw(item_field::Branch,
                       "prices of one branch are not supported by this version; leave it empty");
        }
        const std::string valid_from = cells.text(item_field::ValidFrom, kTableCodeMax);
        const auto date = parse_date(valid_from);
        if (!valid_from.empty() && !date)
            cells.flaw(item_field::ValidFrom, shown(valid_from) + " is not a date (YYYY-MM-DD)");
        if (date && *date > today_)
            cells.flaw(item_field::ValidFrom,
                       "prices of the future are not supported by this version");
        return row;
    }

    static Result<void> record(pareto::database::Connection& connection,
                               const std::vector<Value>& items,
                               TableCounts& counts,
                               bool writes) {
        for (const Value& row : items) {
            PARETO_TRY(const auto rows,
                       connection.execute("select name, category, price_minor, tax_class, barcode, "
                                          "unit from item where sku = $1",
                                          {row.item.sku}));
            if (rows.empty()) {
                ++counts.made;
                continue;
            }
            const auto& known = rows[0];
            const bool same =
                known.text(0) == row.item.name && known.text(1) == row.item.category &&
                known.integer(2) == row.item.price_minor && known.text(3) == row.tax_class &&
                known.text(4) == row.item.barcode && known.text(5) == row.item.unit;
            (same ? counts.same : counts.changed) += 1;
        }
        return writes ? hq::database::put_items(connection, items) : Result<void>{};
    }

private:
    Currency currency_;
    BusinessDate today_;
};

}  // namespace

std::span<const FieldSpec> branch_fields() {
    return kBranchFields;
}

std::span<const FieldSpec> item_fields() {
    return kItemFields;
}

Result<ImportSummary> import_branches(ImportContext& context, const ImportFile& file) {
    return import_rows(context, file, BranchKind{});
}

Result<ImportSummary> import_items(ImportContext& context, const ImportFile& file) {
    const BusinessDate today{std::chrono::floor<std::chrono::days>(context.clock.now())};
    return import_rows(context, file, ItemKind{context.currency, add_days(today, 1)});
}

}  // namespace pareto::hq::import

// A sales file into the books: two readings, then one transaction for every thousand receipts.
#include <algorithm>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "hq/import/importing.h"
#include "hq/import/run.h"
#include "hq/import/sales_recorder.h"

namespace pareto::hq::import {
namespace {

/// What the first reading learned of a receipt. Small: a file may have millions.
struct ReceiptState {
    std::uint32_t rows = 0;
    std::uint32_t broken_line = 0;  ///< the first broken row of the receipt; 0 = all are sound
    std::uint16_t reading = 0;  ///< records it: later than the first when too much was open at once
};

constexpr std::uint16_t kReadingsMax = 1'000;
using ReceiptStates = boost::unordered_flat_map<ReceiptKey, ReceiptState, ReceiptKeyHash>;
using OpenReceipts = boost::unordered_flat_map<ReceiptKey, WholeReceipt, ReceiptKeyHash>;

class SalesImport {
public:
    SalesImport(ImportContext& context, const ImportFile& file, Zone company_zone)
        : context_(context), file_(file), branches_(company_zone) {}

    [[nodiscard]] Result<ImportSummary> run() {
        summary_.kind = "sales";
        summary_.file = file_.shown;
        PARETO_TRY_VOID(
            context_.turns.take([this](auto& connection) { return branches_.load(connection); }));
        PARETO_TRY_VOID(count_rows());
        PARETO_TRY(RowFile rows, open());
        Rejects rejects = begin_rejects(context_, file_, rows.columns());
        PARETO_TRY_VOID(
            look_over_columns(file_, rows.columns(), sales_fields(), rejects, summary_));
        SalesRecorder recorder(
            context_.turns,
            context_.clock,
            SalesContext{
                context_.card_key_secret, context_.currency, context_.slot, context_.dry_run},
            branches_,
            rejects);
        PARETO_TRY_VOID(recorder.load());
        PARETO_TRY_VOID(record_rows(std::move(rows), rejects, recorder));
        while (deferred_ > 0) {
            if (++reading_ == kReadingsMax) {
                return fault(
                    FaultCode::Exhausted,
                    file_.shown + ": its receipts are too mixed up to be held in memory; sort it");
            }
            deferred_ = 0;
            PARETO_TRY(RowFile again, open());
            PARETO_TRY_VOID(record_rows(std::move(again), rejects, recorder));
        }
        PARETO_TRY_VOID(end_rejects(rejects, summary_));
        summarise(recorder.counts());
        return std::move(summary_);
    }

private:
    [[nodiscard]] Result<RowFile> open() const {
        PARETO_TRY(auto source, open_file(file_.path));
        return RowFile::open(std::move(source), file_.shown, sales_fields(), file_.assignments);
    }

    [[nodiscard]] SalesReading read(const RowFile& rows) const {
        return read_sales_row(
            rows.columns(),
            rows.record(),
            context_.currency,
            [this](std::string_view branch) -> const Zone& { return branches_.zone_of(branch); });
    }

    // The first reading.
    [[nodiscard]] Result<void> count_rows() {
        PARETO_TRY(RowFile rows, open());
        context_.progress.begin("reading " + file_.shown);
        while (true) {
            PARETO_TRY(const bool found, rows.next());
            if (!found) break;
            ++row_count_;
            context_.progress.report(rows.source().taken(), rows.source().total(), row_count_);
            const SalesReading reading = read(rows);
            if (!reading.identity) continue;
            ReceiptState& state = states_[key_of(*reading.identity)];
            ++state.rows;
            if (reading.flaw && state.broken_line == 0) {
                state.broken_line = static_cast<std::uint32_t>(
                    std::min<std::int64_t>(rows.trace().line, UINT32_MAX));
            }
        }
        context_.progress.end();
        return {};
    }

    // The second reading (and further ones, when the receipts of the file are so mixed up that
    // memory does not hold them all at once).
    [[nodiscard]] Result<void> record_rows(RowFile rows,
                                           Rejects& rejects,
                                           SalesRecorder& recorder) {
        context_.progress.begin((context_.dry_run ? "checking " : "importing ") + file_.shown);
        open_.clear();
        open_bytes_ = 0;
        std::int64_t count = 0;
        while (true) {
            PARETO_TRY(const bool found, rows.next());
            if (!found) break;
            context_.progress.report(rows.source().taken(), rows.source().total(), ++count);
            PARETO_TRY_VOID(take_row(rows, rejects));
            if (ready_.size() >= context_.receipts_per_transaction ||
                lone_.size() >= context_.receipts_per_transaction) {
                PARETO_TRY_VOID(flush(recorder));
            }
        }
        PARETO_TRY_VOID(flush(recorder));
        context_.progress.end();
        if (!open_.empty() || count != row_count_) {
            return fault(FaultCode::Corrupt,
                         file_.shown + ": the file changed while it was read; import it again");
        }
        return {};
    }

    [[nodiscard]] Result<void> take_row(const RowFile& rows, Rejects& rejects) {
        const bool again = reading_ > 0;
        SalesReading reading = read(rows);
        if (!reading.identity)
            return again ? Result<void>{} : reject_alone(rows, rejects, *reading.flaw);
        const ReceiptKey key = key_of(*reading.identity);
        const auto known = states_.find(key);
        if (known == states_.end())
            return fault(FaultCode::Corrupt, file_.shown + ": the file changed while it was read");
        ReceiptState& state = known->second;
        if (state.broken_line > 0)
            return again ? Result<void>{} : reject_with_receipt(rows, rejects, reading, state);
        if (state.reading != reading_ || state.rows == 0) return {};
        WholeReceipt& receipt = open_[key];
        if (receipt.rows.empty()) receipt.identity = std::move(*reading.identity);
        RowOfReceipt row{
            std::move(reading.row), rows.trace().line, row_text(rows.record().fields), nullptr};
        if (rows.traced()) row.came_from = std::make_unique<Trace>(rows.trace());
        open_bytes_ += bytes_of(row);
        receipt.rows.push_back(std::move(row));
        if (receipt.rows.size() == state.rows) {
            for (const RowOfReceipt& complete : receipt.rows)
                open_bytes_ -= bytes_of(complete);
            ready_.push_back(std::move(receipt));
            open_.erase(key);
            state.rows = 0;
        }
        if (open_bytes_ > context_.open_bytes_max) defer_some();
        return {};
    }

    static std::size_t bytes_of(const RowOfReceipt& row) {
        return sizeof(RowOfReceipt) + row.text.size() + row.row.card.size() + row.row.sku.size() +
               row.row.description.size() + row.row.category.size();
    }

    // Gives up half of what is open; a further reading records it. The other half stays, so every
    // reading gets on.
    void defer_some() {
        std::vector<ReceiptKey> keys;
        for (const auto& [key, receipt] : open_)
            keys.push_back(key);
        for (std::size_t index = 1; index < keys.size(); index += 2) {
            for (const RowOfReceipt& row : open_[keys[index]].rows)
                open_bytes_ -= bytes_of(row);
            open_.erase(keys[index]);
            states_[keys[index]].reading = static_cast<std::uint16_t>(reading_ + 1);
            ++deferred_;
        }
    }

    [[nodiscard]] Result<void> reject_alone(const RowFile& rows,
                                            Rejects& rejects,
                                            const RowFlaw& flaw) {
        Trace trace = rows.trace();
        if (trace.source.empty() && !context_.dry_run) {
            PARETO_TRY(trace.source, rejects.source());
        }
        lone_.push_back(LoneRow{trace.source, trace.line});
        return rejects.add(Reject{std::move(trace),
                                  rows.columns().name_of(flaw.column),
                                  flaw.reason,
                                  row_text(rows.record().fields)});
    }

    [[nodiscard]] static Result<void> reject_with_receipt(const RowFile& rows,
                                                          Rejects& rejects,
                                                          const SalesReading& reading,
                                                          const ReceiptState& state) {
        if (reading.flaw)
            return reject_row(rejects, rows, reading.flaw->column, reading.flaw->reason);
        return reject_row(
            rejects,
            rows,
            rows.columns().column_of(sales_field::Receipt),
            "line " + std::to_string(state.broken_line) + " of the same receipt is broken");
    }

    [[nodiscard]] Result<void> flush(SalesRecorder& recorder) {
        return recorder.record(
            std::exchange(ready_, {}), std::exchange(lone_, {}), Trace{file_.shown, {}, 0});
    }

    void summarise(const SalesCounts& counts) {
        auto& lines = summary_.lines;
        const auto rows_note = [](std::int64_t rows) {
            return "receipts (" + std::to_string(rows) + " rows)";
        };
        lines.push_back({"rows", row_count_, ""});
        lines.push_back({"imported", counts.imported_receipts, rows_note(counts.imported_rows)});
        lines.push_back({"imported before", counts.known_receipts, rows_note(counts.known_rows)});
        if (counts.supplemented_receipts > 0) {
            lines.push_back(
                {"completed", counts.supplemented_receipts, rows_note(counts.supplemented_rows)});
        }
        lines.push_back({"rejected", summary_.rejected_rows, "rows"});
        lines.push_back({"members enrolled", counts.enrolled_members, ""});
        if (counts.rounded_rows > 0) {
            lines.push_back({"amounts rounded",
                             counts.rounded_rows,
                             "to " + std::to_string(context_.currency.exponent) +
                                 " decimals, half away from zero"});
        }
        if (counts.skipped_times > 0) {
            lines.push_back({"times moved on",
                             counts.skipped_times,
                             "the clocks skipped them when summer time began"});
        }
        if (counts.repeated_times > 0) {
            lines.push_back({"times taken as the first",
                             counts.repeated_times,
                             "they came twice when summer time ended"});
        }
        summary_.notes.insert(
            summary_.notes.begin(),
            "net revenue imported: " + format_decimal(Money{counts.net_minor, context_.currency}) +
                " " + std::string{context_.currency.text()});
        if (branches_.made().empty()) return;
        constexpr std::size_t kNamed = 10;
        std::string made =
            "branches made from their codes: " + std::to_string(branches_.made().size()) + " (";
        for (std::size_t index = 0; index < branches_.made().size() && index < kNamed; ++index) {
            made += (index > 0 ? ", " : "") + branches_.made()[index];
        }
        summary_.notes.push_back(made + (branches_.made().size() > kNamed ? ", ...)" : ")"));
    }

    ImportContext& context_;
    const ImportFile& file_;
    Branches branches_;
    ImportSummary summary_;
    ReceiptStates states_;
    OpenReceipts open_;
    std::size_t open_bytes_ = 0;
    std::vector<WholeReceipt> ready_;
    std::vector<LoneRow> lone_;
    std::int64_t row_count_ = 0;
    std::int64_t deferred_ = 0;
    std::uint16_t reading_ = 0;
};

}  // namespace

Result<ImportSummary> import_sales(ImportContext& context, const ImportFile& file) {
    const auto zone = Zone::find(context.time_zone);
    if (!zone)
        return fault(FaultCode::Corrupt,
                     "the company's time zone " + context.time_zone + " is not known here");
    return SalesImport{context, file, *zone}.run();
}

}  // namespace pareto::hq::import

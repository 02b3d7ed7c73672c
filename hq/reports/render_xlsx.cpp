// Reports as a spreadsheet. libxlsxwriter writes files only, so the workbook passes through a
// temporary one.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "hq/reports/render.h"

namespace pareto::hq::reports {
namespace {

// A file that only this process can read, removed when it goes out of scope: a report holds names.
class TemporaryFile {
public:
    TemporaryFile()
        : path_((std::filesystem::temp_directory_path() / "pareto-report-XXXXXX").string()) {
        const int descriptor = ::mkstemp(path_.data());
        if (descriptor >= 0) ::close(descriptor);
        made_ = descriptor >= 0;
    }

    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    ~TemporaryFile() {
        if (made_) ::unlink(path_.c_str());
    }

    [[nodiscard]] bool made() const { return made_; }

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
    bool made_ = false;
};

struct Formats {
    lxw_format* bold;
    lxw_format* money;
    lxw_format* share;
};

struct Sheet {
    lxw_worksheet* sheet;
    Currency currency;
    Formats formats;
};

void write_cell(
    const Sheet& to, lxw_row_t row, lxw_col_t column, const Cell& cell, CellKind kind) {
    const std::string text = format_cell(cell, kind, to.currency);
    if (text.empty()) return;
    if (!is_number(kind)) {
        worksheet_write_string(to.sheet, row, column, text.c_str(), nullptr);
        return;
    }
    // A spreadsheet's numbers are binary fractions; the digits shown are the exact ones.
    double number = 0;
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
        number = static_cast<double>(*integer);
        for (int digit = 0; kind == CellKind::Money && digit < to.currency.exponent; ++digit)
            number /= 10;
    } else if (const auto* ratio = std::get_if<Ratio>(&cell)) {
        number = static_cast<double>(ratio->part) / static_cast<double>(ratio->whole);
    }
    lxw_format* format = kind == CellKind::Money   ? to.formats.money
                         : kind == CellKind::Count ? nullptr
                                                   : to.formats.share;
    worksheet_write_number(to.sheet, row, column, number, format);
}

void fill(lxw_workbook* workbook, const Report& report) {
    lxw_doc_properties properties{};
    std::string title = report.title;
    properties.title = title.data();
    // The moment of writing would make equal reports differ.
    properties.created = 1'767'225'600;
    workbook_set_properties(workbook, &properties);
    const std::string decimals(report.currency.exponent, '0');
    Formats formats{workbook_add_format(workbook),
                    workbook_add_format(workbook),
                    workbook_add_format(workbook)};
    format_set_bold(formats.bold);
    format_set_num_format(formats.money,
                          ("#,##0" + (decimals.empty() ? "" : "." + decimals)).c_str());
    format_set_num_format(formats.share, "0.00%");

    lxw_worksheet* sheet = workbook_add_worksheet(workbook, "Report");
    const Sheet to{sheet, report.currency, formats};
    lxw_row_t row = 0;
    worksheet_write_string(sheet, row++, 0, report.title.c_str(), formats.bold);
    for (const Figure& figure : report.headline) {
        worksheet_write_string(sheet, row, 0, figure.column.name.c_str(), nullptr);
        write_cell(to, row++, 1, figure.cell, figure.column.kind);
    }
    ++row;
    for (std::size_t index = 0; index < report.columns.size(); ++index) {
        worksheet_write_string(sheet,
                               row,
                               static_cast<lxw_col_t>(index),
                               report.columns[index].name.c_str(),
                               formats.bold);
    }
    worksheet_freeze_panes(sheet, row + 1, 0);
    worksheet_set_column(sheet, 0, static_cast<lxw_col_t>(report.columns.size()), 16, nullptr);
    for (const auto& cells : report.rows) {
        ++row;
        for (std::size_t index = 0; index < cells.size(); ++index) {
            write_cell(
                to, row, static_cast<lxw_col_t>(index), cells[index], report.columns[index].kind);
        }
    }
}

}  // namespace

Result<Bytes> to_xlsx(const Report& report) {
    constexpr std::size_t kRowsMax = 1'048'000;
    if (report.rows.size() > kRowsMax)
        return fault(FaultCode::Unsupported, "a spreadsheet cannot hold so many rows; take csv");
    const TemporaryFile file;
    if (!file.made()) return fault(FaultCode::Unavailable, "no temporary file can be made");
    lxw_workbook* workbook = workbook_new(file.path().c_str());
    if (workbook == nullptr) return fault(FaultCode::Exhausted, "the spreadsheet cannot be made");
    fill(workbook, report);
    const lxw_error error = workbook_close(workbook);
    if (error != LXW_NO_ERROR) {
        return fault(FaultCode::Unavailable,
                     std::string{"the spreadsheet cannot be written: "} + lxw_strerror(error));
    }
    std::ifstream in(file.path(), std::ios::binary);
    Bytes bytes{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
    if (!in.good() && !in.eof())
        return fault(FaultCode::Unavailable, "the spreadsheet cannot be read back");
    return bytes;
}

}  // namespace pareto::hq::reports

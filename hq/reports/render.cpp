// Reports as text: table, CSV, JSON.
#include "hq/reports/render.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>

#include "hq/app/csv_field.h"

namespace pareto::hq::reports {
namespace {

struct NamedFormat {
    std::string_view name;
    Format format;
};

constexpr std::array kFormats{
    NamedFormat{"table", Format::Table},
    NamedFormat{"csv", Format::Csv},
    NamedFormat{"json", Format::Json},
    NamedFormat{"xlsx", Format::Xlsx},
    NamedFormat{"pdf", Format::Pdf},
};

struct Range {
    char32_t first;
    char32_t last;
};

// Characters that take two columns in a terminal window (East Asian wide and fullwidth).
constexpr std::array kWide{
    Range{0x1100, 0x115F},
    Range{0x2E80, 0x303E},
    Range{0x3041, 0xA4CF},
    Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},
    Range{0x1F300, 0x1F64F},
    Range{0x1F900, 0x1F9FF},
    Range{0x20000, 0x3FFFD},
};
constexpr std::array kCombining{
    Range{0x0300, 0x036F}, Range{0x200B, 0x200F}, Range{0xFE00, 0xFE0F}};

bool is_in(char32_t c, const auto& ranges) {
    return std::any_of(ranges.begin(), ranges.end(), [c](const Range& range) {
        return range.first <= c && c <= range.last;
    });
}

// The text is UTF-8: the database takes nothing else.
std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t length = first < 0x80U ? 1 : first < 0xE0U ? 2 : first < 0xF0U ? 3 : 4;
        char32_t c = length == 1 ? first : first & (0xFFU >> (length + 1));
        for (std::size_t index = 1; index < length && at + index < text.size(); ++index) {
            c = (c << 6U) | (static_cast<unsigned char>(text[at + index]) & 0x3FU);
        }
        at += length;
        if (!is_in(c, kCombining)) width += is_in(c, kWide) ? 2U : 1U;
    }
    return width;
}

// What a terminal window would obey instead of show is replaced.
std::string printable(std::string text) {
    std::replace_if(
        text.begin(),
        text.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; },
        '?');
    return text;
}

void append_padded(std::string& out, const std::string& text, std::size_t width, bool right) {
    const std::size_t shown = display_width(text);
    const std::string padding(width > shown ? width - shown : 0, ' ');
    out += right ? padding + text : text + padding;
}

std::string json_text(std::string_view text) {
    return boost::json::serialize(boost::json::string_view{text.data(), text.size()});
}

std::string json_value(const Cell& cell, CellKind kind) {
    if (const auto* text = std::get_if<std::string>(&cell)) return json_text(*text);
    if (const auto* ratio = std::get_if<Ratio>(&cell)) {
        const std::string digits = format_ratio(*ratio);
        return digits.empty() ? "null" : digits;
    }
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        return kind == CellKind::Id ? "\"" + std::to_string(*number) + "\""
                                    : std::to_string(*number);
    }
    return "null";
}

// OWASP: these make a spreadsheet calculate, or run, what a member typed as a name.
std::string guarded(std::string text) {
    constexpr std::string_view kDangerous = "=+-@\t\r\n";
    if (!text.empty() && kDangerous.find(text.front()) != std::string_view::npos)
        text.insert(text.begin(), '\'');
    return text;
}

}  // namespace

std::optional<Format> find_format(std::string_view name) {
    for (const NamedFormat& known : kFormats) {
        if (known.name == name) return known.format;
    }
    return std::nullopt;
}

Result<Bytes> render(const Report& report, Format format) {
    switch (format) {
        case Format::Table:
            return to_table(report);
        case Format::Csv:
            return to_csv(report);
        case Format::Json:
            return to_json(report);
        case Format::Xlsx:
            return to_xlsx(report);
        case Format::Pdf:
            return to_pdf(report);
    }
    return fault(FaultCode::Unsupported, "no such format");
}

Bytes to_table(const Report& report) {
    Bytes out = printable(report.title) + "\n\n";
    std::size_t name_width = 0;
    for (const Figure& figure : report.headline)
        name_width = std::max(name_width, display_width(figure.column.name));
    for (const Figure& figure : report.headline) {
        append_padded(out, figure.column.name, name_width, false);
        out +=
            "  " + printable(format_cell(figure.cell, figure.column.kind, report.currency)) + "\n";
    }
    if (!report.headline.empty()) out += "\n";

    std::vector<std::vector<std::string>> texts;
    std::vector<std::size_t> widths;
    for (const Column& column : report.columns)
        widths.push_back(display_width(column.name));
    for (const auto& row : report.rows) {
        std::vector<std::string>& line = texts.emplace_back();
        for (std::size_t index = 0; index < row.size(); ++index) {
            line.push_back(
                printable(format_cell(row[index], report.columns[index].kind, report.currency)));
            widths[index] = std::max(widths[index], display_width(line.back()));
        }
    }
    const auto append_line = [&](const auto& text_of) {
        std::string line;
        for (std::size_t index = 0; index < report.columns.size(); ++index) {
            if (index > 0) line += "  ";
            append_padded(
                line, text_of(index), widths[index], is_number(report.columns[index].kind));
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    };
    append_line([&](std::size_t index) { return report.columns[index].name; });
    append_line([&](std::size_t index) { return std::string(widths[index], '-'); });
    for (const auto& line : texts) {
        append_line([&](std::size_t index) { return line[index]; });
    }
    return out;
}

Bytes to_csv(const Report& report) {
    Bytes out;
    for (std::size_t index = 0; index < report.columns.size(); ++index) {
        if (index > 0) out += ',';
        append_csv_field(out, report.columns[index].name);
    }
    out += "\r\n";
    for (const auto& row : report.rows) {
        for (std::size_t index = 0; index < row.size(); ++index) {
            if (index > 0) out += ',';
            const CellKind kind = report.columns[index].kind;
            std::string text = format_cell(row[index], kind, report.currency);
            append_csv_field(out, kind == CellKind::Text ? guarded(std::move(text)) : text);
        }
        out += "\r\n";
    }
    return out;
}

Bytes to_json(const Report& report) {
    Bytes out = "{\n";
    for (const Figure& figure : report.headline) {
        out += "  " + json_text(figure.column.name) + ": " +
               json_value(figure.cell, figure.column.kind) + ",\n";
    }
    out += "  \"currency\": " + json_text(report.currency.text()) + ",\n  \"rows\": [";
    bool first_row = true;
    for (const auto& row : report.rows) {
        out += first_row ? "\n    {" : ",\n    {";
        first_row = false;
        for (std::size_t index = 0; index < row.size(); ++index) {
            const Column& column = report.columns[index];
            out += (index > 0 ? ", " : "") + json_text(column.name) + ": " +
                   json_value(row[index], column.kind);
        }
        out += "}";
    }
    return out + (report.rows.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace pareto::hq::reports

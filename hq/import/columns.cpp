// Binds fields to the header's columns.
#include "hq/import/columns.h"

#include <algorithm>
#include <utility>

namespace pareto::hq::import {
namespace {

std::optional<std::size_t> position_in(const std::vector<std::string>& header,
                                       std::string_view name) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

std::string list_of(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::optional<std::string> flaw_of_header(const std::vector<std::string>& header) {
    for (std::size_t column = 0; column < header.size(); ++column) {
        const std::string place = "line 1, column " + std::to_string(column + 1) + ": ";
        if (header[column].empty()) return place + "the column has no name";
        const auto first = position_in(header, header[column]);
        if (*first != column) {
            return place + shown(header[column]) + " is named twice, first as column " +
                   std::to_string(*first + 1);
        }
    }
    if (header.size() == 1 && header[0].find_first_of(";\t|") != std::string::npos) {
        return "line 1, column 1: the columns are not separated by commas";
    }
    return std::nullopt;
}

}  // namespace

Expected<Assignment, std::string> assignment_of(std::string_view text, bool constant) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0 ||
        (!constant && equals + 1 == text.size())) {
        return unexpected{shown(text) + " is not FIELD=" + (constant ? "VALUE" : "COLUMN")};
    }
    return Assignment{std::string{trimmed(text.substr(0, equals))},
                      std::string{trimmed(text.substr(equals + 1))},
                      constant};
}

Expected<Columns, std::string> Columns::bind(std::span<const FieldSpec> fields,
                                             std::vector<std::string> header,
                                             std::span<const Assignment> assignments) {
    if (auto flaw = flaw_of_header(header)) return unexpected{std::move(*flaw)};
    Columns columns;
    columns.header_ = std::move(header);
    columns.sources_.resize(fields.size());
    std::vector<bool> used(columns.header_.size(), false);
    for (std::size_t field = 0; field < fields.size(); ++field) {
        const FieldSpec& spec = fields[field];
        const auto assigned =
            std::find_if(assignments.begin(), assignments.end(), [&](const Assignment& candidate) {
                return candidate.field == spec.name;
            });
        Source& source = columns.sources_[field];
        if (assigned == assignments.end()) {
            if (const auto column = position_in(columns.header_, spec.name)) source = *column;
        } else if (assigned->constant) {
            source = assigned->value;
        } else if (const auto column = position_in(columns.header_, assigned->value)) {
            source = *column;
        } else {
            auto expression = Expression::compile(assigned->value, columns.header_);
            if (!expression) {
                return unexpected{"line 1: --map " + assigned->field + "=" + assigned->value +
                                  ": " + expression.error() + " (its columns are " +
                                  list_of(columns.header_) + ")"};
            }
            const auto operands = expression->columns();
            if (!spec.number) {
                return unexpected{"line 1: --map " + assigned->field + "=" + assigned->value +
                                  ": " + assigned->field +
                                  " is taken from a column, not calculated"};
            }
            for (const std::size_t column_used : operands)
                used[column_used] = true;
            source = std::move(*expression);
        }
        if (const auto* column = std::get_if<std::size_t>(&source)) used[*column] = true;
        if (spec.required && std::holds_alternative<std::monostate>(source)) {
            return unexpected{"line 1: there is no column " + std::string{spec.name} +
                              " (its columns are " + list_of(columns.header_) +
                              "); give one with --map " + std::string{spec.name} + "=COLUMN"};
        }
    }
    for (std::size_t column = 0; column < used.size(); ++column) {
        if (!used[column]) columns.unused_.push_back(column);
    }
    return columns;
}

bool Columns::has(std::size_t field) const {
    return !std::holds_alternative<std::monostate>(sources_[field]);
}

std::string_view Columns::text(std::size_t field, const CsvRecord& record) const {
    if (const auto* constant = std::get_if<std::string>(&sources_[field])) return *constant;
    if (const auto* column = std::get_if<std::size_t>(&sources_[field])) {
        return *column < record.fields.size() ? trimmed(record.fields[*column])
                                              : std::string_view{};
    }
    return {};
}

Expected<std::optional<Decimal>, RowFlaw> Columns::number(std::size_t field,
                                                          const CsvRecord& record) const {
    Expected<Decimal, RowFlaw> value = Decimal{};
    if (const auto* expression = std::get_if<Expression>(&sources_[field])) {
        value = expression->evaluate(record);
    } else {
        const std::string_view cell = text(field, record);
        if (cell.empty()) return std::nullopt;
        value = decimal_of(cell, column_of(field));
    }
    if (!value) return unexpected{std::move(value).error()};
    return *value;
}

std::size_t Columns::column_of(std::size_t field) const {
    if (const auto* column = std::get_if<std::size_t>(&sources_[field])) return *column;
    if (const auto* expression = std::get_if<Expression>(&sources_[field])) {
        const auto columns = expression->columns();
        if (!columns.empty()) return columns.front();
    }
    return 0;
}

std::string Columns::name_of(std::size_t column) const {
    return column < header_.size() ? header_[column] : std::to_string(column + 1);
}

bool is_similar(std::string_view a, std::string_view b) {
    constexpr std::size_t kChangesMax = 2;
    constexpr std::size_t kLengthMax = 64;
    if (a.size() > kLengthMax || b.size() > kLengthMax || std::min(a.size(), b.size()) < 4)
        return false;
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] =
                std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row.back() <= kChangesMax;
}

}  // namespace pareto::hq::import

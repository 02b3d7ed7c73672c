// Which cell of a row is which field: by the header's names, by --map and by --const.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hq/import/expression.h"

namespace pareto::hq::import {

/// A field that a kind of file has.
struct FieldSpec {
    std::string_view name;
    bool required = false;
    bool number = false;  ///< may be a calculation
};

/// `--map FIELD=COLUMN`, `--map FIELD=CALCULATION` or `--const FIELD=VALUE`.
struct Assignment {
    std::string field;
    std::string value;
    bool constant = false;
};

/// "FIELD=VALUE"; the error is one line for the person who wrote it.
[[nodiscard]] Expected<Assignment, std::string> assignment_of(std::string_view text, bool constant);

class Columns {
public:
    /// Fields without an assignment are looked for by their own name. The error names the header's
    /// column, or the field that nothing gives.
    [[nodiscard]] static Expected<Columns, std::string> bind(
        std::span<const FieldSpec> fields,
        std::vector<std::string> header,
        std::span<const Assignment> assignments);

    [[nodiscard]] bool has(std::size_t field) const;
    /// Blanks around it are cut off; empty when the field is absent. Not for fields given by a
    /// calculation.
    [[nodiscard]] std::string_view text(std::size_t field, const CsvRecord& record) const;
    /// Nothing when the field is absent or its cell is empty.
    [[nodiscard]] Expected<std::optional<Decimal>, RowFlaw> number(std::size_t field,
                                                                   const CsvRecord& record) const;
    /// The file's column that a field comes from; for messages.
    [[nodiscard]] std::size_t column_of(std::size_t field) const;

    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }

    /// The header's name of a column, or its number where the header has none.
    [[nodiscard]] std::string name_of(std::size_t column) const;

    /// Columns that no field reads.
    [[nodiscard]] const std::vector<std::size_t>& unused() const { return unused_; }

private:
    using Source = std::variant<std::monostate, std::string, std::size_t, Expression>;
    std::vector<std::string> header_;
    std::vector<Source> sources_;  ///< one for each field
    std::vector<std::size_t> unused_;
};

/// How many single-character changes turn one into the other, up to a handful: "did you mean".
[[nodiscard]] bool is_similar(std::string_view a, std::string_view b);

}  // namespace pareto::hq::import

// A calculation over the columns of a row, as `--map amount=quantity*unit_price` gives it. Exact:
// decimals in, a decimal out, never rounded.
//
//     sum    = product { ("+" | "-") product }
//     product = factor { "*" factor }
//     factor = [ "-" ] ( decimal | column | "(" sum ")" )
//     column = a name of letters, digits and _, or any name in double quotes
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/money/money.h"
#include "hq/import/csv_reader.h"

namespace pareto::hq::import {

/// What is wrong with a row, and in which of the file's columns (0-based).
struct RowFlaw {
    std::size_t column = 0;
    std::string reason;
};

class Expression {
public:
    /// The error says what is wrong with the text: a syntax error, or a column that the header does
    /// not have.
    [[nodiscard]] static Expected<Expression, std::string> compile(
        std::string_view text, std::span<const std::string> header);
    [[nodiscard]] Expected<Decimal, RowFlaw> evaluate(const CsvRecord& record) const;
    /// The columns it reads.
    [[nodiscard]] std::vector<std::size_t> columns() const;

private:
    friend class ExpressionCompiler;
    enum class Operation { Column, Literal, Add, Subtract, Multiply, Negate };

    struct Step {
        Operation operation = Operation::Literal;
        std::size_t column = 0;
        Decimal literal;
    };

    std::vector<Step> steps_;  ///< in reverse Polish order
};

/// A number as it stands in a cell: blanks around it are ignored.
[[nodiscard]] Expected<Decimal, RowFlaw> decimal_of(std::string_view cell, std::size_t column);
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// For messages: at most 40 bytes of a cell, quoted, with control characters and broken UTF-8
/// replaced.
[[nodiscard]] std::string shown(std::string_view cell);

}  // namespace pareto::hq::import

// A report as a table of typed cells. How a cell is written is the format's business; what it says
// is the report's.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/time.h"
#include "common/money/money.h"

namespace pareto::hq::reports {

/// What a column holds; decides how its cells are written in each format.
enum class CellKind {
    Text,
    Id,  ///< 64 bits; text in JSON and in spreadsheets, which would round it
    Count,
    Money,   ///< minor units; a decimal everywhere but in JSON
    Share,   ///< a fraction of the whole with six digits
    Growth,  ///< a fraction of what it was before; empty where nothing was before
};

/// part / whole; written as a decimal with six digits, rounded half away from zero.
struct Ratio {
    std::int64_t part = 0;
    std::int64_t whole = 0;  ///< 0 = there is no ratio
    bool operator==(const Ratio&) const = default;
};

using Cell = std::variant<std::monostate, std::int64_t, std::string, Ratio>;

struct Column {
    std::string name;  ///< as in design and in JSON
    CellKind kind = CellKind::Text;
    bool operator==(const Column&) const = default;
};

struct Figure {
    Column column;
    Cell cell;
};

struct Report {
    std::string title;
    Currency currency;
    std::vector<Figure> headline;  ///< figures of the whole
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;
};

/// "0.540231", "-0.5"; empty when there is no ratio. Trailing zeros are cut off.
[[nodiscard]] std::string format_ratio(const Ratio& ratio);
/// The cell as people and CSV see it: money as a decimal, nothing as an empty text.
[[nodiscard]] std::string format_cell(const Cell& cell, CellKind kind, Currency currency);
[[nodiscard]] bool is_number(CellKind kind);

}  // namespace pareto::hq::reports

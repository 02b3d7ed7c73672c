// What goes into a database and comes out of it: values, rows, results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/bytes.h"

namespace pareto::database {

/// A parameter or a column: NULL, integer, text, or bytes.
struct Blob {
    Bytes bytes;
    bool operator==(const Blob&) const = default;
};

using Value = std::variant<std::monostate, std::int64_t, std::string, Blob>;

/// One row; the accessors abort (PARETO_CHECK) when the column has another type: the schema is
/// ours.
class Row {
public:
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

    [[nodiscard]] bool is_null(std::size_t column) const;
    [[nodiscard]] std::int64_t integer(std::size_t column) const;
    [[nodiscard]] const std::string& text(std::size_t column) const;
    [[nodiscard]] const Bytes& bytes(std::size_t column) const;

    [[nodiscard]] const std::vector<Value>& values() const { return values_; }

private:
    std::vector<Value> values_;
};

struct Rows {
    std::vector<std::string> columns;
    std::vector<Row> rows;
    std::int64_t affected = 0;  ///< rows inserted, updated or deleted

    [[nodiscard]] bool empty() const { return rows.empty(); }

    [[nodiscard]] std::size_t size() const { return rows.size(); }

    [[nodiscard]] const Row& operator[](std::size_t index) const { return rows[index]; }

    [[nodiscard]] auto begin() const { return rows.begin(); }

    [[nodiscard]] auto end() const { return rows.end(); }
};

}  // namespace pareto::database

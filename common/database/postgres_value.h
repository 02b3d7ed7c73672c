// Values to and from PostgreSQL's text forms: parameters, COPY lines, array elements, result
// columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <pqxx/strconv>

#include "common/base/fault.h"
#include "common/database/row.h"

namespace pareto::database {

/// A value on its way into libpqxx, which asks string_traits below for its text. Bytes go as \x and
/// hexadecimal, which knows no special byte.
struct PostgresParameter {
    const Value* value = nullptr;
};

[[nodiscard]] std::string postgres_text(const Value& value);
/// Appends one element of an array literal such as {1,NULL,"a\"b"}.
void append_array_element(std::string& array, const Value& value);

/// Appends one line of COPY's text form, without its newline.
void append_copy_line(std::string& lines, const std::vector<Value>& row);

/// Reads a column of the type with this object id (as pg_type.dat numbers the built-in types).
/// Unsupported when it is no integer, text, bytea or void.
[[nodiscard]] Result<Value> read_postgres(std::uint32_t type, std::string_view text);

}  // namespace pareto::database

namespace pqxx {

template <>
struct string_traits<pareto::database::PostgresParameter> {
    using Parameter = pareto::database::PostgresParameter;

    static constexpr const char* name() noexcept { return "value"; }

    static constexpr bool has_null() noexcept { return true; }

    static bool is_null(Parameter parameter) {
        return std::holds_alternative<std::monostate>(*parameter.value);
    }

    static std::string to_string(Parameter parameter) {
        return pareto::database::postgres_text(*parameter.value);
    }
};

}  // namespace pqxx

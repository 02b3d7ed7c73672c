#include "hq/database/select_in.h"

#include <algorithm>
#include <array>
#include <string>

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Dialect;

constexpr std::array<std::size_t, 4> kLengths{1, 8, 64, 512};

/// The shortest list that takes all that is left, or the longest there is.
std::size_t list_length(std::size_t left) {
    const auto fitting = std::find_if(
        kLengths.begin(), kLengths.end(), [&](std::size_t length) { return length >= left; });
    return fitting == kLengths.end() ? kLengths.back() : *fitting;
}

template <typename Put>
std::string list_text(std::string_view head, std::size_t length, std::string_view tail, Put put) {
    std::string sql{head};
    for (std::size_t index = 0; index < length; ++index) {
        if (index > 0) sql += ", ";
        put(sql, index);
    }
    sql += tail;
    return sql;
}

Result<void> each_row(Connection& connection,
                      const std::string& sql,
                      std::span<const Value> parameters,
                      const OnRow& on_row) {
    PARETO_TRY(const auto rows, connection.execute(sql, parameters));
    for (const auto& row : rows)
        PARETO_TRY_VOID(on_row(row));
    return {};
}

/// A key as an element of PostgreSQL's array text.
void append_element(std::string& array, const Value& key) {
    if (const auto* const integer = std::get_if<std::int64_t>(&key)) {
        array += std::to_string(*integer);
    } else if (const auto* const blob = std::get_if<Blob>(&key)) {
        array += "\"\\\\x" + to_hex(blob->bytes) + '"';
    } else {
        array += '"';
        for (const char character : std::get<std::string>(key)) {
            if (character == '"' || character == '\\') array += '\\';
            array += character;
        }
        array += '"';
    }
}

std::string_view array_type(const Value& key) {
    if (std::holds_alternative<std::int64_t>(key)) return "bigint[]";
    return std::holds_alternative<Blob>(key) ? "bytea[]" : "text[]";
}

template <typename Keys, typename Element>
Value array_of(const Keys& keys, Element element) {
    std::string array = "{";
    for (const auto& key : keys) {
        if (array.size() > 1) array += ',';
        append_element(array, element(key));
    }
    array += '}';
    return array;
}

}  // namespace

Result<void> select_in(Connection& connection,
                       std::string_view head,
                       std::span<const Value> keys,
                       std::string_view tail,
                       const OnRow& on_row) {
    if (keys.empty()) return {};
    if (connection.dialect() == Dialect::Postgres) {
        const std::string sql = std::string{head} + " = any(cast($1 as " +
                                std::string{array_type(keys[0])} + "))" + std::string{tail};
        const std::array<Value, 1> parameters{array_of(keys, [](const Value& key) { return key; })};
        return each_row(connection, sql, parameters, on_row);
    }
    std::vector<Value> parameters;
    for (std::size_t done = 0; done < keys.size();) {
        const std::size_t length = list_length(keys.size() - done);
        const std::size_t taken = std::min(length, keys.size() - done);
        parameters.assign(keys.begin() + static_cast<std::ptrdiff_t>(done),
                          keys.begin() + static_cast<std::ptrdiff_t>(done + taken));
        parameters.resize(length, parameters.back());
        const std::string sql = list_text(
            std::string{head} + " in (",
            length,
            ")" + std::string{tail},
            [](std::string& text, std::size_t index) { text += "$" + std::to_string(index + 1); });
        PARETO_TRY_VOID(each_row(connection, sql, parameters, on_row));
        done += taken;
    }
    return {};
}

Result<void> select_in_pairs(Connection& connection,
                             std::string_view head,
                             std::span<const KeyPair> keys,
                             const OnRow& on_row) {
    if (keys.empty()) return {};
    if (connection.dialect() == Dialect::Postgres) {
        const std::string sql =
            std::string{head} +
            " in (select * from unnest(cast($1 as bigint[]), cast($2 as bigint[])))";
        const std::array<Value, 2> parameters{
            array_of(keys, [](const KeyPair& key) { return Value{key.first}; }),
            array_of(keys, [](const KeyPair& key) { return Value{key.second}; })};
        return each_row(connection, sql, parameters, on_row);
    }
    std::vector<Value> parameters;
    for (std::size_t done = 0; done < keys.size();) {
        const std::size_t length = list_length(keys.size() - done);
        const std::size_t taken = std::min(length, keys.size() - done);
        parameters.clear();
        for (std::size_t index = 0; index < length; ++index) {
            const KeyPair& key = keys[done + std::min(index, taken - 1)];
            parameters.emplace_back(key.first);
            parameters.emplace_back(key.second);
        }
        const std::string sql = list_text(std::string{head} + " in (values ",
                                          length,
                                          ")",
                                          [](std::string& text, std::size_t index) {
                                              text += "($" + std::to_string(2 * index + 1) + ", $" +
                                                      std::to_string(2 * index + 2) + ")";
                                          });
        PARETO_TRY_VOID(each_row(connection, sql, parameters, on_row));
        done += taken;
    }
    return {};
}

}  // namespace pareto::hq::database

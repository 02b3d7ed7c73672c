// Set-based reading: rows whose key is one of many, in as few statements as there are sets, not
// keys.
//
// PostgreSQL takes all keys as one array. SQLite takes lists of a few fixed lengths, the last one
// padded with its last key, so that a handful of prepared statements does for any number.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "common/database/database.h"

namespace pareto::hq::database {

using pareto::database::Value;
using KeyPair = std::pair<std::int64_t, std::int64_t>;
using OnRow = std::function<Result<void>(const pareto::database::Row&)>;

/// `head` ends with the key's column ("select … where sale_id"); `tail` follows the list of keys.
/// All keys have one type. Rows come once each, in no order across lists, unless a key occurs
/// twice.
[[nodiscard]] Result<void> select_in(pareto::database::Connection& connection,
                                     std::string_view head,
                                     std::span<const Value> keys,
                                     std::string_view tail,
                                     const OnRow& on_row);

/// The same for keys of two integer columns: `head` ends with "where (a, b)".
[[nodiscard]] Result<void> select_in_pairs(pareto::database::Connection& connection,
                                           std::string_view head,
                                           std::span<const KeyPair> keys,
                                           const OnRow& on_row);

/// The ids of a set as keys.
template <typename Ids>
[[nodiscard]] std::vector<Value> keys_of(const Ids& ids) {
    std::vector<Value> keys;
    keys.reserve(ids.size());
    for (const auto& id : ids) {
        if constexpr (requires { id.value; }) {
            keys.emplace_back(std::int64_t{id.value});
        } else {
            keys.emplace_back(id);
        }
    }
    return keys;
}

}  // namespace pareto::hq::database

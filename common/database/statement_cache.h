// Prepared statements are kept by their text, which is looked up without making a string of it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pareto::database {

/// Statements kept per connection. Ours are a few dozen; the limit only guards against text made at
/// run time. When it is reached all are forgotten.
inline constexpr std::size_t kStatementsMax = 512;

struct TextHash {
    using is_transparent =
        void;  // NOLINT(readability-identifier-naming): the standard library looks for it

    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

template <typename Statement>
using StatementCache = std::unordered_map<std::string, Statement, TextHash, std::equal_to<>>;

}  // namespace pareto::database

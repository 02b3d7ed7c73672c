// How many columns text takes on a receipt printer: a CJK character two, a combining one none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pareto::terminal::receipt {

struct Character {
    char32_t value = 0;
    std::size_t bytes = 0;
};

/// Of a text that is not empty. A byte that is no UTF-8 is a character by itself.
[[nodiscard]] Character first_character(std::string_view text);
/// Bytes that are no UTF-8 count one column each.
[[nodiscard]] std::size_t columns_of(std::string_view text);
/// The longest beginning that takes at most `columns`; never half a character.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t columns);

}  // namespace pareto::terminal::receipt

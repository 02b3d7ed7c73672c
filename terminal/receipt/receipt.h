// A receipt as text: 40 columns, CJK aware. Pure: the same sale gives the same text.
#pragma once

#include <functional>
#include <string>

#include "common/money/money.h"
#include "terminal/app/post_void.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal::receipt {

inline constexpr std::size_t kColumns = 40;

/// What stands on every receipt of a terminal.
struct Heading {
    std::string company;
    Currency currency;
    std::function<std::string(UtcTime)> local_time;  ///< "2026-03-09 16:15" in the branch's zone
};

enum class Copy { First, Reprint };

[[nodiscard]] std::string render(const Heading& heading, const RecordedSale& sale, Copy copy);
[[nodiscard]] std::string render(const Heading& heading, const RecordedVoid& voided, UtcTime at);

}  // namespace pareto::terminal::receipt

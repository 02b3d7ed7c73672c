// A receipt: lines of 40 columns, CJK aware, and codes. Pure: the same sale gives the same slip.
#pragma once

#include <functional>
#include <string>

#include "common/money/money.h"
#include "common/ports/receipt_printer.h"
#include "terminal/app/post_void.h"
#include "terminal/app/terminal.h"
#include "terminal/receipt/words.h"

namespace pareto::terminal::receipt {

/// What stands on every receipt of a terminal.
struct Heading {
    std::string company;
    Currency currency;
    std::function<std::string(UtcTime)> local_time;  ///< "2026-03-09 16:15" in the branch's zone
    Language language = Language::English;
};

enum class Copy { First, Reprint };

[[nodiscard]] ports::Slip slip_of(const Heading& heading, const RecordedSale& sale, Copy copy);
[[nodiscard]] ports::Slip slip_of(const Heading& heading, const RecordedVoid& voided, UtcTime at);
/// The same as text, see text_of().
[[nodiscard]] std::string render(const Heading& heading, const RecordedSale& sale, Copy copy);
[[nodiscard]] std::string render(const Heading& heading, const RecordedVoid& voided, UtcTime at);

}  // namespace pareto::terminal::receipt

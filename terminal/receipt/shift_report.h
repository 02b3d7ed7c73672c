// What a shift came to, as a slip: so far (X: any time, changes nothing), or in the end (Z:
// numbered, once).
#pragma once

#include "terminal/app/desk_book.h"
#include "terminal/receipt/receipt.h"

namespace pareto::terminal::receipt {

/// `at`: now.
[[nodiscard]] ports::Slip x_report(const Heading& heading, const ShiftFigures& figures, UtcTime at);
[[nodiscard]] ports::Slip z_report(const Heading& heading, const ZReport& report);

}  // namespace pareto::terminal::receipt

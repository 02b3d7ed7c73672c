// A scanned item as a line: how many, for how much, and which unit it is.
#pragma once

#include <string>
#include <vector>

#include "common/goods/scan.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

inline constexpr std::int64_t kOneThousandths = 1'000;

/// The item at its own price. InvalidSale (LineOverLimit).
[[nodiscard]] Outcome<sale::Line> line_of(const sync::ItemChange& item,
                                          Quantity quantity,
                                          Currency currency);
/// The price and weight of the code count when its kind of number has them: a code with an amount
/// inside, a GTIN for goods of variable measure (first digit 9). A weight counts, too, when the
/// item is sold by weight. One with a serial is one unit, whatever it weighs. NotForSale,
/// InvalidSale.
[[nodiscard]] Outcome<sale::Line> scanned_line(const sync::ItemChange& item,
                                               const goods::ScannedItem& scanned,
                                               Currency currency,
                                               BusinessDate today);

/// "a pallet or parcel": what a key that is not sold stands on.
[[nodiscard]] std::string name_of_key(const std::vector<goods::Element>& elements);

}  // namespace pareto::terminal

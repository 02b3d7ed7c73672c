// Goods that come back, against the sale of this terminal they were sold with.
//
// Returning is path-independent: bringing back everything in any steps gives back exactly the
// amount and takes back exactly the points.
#pragma once

#include <span>

#include "terminal/app/basket.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct GoodsBack {
    std::int32_t line = 0;  ///< of the original sale
    Quantity quantity;      ///< positive
};

/// The negative lines for a basket. Lines already in `basket` count as brought back.
/// UnknownSale, UnknownLine, AlreadyVoided, MoreThanSold; InvalidSale for a part of a tagged unit.
[[nodiscard]] Outcome<std::vector<sale::Line>> plan_return(Journal& journal,
                                                           const Basket& basket,
                                                           SaleId original,
                                                           std::span<const GoodsBack> goods);

/// Points that the lines naming an original take back, each sale by the rules it was made with;
/// also checks that they are still within what was sold. UnknownSale, AlreadyVoided, MoreThanSold.
[[nodiscard]] Outcome<Points> points_taken_back(Journal& journal,
                                                std::span<const sale::Line> lines);

}  // namespace pareto::terminal

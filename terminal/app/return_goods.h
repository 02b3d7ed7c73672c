// Goods that come back, against the sale of this terminal they were sold with.
//
// Returning is path-independent: bringing back everything in any steps gives back exactly the
// amount and takes back exactly the points.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "terminal/app/basket.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct GoodsBack {
    std::int32_t line = 0;  ///< of the original sale
    Quantity quantity;      ///< positive
};

/// The negative lines for a basket, each with its share of the points earned and of what was paid
/// with points. Lines already in `basket` count as brought back. UnknownSale, UnknownLine,
/// AlreadyVoided, MoreThanSold; InvalidSale for a part of a tagged unit.
[[nodiscard]] Outcome<std::vector<sale::Line>> plan_return(Journal& journal,
                                                           const Basket& basket,
                                                           SaleId original,
                                                           std::span<const GoodsBack> goods);

/// Goods that this terminal did not sell, as a manager reads them from the receipt of another one,
/// or puts them down where there is none. All figures are positive.
struct GoodsOfElsewhere {
    std::int32_t line = 0;  ///< of the original sale; without a receipt 0
    sale::Line goods;       ///< sku, description, category, quantity, amount given back
    std::int64_t points_paid_minor = 0;  ///< of the amount, what the receipt says points paid
    std::int64_t stored_paid_minor = 0;  ///< and what a gift card or stored value paid
};

struct ApprovedReturn {
    std::string approved_by;  ///< the manager
    std::optional<SaleId>
        original;  ///< nothing = without a receipt: no points and no value in points
    std::vector<GoodsOfElsewhere> goods;
};

/// The negative lines for a basket whose `approved_by` is the manager. HQ accepts no more than was
/// sold, and finds the points. ApprovalNeeded; UnknownLine; InvalidSale for figures that are not
/// positive, and for a sale of this terminal, which plan_return() is for.
[[nodiscard]] Outcome<std::vector<sale::Line>> plan_approved_return(Journal& journal,
                                                                    const ApprovedReturn& wanted);

/// What the lines that name an original bring back, each sale by the rules it was made with.
struct BroughtBack {
    std::vector<sale::Line> lines;  ///< all lines; those that name an original with their shares
    std::vector<sale::Tender>
        given_back;  ///< in points or to stored value, for each redemption; amounts negative
    Points taken;    ///< points taken back
};

/// Also checks that they are still within what was sold. UnknownSale (unless `approved`),
/// UnknownLine, AlreadyVoided, MoreThanSold.
[[nodiscard]] Outcome<BroughtBack> bring_back(Journal& journal,
                                              std::span<const sale::Line> lines,
                                              bool approved);

}  // namespace pareto::terminal

// The table tag_sold: units of goods with a serial that were sold and did not come back.
#pragma once

#include <vector>

#include "common/database/database.h"
#include "common/goods/tagged_unit.h"
#include "common/sale/sale.h"

namespace pareto::terminal::database {

/// What a sale does to the table: what it sold is sold, what it brought back is not any more. Sign
/// -1: the sale is post-voided, and all of that undone.
[[nodiscard]] Result<void> move_tags(pareto::database::Connection& connection,
                                     SaleId id,
                                     const sale::Sale& sale,
                                     int sign);

/// The sales that sold the unit and of which it was not brought back.
[[nodiscard]] Result<std::vector<SaleId>> select_sold_with(pareto::database::Connection& connection,
                                                           const goods::TaggedUnit& unit);

}  // namespace pareto::terminal::database

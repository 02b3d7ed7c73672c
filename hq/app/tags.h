// Units of goods with a serial in sales. A unit is sold by one line, and comes back with a line
// that names it, or with a post-void of the sale.
//
// Only facts of entries are kept. Which units are sold follows from them and from which sales are
// voided; so nothing here depends on the order in which entries arrive.
#pragma once

#include <string>
#include <vector>

#include "common/base/id.h"
#include "common/goods/tagged_unit.h"
#include "common/sale/sale.h"

namespace pareto::hq {

struct TagEvent {
    goods::TaggedUnit unit;
    SaleId entry;
    std::int32_t entry_line = 0;  ///< counted from 1
    sale::OriginalLine about;     ///< the line that sold the unit: this one, or the one it names
    bool sold = true;             ///< false: brought back
    std::string tag;              ///< as the line says it
    std::string sku;

    bool operator==(const TagEvent&) const = default;
};

/// Of lines whose tag names a unit. A line that gives goods back without naming what it was sold
/// with tells nothing about one.
[[nodiscard]] std::vector<TagEvent> tag_events(SaleId id, const sale::Sale& sale);

}  // namespace pareto::hq

#include "hq/app/tags.h"

#include <utility>

namespace pareto::hq {

std::vector<TagEvent> tag_events(SaleId id, const sale::Sale& sale) {
    std::vector<TagEvent> events;
    std::int32_t position = 0;
    for (const sale::Line& line : sale.lines) {
        ++position;
        if (line.tag.empty()) continue;
        auto unit = goods::unit_of(line.tag);
        const bool sold = !line.original && line.quantity.thousandths > 0;
        const bool brought_back = line.original && line.original->sale != id;
        if (!unit || (!sold && !brought_back)) continue;
        events.push_back({.unit = *std::move(unit),
                          .entry = id,
                          .entry_line = position,
                          .about = line.original.value_or(sale::OriginalLine{id, line.number}),
                          .sold = sold,
                          .tag = line.tag,
                          .sku = line.sku});
    }
    return events;
}

}  // namespace pareto::hq

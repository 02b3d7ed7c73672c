// Gifts as the down feed carries them: the catalogue, to all branches, and each branch's own stock.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/id.h"
#include "common/loyalty/gift.h"

namespace pareto::sync {

/// subject = its code
struct GiftChange {
    loyalty::CatalogueGift gift;
    std::string name;  ///< in the company's language: what receipts say
    bool operator==(const GiftChange&) const = default;
};

/// What HQ knows to be there. `taken` says by registration how many units of it HQ has heard of as
/// taken: what a journal gave beyond that is not in `units` yet. subject = the gift's code.
struct GiftStockChange {
    std::int64_t units = 0;  ///< may be < 0: more were given than there were
    std::vector<std::pair<Registration, std::int64_t>> taken;
    bool operator==(const GiftStockChange&) const = default;
};

[[nodiscard]] Bytes encode(const GiftChange& change);
[[nodiscard]] Bytes encode(const GiftStockChange& change);
/// Corrupt for malformed bytes and figures out of range.
[[nodiscard]] Result<GiftChange> decode_gift_change(BytesView bytes);
[[nodiscard]] Result<GiftStockChange> decode_gift_stock(BytesView bytes);

}  // namespace pareto::sync

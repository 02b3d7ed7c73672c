// Bodies of the entries that only HQ writes about gifts: the catalogue, and what staff does with a
// branch's stock.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/id.h"
#include "common/loyalty/gift.h"

namespace pareto::journal {

/// A version of a gift, from now on; a withdrawal is one, too.
struct GiftDefined {
    loyalty::CatalogueGift gift;
    bool operator==(const GiftDefined&) const = default;
};

/// Units came into a branch's stock, or staff changed it by hand.
struct GiftStocked {
    std::string gift;
    BranchId branch;
    std::int64_t units = 0;  ///< received: > 0
    bool received = false;
    std::string reason;  ///< a code
    bool operator==(const GiftStocked&) const = default;
};

inline constexpr std::int64_t kGiftUnitsMax = 1'000'000;

/// One version alone, as tables and the feed keep it.
[[nodiscard]] Bytes encode_gift(const loyalty::CatalogueGift& gift);
/// Corrupt for malformed bytes and figures out of range.
[[nodiscard]] Result<loyalty::CatalogueGift> decode_gift(BytesView bytes);

}  // namespace pareto::journal

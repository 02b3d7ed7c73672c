// Gifts as people write them, one or a list:
//
//   {"code": "MUG", "name": {"en": "Mug", "zh-Hant": "馬克杯"}, "points": 500, "cash_minor": 1000,
//    "from": "2026-01-01", "until": "2026-12-31", "tiers": ["gold"], "vip_only": false}
//
// Everything but code, name (in one language at least) and points may be left out.
#pragma once

#include <string_view>
#include <vector>

#include "common/base/fault.h"
#include "common/loyalty/gift.h"

namespace pareto::hq::campaigns {

inline constexpr std::size_t kGiftsBytesMax = std::size_t{1024} * 1024;

/// Without versions. Unsupported with the path and the reason of the first problem.
[[nodiscard]] Result<std::vector<loyalty::CatalogueGift>> read_gifts(std::string_view text);

}  // namespace pareto::hq::campaigns

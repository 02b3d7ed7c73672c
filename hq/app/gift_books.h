// The gift catalogue and the branches' stock in HQ's books. A stock is nothing but the sum of its
// movements:
//
//     receive, adjust  GiftStocked, by staff
//     hold             −1 with the points that HQ took for it (online), release gives it back
//     give             −1, or 0 after a hold: a sale has it; with what it cost
//     return, void     +1: it came back, or its sale never was; −1 when that is undone
//
// More given than there was (without HQ) makes the stock negative, and is listed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/loyalty/gift.h"

namespace pareto::hq {

/// Append-only; (cause, number) is its identity. A hold has number 0.
struct GiftMovement {
    BranchId branch{};
    std::string gift{};
    EntryId cause{};
    std::int64_t number = 0;
    std::int64_t units = 0;
    std::string_view reason{};  ///< one of gift_reason
    EntryId redemption{};       ///< hold, release, give
    BusinessDate on{};
    std::int64_t points = 0;  ///< give: what it cost; return, void: given back, negative
    std::int64_t cash_minor = 0;
};

namespace gift_reason {
inline constexpr std::string_view kReceive = "receive";
inline constexpr std::string_view kAdjust = "adjust";
inline constexpr std::string_view kHold = "hold";
inline constexpr std::string_view kRelease = "release";
inline constexpr std::string_view kGive = "give";
inline constexpr std::string_view kReturn = "return";
inline constexpr std::string_view kVoid = "void";
}  // namespace gift_reason

/// What one redemption did to a stock.
struct GiftHold {
    BranchId branch{};
    std::string gift;
    std::int64_t units = 0;  ///< < 0: taken and not released
    bool given = false;      ///< a sale has it
};

struct GiftBooks {
    // Facts.
    std::map<std::string, std::vector<loyalty::CatalogueGift>> versions;  ///< ascending
    std::map<std::pair<BranchId, std::string>, std::int64_t> stock;
    std::map<EntryId, GiftHold> holds;

    // What changed.
    std::vector<GiftMovement> movements;
    std::vector<std::pair<EntryId, loyalty::CatalogueGift>> defined;

    /// The newest version; null when there is none.
    [[nodiscard]] const loyalty::CatalogueGift* find(const std::string& code) const;
    void move(GiftMovement movement);
};

}  // namespace pareto::hq

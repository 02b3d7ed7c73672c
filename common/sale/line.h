// What a sale consists of: its lines and its tenders.
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"
#include "common/loyalty/allowance.h"
#include "common/money/money.h"

#include <optional>
#include <string>

namespace pareto::sale {

/// The line of an earlier sale that a negative line brings back.
struct OriginalLine {
    SaleId sale;
    std::int32_t line = 0;
    bool operator==(const OriginalLine&) const = default;
};

/// An EPC URI of 198 bits is at most this long.
inline constexpr std::size_t kTagBytesMax = 128;

/// Stored value is sold to a gift card or tops up a member's own; it neither earns nor counts as spend. A gift is one of
/// the catalogue (`sku` is its code), one piece a line: `points_paid` points pay for it by a tender of points of amount 0
/// with the line's redemption, and its amount is what it costs in money besides. It neither earns nor counts as spend.
enum class LineKind : std::uint8_t { Goods = 0, StoredValue = 1, Gift = 2 };
inline constexpr std::uint8_t kLineKindLast = 2;

struct Line {
    std::int32_t number = 0;  ///< 1 … n within the sale
    std::string sku;
    std::string description;
    std::string category;
    Quantity quantity;                 ///< 0 is allowed (deposits, corrections)
    std::int64_t unit_price_minor = 0;
    std::int64_t discount_minor = 0;   ///< signed like the amount: 5.00 off a sold line is 500
    std::int64_t amount_minor = 0;     ///< what the line cost after discount, tax contained
    std::optional<OriginalLine> original;
    std::int64_t campaign_discount_minor = 0;  ///< the part of discount_minor that campaigns gave
    Points campaign_points = {};               ///< the part of `points` that campaigns gave
    std::string tag = {};  ///< EPC URI of the one article this line is (quantity 1 or -1); empty = not tagged
    Points points = {};    ///< its share of what the sale earned; negative: what a line brought back takes back
    std::int64_t points_paid_minor = 0;  ///< its share of the tender of points; negative: what is given back so
    Points points_paid = {};             ///< the points of that share; 0 beside a minus = as many as HQ finds
    LineKind kind = LineKind::Goods;
    Bytes gift_card = {};                ///< StoredValue: the gift card's card_key; empty = the member's own
    std::int64_t stored_paid_minor = 0;   ///< its share of what stored value paid; negative: what goes back there
    std::int64_t voucher_paid_minor = 0;  ///< the same of vouchers
    EntryId redemption = {};              ///< Gift: of its points; of one brought back, the original's
    bool operator==(const Line&) const = default;
};

/// Card = the external card terminal.
enum class TenderKind : std::uint8_t { Cash = 1, Card = 2, Points = 3, StoredValue = 4, Voucher = 5 };
inline constexpr std::uint8_t kTenderKindLast = 5;
inline constexpr std::size_t kInstrumentBytesMax = 64;

struct Tender {
    TenderKind kind = TenderKind::Cash;
    std::int64_t amount_minor = 0;  ///< signed; cash is net of change
    Points points;                  ///< only of kind Points; negative: given back. With amount 0: of a gift
    EntryId redemption;  ///< the redemption's id, not of cash and card; of one given back, the original's
    loyalty::RedemptionMeans means = loyalty::RedemptionMeans::Hq;  ///< as `redemption`
    Bytes instrument = {};  ///< a gift card's card_key (empty = the member's own stored value), or a voucher's id
    bool operator==(const Tender&) const = default;
};

}  // namespace pareto::sale

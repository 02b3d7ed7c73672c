// A gift of the catalogue: what it costs in points, who may have it and when. Decided purely, the
// same at HQ and at a terminal.
//
// Points pay its price in points, at no rate: only points do. What it costs in money besides is no
// spend and earns nothing, as the gift itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "common/money/money.h"

namespace pareto::loyalty {

inline constexpr std::size_t kGiftCodeBytesMax = 32;
inline constexpr std::size_t kGiftNameBytesMax = 120;
inline constexpr std::size_t kGiftTiersMax = 16;

/// One version of it; each is kept. (loyalty::Gift is what a campaign gives.)
struct CatalogueGift {
    std::string code;
    std::int32_t version = 0;
    std::string name_en, name_zh;             ///< one of them may be empty
    std::int64_t points = 0;                  ///< > 0
    std::int64_t cash_minor = 0;              ///< to be paid besides
    std::optional<BusinessDate> from, until;  ///< the first and the last day; nothing = no bound
    std::vector<std::string> tiers;           ///< for members of these; none = of any
    bool vip_only = false;
    bool withdrawn = false;
    bool operator==(const CatalogueGift&) const = default;
};

struct GiftQuestion {
    BusinessDate today{};
    std::string_view tier;
    bool vip = false;
    std::optional<std::int64_t> stock;  ///< units in the branch; nothing = not asked about
};

/// Why a gift is not given. Checked in this order; the first that applies is returned.
enum class GiftRefusal : std::uint8_t {
    UnknownGift = 1,
    Withdrawn,
    NotYet,
    Over,
    OtherTier,
    NotVip,
    OutOfStock,
    PriceChanged,  ///< HQ: the terminal has not heard of the new price yet
};
inline constexpr std::uint8_t kGiftRefusalLast = 8;
[[nodiscard]] std::string_view name_of(GiftRefusal refusal);
/// One sentence for a cashier.
[[nodiscard]] std::string_view advice(GiftRefusal refusal);

/// Nothing = it may be given.
[[nodiscard]] std::optional<GiftRefusal> check_gift(const CatalogueGift& gift,
                                                    const GiftQuestion& question);

/// 1 to 32 letters, digits, dots, - and _.
[[nodiscard]] bool is_gift_code(std::string_view text);
/// The name in Traditional Chinese or in English; the other one when it has no such.
[[nodiscard]] const std::string& gift_name(const CatalogueGift& gift, bool chinese);

}  // namespace pareto::loyalty

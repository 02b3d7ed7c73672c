// What scanned text and read tags are at the checkout: a line to sell, a card, a sale. Decides
// only; Checkout does it.
//
// A code with a price or a weight sells for that price or that weight. A code or tag with a serial
// names one unit of goods: it is sold once, and again only when it was brought back.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "common/goods/scan.h"
#include "terminal/app/basket.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

/// The unit that was scanned is in the basket already, as this line.
struct AlreadyInBasket {
    sale::Line line;
};

/// A card or member number, to be shown like a tapped card.
struct CardNumber {
    std::string number;
};

/// A receipt of this terminal: what was sold with it can be brought back.
struct SaleFound {
    SaleId sale;
    std::string receipt_number;
};

/// A voucher of the chain, not yet presented.
struct VoucherScanned {
    Bytes secret;
};

/// A coupon, not yet presented.
struct CouponScanned {
    std::string code;
};

using ScanMeaning = std::
    variant<sale::Line, AlreadyInBasket, CardNumber, SaleFound, VoucherScanned, CouponScanned>;

/// What a reader of tags gives: the EPC memory of a radio tag (from bit 20h on), or, when that is
/// empty, the text of an NDEF record.
struct TagRead {
    Bytes epc;
    std::string text;

    auto operator<=>(const TagRead&) const = default;  // NOLINT(modernize-use-nullptr): as in id.h
};

/// NotEnrolled, MustMeetHq, NoOpenShift, UnknownCode, UnknownItem, NotForSale, TagSold,
/// UnknownSale, InvalidSale (LineOverLimit). No detail repeats a text that was not understood.
[[nodiscard]] Outcome<ScanMeaning> meaning_of_scan(Journal& journal,
                                                   const goods::ScanSettings& settings,
                                                   const Basket& basket,
                                                   std::string_view text);
[[nodiscard]] Outcome<ScanMeaning> meaning_of_tag(Journal& journal,
                                                  const goods::ScanSettings& settings,
                                                  const Basket& basket,
                                                  const TagRead& tag);

/// Without what a scanner may put around a text: blanks, line ends, a symbology identifier ("]E0").
[[nodiscard]] std::string_view bare_text(std::string_view text);

/// Whether a number that a reader gave is a scan and no card: some readers read both. What is a
/// card of a member known here is a card.
[[nodiscard]] Result<bool> is_scan(Journal& journal,
                                   const goods::ScanSettings& settings,
                                   const ports::Tap& tap);

/// A receipt of this terminal by its whole number ("BR1-T1-000123") or the running number alone.
/// UnknownSale.
[[nodiscard]] Outcome<SaleId> find_receipt(Journal& journal, std::string_view number);

}  // namespace pareto::terminal

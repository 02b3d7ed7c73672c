// What a scan means: the one place where text from a scanner, a reader or a person's fingers
// becomes an item, a member, a coupon or a receipt.
//
// Understood are EAN-8, EAN-13, UPC-A, UPC-E, ITF-14, barcodes with a price or a weight in them,
// GS1 element strings (GS1-128, DataBar, DataMatrix, QR), GS1 Digital Links, EPC URIs and EPC bytes
// in hexadecimal, with or without the symbology identifier ("]C1") that a scanner may put in front.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/time.h"
#include "common/goods/element.h"
#include "common/goods/embedded_code.h"
#include "common/money/money.h"

namespace pareto::goods {

inline constexpr std::size_t kScanBytesMax = kElementBytesMax;

/// What texts with this beginning are: the chain's own numbers. The first rule that fits counts,
/// and comes before all standards.
struct NumberRule {
    enum class Meaning { Member, Coupon, Receipt };

    Meaning meaning = Meaning::Member;
    std::string prefix;        ///< "29", "https://example.com/member/"
    std::size_t digits = 0;    ///< exactly so many digits in all; 0 = any text
    bool check_digit = false;  ///< the last digit is one
    bool keep_prefix = true;   ///< the prefix belongs to the number

    bool operator==(const NumberRule&) const = default;
};

struct ScanSettings {
    std::vector<NumberRule> rules{{.meaning = NumberRule::Meaning::Member,
                                   .prefix = "29",
                                   .digits = 13,
                                   .check_digit = true}};
    std::vector<EmbeddedScheme> embedded;
    bool upc_e_first = false;  ///< eight bare digits that are EAN-8 and UPC-E alike
    /// Take bare text for an element string, and hexadecimal for a tag, when all of it fits.
    bool guess = true;
};

enum class Unit { Piece, Kilogram, Pound, TroyOunce, Metre, SquareMetre, Litre, CubicMetre };

struct Measure {
    Decimal amount;
    Unit unit = Unit::Piece;
};

struct Price {
    Decimal amount;
    std::string currency_number;  ///< ISO 4217, three digits; empty = the branch's own
};

struct ScannedItem {
    std::string gtin;         ///< 14 digits; where a price or weight stood there are zeros
    bool restricted = false;  ///< a number of the chain or the country, not a world-wide one
    std::string reference;    ///< the item's own digits in a code with a price or weight in it
    std::string serial;       ///< empty = none. GTIN and serial name one unit of goods
    std::string epc;          ///< the pure identity URI of that unit, when an EPC said it
    std::string batch;
    std::optional<Measure> measure;
    std::optional<Price> price;
    std::optional<BusinessDate> best_before;
    std::optional<BusinessDate> use_by;  ///< the last day
};

struct ScannedMember {
    std::string number;
};

struct ScannedCoupon {
    std::string code;
    std::string serial;  ///< empty = none
};

/// Of the chain's own cash vouchers, see voucher_code.h.
struct ScannedVoucher {
    Bytes secret;
};

struct ScannedReceipt {
    std::string number;
};

/// A GS1 key of something that is not sold: a pallet, a place, a crate, a document.
struct ScannedKey {
    std::vector<Element> elements;
};

struct UnknownText {
    std::string text;  ///< without symbology identifier and line end; may hold a card number
    std::string why;   ///< in words for a person, without the text
};

using Scan = std::variant<ScannedItem,
                          ScannedMember,
                          ScannedCoupon,
                          ScannedReceipt,
                          ScannedKey,
                          UnknownText,
                          ScannedVoucher>;

/// `today` tells the century of dates, which have two digits for the year.
[[nodiscard]] Scan understand(std::string_view text,
                              const ScanSettings& settings,
                              BusinessDate today);
/// Elements read from elsewhere, a tag for example.
[[nodiscard]] Scan understand(const std::vector<Element>& elements, BusinessDate today);
/// The EPC memory of a radio tag, see decode_epc().
[[nodiscard]] Scan understand_tag(BytesView epc, BusinessDate today);

/// "]E0" in front of a text, and the text behind it; the symbology is empty when there is none.
struct Symbology {
    std::string_view identifier;
    std::string_view text;
};

[[nodiscard]] Symbology split_symbology(std::string_view text);

}  // namespace pareto::goods

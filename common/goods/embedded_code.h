// Barcodes that a branch's scales print: a price, a weight or a count inside an EAN-13 of a prefix
// that is free for use inside a chain (02, 20 to 29). Every chain lays the digits out its own way,
// and writes that down as a pattern of 13 places:
//
//     21IIIIIPPP.PPC       prefix 21, item 12345, price 123.45
//     23IIIIIVPP.PPC       the same with a verifier before a price of four digits
//     28IIIIIWW.WWWC       weight in kilograms
//     29IIIIINNNNNC        count
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/expected.h"
#include "common/money/money.h"

namespace pareto::goods {

enum class EmbeddedKind { Price, Weight, Count };

struct EmbeddedScheme {
    std::string places;  ///< 13 of 0-9 I P W N V C, without the point
    EmbeddedKind kind = EmbeddedKind::Price;
    int decimals = 0;

    bool operator==(const EmbeddedScheme&) const = default;
};

/// Why a pattern cannot be used. Checked in this order.
enum class SchemeRefusal {
    WrongLength,     ///< other than 13 places
    WrongCharacter,  ///< other than 0-9 I P W N V C and one point
    WrongPrefix,     ///< does not begin with 02 or 2
    NoItem,          ///< no I, or not in a row
    NoAmount,        ///< none of P, W and N, more than one of them, or not in a row
    WrongPoint,      ///< not within the amount, or in a count
    WrongVerifier,   ///< more than one V, or none or more than five digits of the amount to verify
    NoCheckDigit     ///< the last place is not C, or another place is
};

[[nodiscard]] std::string_view explain(SchemeRefusal refusal);
[[nodiscard]] Expected<EmbeddedScheme, SchemeRefusal> parse_embedded_scheme(
    std::string_view pattern);
/// The pattern, point and all.
[[nodiscard]] std::string to_pattern(const EmbeddedScheme& scheme);

struct EmbeddedAmount {
    std::string gtin;       ///< 14 digits: zeros for the amount, and the check digit of that
    std::string reference;  ///< the digits of I
    EmbeddedKind kind = EmbeddedKind::Price;
    Decimal amount;
};

/// Why a barcode of this scheme's prefix cannot be used. Checked in this order.
enum class EmbeddedRefusal { OtherScheme, WrongVerifier };

/// `ean` is 13 digits with a check digit that was checked.
[[nodiscard]] Expected<EmbeddedAmount, EmbeddedRefusal> read_embedded(const EmbeddedScheme& scheme,
                                                                      std::string_view ean);

}  // namespace pareto::goods

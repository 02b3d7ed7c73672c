// One unit of goods: the one pair of shoes among all of its kind. GTIN and serial name it, and they
// are the same whether a radio tag, a DataMatrix or a link said them.
//
//     elements    (01)80614141123458(21)6789
//     tag         urn:epc:id:sgtin:0614141.812345.6789
//     barcode     urn:epc:id:sgtin:061414112345.8.6789
//
// A tag says where the company prefix ends and a barcode does not: of a barcode all digits that can
// be the prefix are taken for it. So two texts may name one unit: compare units, not texts.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pareto::goods {

struct TaggedUnit {
    std::string gtin;    ///< 14 digits
    std::string serial;  ///< 1 to 20 characters

    auto operator<=>(const TaggedUnit&) const = default;
};

inline constexpr std::size_t kPrefixUnknown = 12;

/// The pure identity URI. Nothing when GTIN or serial is none, or the prefix has a wrong length.
[[nodiscard]] std::optional<std::string> identity_uri(const TaggedUnit& unit,
                                                      std::size_t prefix_digits = kPrefixUnknown);
/// What a pure identity URI names; nothing for other text, and for other things than goods with a
/// serial.
[[nodiscard]] std::optional<TaggedUnit> unit_of(std::string_view identity_uri);

}  // namespace pareto::goods

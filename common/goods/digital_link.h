// GS1 Digital Link: an element string as a web address, of any domain.
//
//     https://example.com/some/path/01/09506000134352/10/ABC-1/21/1234?17=270630&campaign=spring
//     |                           | |                | qualifiers    | attributes, and whatever
//     stem                          key              | in fixed order| else the address has
//
// Characters that an address cannot hold are written %2F. The compressed form is not understood.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/goods/element.h"

namespace pareto::goods {

struct DigitalLink {
    std::string stem;               ///< "https://example.com/some/path", without a slash at its end
    std::vector<Element> elements;  ///< the key first, then its qualifiers, then attributes

    bool operator==(const DigitalLink&) const = default;
};

/// Why text is no Digital Link. Checked in this order, the last four for each element in turn.
enum class LinkRefusal {
    TooLong,
    NotAnAddress,       ///< of http or https, with a host and a path
    NoKey,              ///< an address, but of something else
    UnknownIdentifier,  ///< an attribute's name is digits, but no application identifier
    WrongEscape,        ///< % without two hexadecimal digits
    WrongValue,         ///< the key, a qualifier or an attribute breaks its format
    Contradictory       ///< one identifier twice with two values
};

[[nodiscard]] std::string_view explain(LinkRefusal refusal);

/// A GTIN in the path may have 8, 12 or 13 digits, as early links had; it is 14 in the result.
/// Fragments and attributes that are no application identifiers are dropped.
[[nodiscard]] Expected<DigitalLink, LinkRefusal> parse_digital_link(std::string_view text);

/// The first element that can be a key is the key; the others may have any order. Nothing when
/// there is none, a value breaks its format, or the stem is no address.
[[nodiscard]] std::optional<std::string> to_digital_link(const DigitalLink& link);

}  // namespace pareto::goods

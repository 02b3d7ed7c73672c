// GS1 element strings: values behind application identifiers, as barcodes hold them.
//
//     01 09506000134352  10 ABC-1 <GS>  21 1234
//     |  |               |  |     |
//     |  value           |  |     ends a value of variable length, unless it is the last
//     identifier         a batch, up to 20 characters
//
// Identifiers that begin with 00-04, 11-20, 31-36 or 41 have a length known beforehand and need no
// separator. What a value may be is the table in application_identifiers.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/expected.h"

namespace pareto::goods {

inline constexpr char kGroupSeparator = '\x1D';
inline constexpr std::size_t kElementBytesMax = 4096;  // a QR code holds no more digits than 7,089

struct Element {
    std::string ai;     ///< the application identifier, two to four digits
    std::string value;  ///< checked against the identifier's format

    bool operator==(const Element&) const = default;
};

/// Why text is no element string. Checked in this order for each element in turn.
enum class ElementRefusal {
    Empty,
    TooLong,            ///< the whole text
    UnknownIdentifier,  ///< no application identifier begins here
    TooShort,           ///< the text ends within a value, or there is no value
    WrongLength,        ///< more than the identifier may have
    WrongCharacter,
    WrongCheckDigit,
    NoSuchDate,
    WrongPieces,   ///< piece number 0, or more than the number of pieces
    Contradictory  ///< one identifier twice with two values
};

struct ElementProblem {
    ElementRefusal refusal = ElementRefusal::Empty;
    std::string ai;  ///< the identifier concerned; empty when there is none

    bool operator==(const ElementProblem&) const = default;
};

/// "(17) is a date that does not exist"; never repeats a value.
[[nodiscard]] std::string explain(const ElementProblem& problem);

/// The identifier that `data` begins with, empty when there is none of the table.
[[nodiscard]] std::string_view identifier_in_front(std::string_view data);
/// Needs no separator behind its value.
[[nodiscard]] bool is_predefined_length(std::string_view ai);
/// The number of decimals that the last digit of 310n, 392n … tells; nothing for other identifiers.
[[nodiscard]] std::optional<int> decimals_of(std::string_view ai);
/// UnknownIdentifier, or what is wrong with the value; nothing when all is well.
[[nodiscard]] std::optional<ElementRefusal> refuse_value(std::string_view ai,
                                                         std::string_view value);

/// As a scanner gives it behind ]C1, ]e0, ]d2, ]Q3 or ]J1: FNC1 is the group separator. A separator
/// in front, at the end, and behind a value that needs none are passed over.
[[nodiscard]] Expected<std::vector<Element>, ElementProblem> parse_elements(std::string_view data);
/// As it is printed for people: "(01)09506000134352(10)ABC-1".
[[nodiscard]] Expected<std::vector<Element>, ElementProblem> parse_bracketed(std::string_view text);

/// What parse_elements reads back: those of predefined length first, as few separators as possible.
[[nodiscard]] std::string to_element_string(std::span<const Element> elements);
/// In the order given.
[[nodiscard]] std::string to_bracketed(std::span<const Element> elements);
/// The value of this identifier, or nullptr.
[[nodiscard]] const std::string* find(std::span<const Element> elements, std::string_view ai);

}  // namespace pareto::goods

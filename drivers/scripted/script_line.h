// One line of a script of taps:
//
//     # a comment
//     uid 04A2B3C4D5E680      a card shown to the reader
//     number 906              a printed number typed in or scanned
//     scan ]E04006381333931   whatever a scanner reads, of goods too
//
// Spaces, tabs and a carriage return around the words are ignored, empty lines too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/expected.h"
#include "common/ports/card_reader.h"

namespace pareto::drivers::scripted {

inline constexpr std::size_t kLineBytesMax = 256;
inline constexpr std::size_t kNumberBytesMax = 64;
inline constexpr std::size_t kScanBytesMax = kLineBytesMax;

/// The tap of this line, nothing for a comment or an empty line, or in words what is wrong with it.
/// The words do not repeat the line: it may hold a card number.
[[nodiscard]] Expected<std::optional<ports::Tap>, std::string> parse_line(std::string_view line);

}  // namespace pareto::drivers::scripted

// What a keyboard reader is told in one line of configuration:
//
//     /dev/input/by-id/usb-Sycreader_RFID-event-kbd content=uid suffix=enter
//
// The device comes first. After it, in any order and divided by blanks:
//
//     content=number      printed card numbers (the default)
//            =uid         hexadecimal UIDs; =uid-reversed the same with the last byte first, as
//                         some readers type them
//            =scan        any code, of goods too, up to 512 characters
//     suffix=enter        what ends a scan: enter (the default), tab, none (a pause), or characters
//     prefix=;            what begins a scan; none by default
//     symbology=yes       each scan begins with an AIM symbology identifier, which is taken off but
//                         with content=scan
//     gap_ms=50           the longest pause between two keys of a scan
//     length=4-64         how many characters a scan has
//
// In prefix and suffix %20 is a blank and %25 a percent sign.
#pragma once

#include <string>
#include <string_view>

#include "common/base/expected.h"
#include "common/goods/key_scan.h"

namespace pareto::drivers::wedge {

enum class Content { Number, Uid, UidReversed, Scan };

inline constexpr std::size_t kNumberBytesMax = 64;
inline constexpr std::size_t kScanBytesMax = 512;

struct WedgeSettings {
    std::string device;
    Content content = Content::Number;
    goods::KeyScanSettings keys{.length_max = kNumberBytesMax};
};

/// In words what is wrong with the line.
[[nodiscard]] Expected<WedgeSettings, std::string> parse_settings(std::string_view line);

}  // namespace pareto::drivers::wedge

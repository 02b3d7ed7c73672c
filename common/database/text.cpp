#include "common/database/text.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace pareto::database {
namespace {

/// Length of the well-formed non-ASCII character at the start of `text`, 0 when there is none: no
/// overlong form, no surrogate, nothing beyond U+10FFFF (Unicode 15, table 3-7).
std::size_t character_length(std::string_view text) {
    const auto byte = [text](std::size_t index) -> unsigned {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    const auto between = [](unsigned value, unsigned low, unsigned high) {
        return value >= low && value <= high;
    };
    const auto tail = [&](std::size_t index) {
        return between(byte(index), 0x80, 0xBF);
    };

    const unsigned lead = byte(0);
    if (between(lead, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
    if (between(lead, 0xE0, 0xEF)) {
        const unsigned low = lead == 0xE0 ? 0xA0U : 0x80U;
        const unsigned high = lead == 0xED ? 0x9FU : 0xBFU;
        return between(byte(1), low, high) && tail(2) ? 3 : 0;
    }
    if (between(lead, 0xF0, 0xF4)) {
        const unsigned low = lead == 0xF0 ? 0x90U : 0x80U;
        const unsigned high = lead == 0xF4 ? 0x8FU : 0xBFU;
        return between(byte(1), low, high) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

/// Whether all eight bytes are between 0x01 and 0x7F.
bool is_plain(std::uint64_t word) {
    constexpr std::uint64_t kLows = 0x0101010101010101U;
    constexpr std::uint64_t kHighs = 0x8080808080808080U;
    return ((word | (word - kLows)) & kHighs) == 0;
}

}  // namespace

bool is_storable_text(std::string_view text) {
    while (!text.empty()) {
        std::uint64_t word = 0;
        if (text.size() >= sizeof word) {
            std::memcpy(&word, text.data(), sizeof word);
            if (is_plain(word)) {
                text.remove_prefix(sizeof word);
                continue;
            }
        }
        const auto lead = static_cast<unsigned char>(text.front());
        if (lead == 0) return false;
        const std::size_t length = lead < 0x80 ? 1 : character_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace pareto::database

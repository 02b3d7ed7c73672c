#include "terminal/receipt/text_width.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace pareto::terminal::receipt {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// East Asian Wide and Fullwidth, as far as receipts meet them.
constexpr Range kWide[] = {
    {0x1100, 0x115F},
    {0x2E80, 0x303E},
    {0x3041, 0x4DBF},
    {0x4E00, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F},
    {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD},
};
constexpr Range kWithoutWidth[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}};

template <std::size_t Count>
bool in(const Range (&ranges)[Count], char32_t character) {
    return std::any_of(std::begin(ranges), std::end(ranges), [&](const Range& range) {
        return range.first <= character && character <= range.last;
    });
}

std::size_t width_of(char32_t character) {
    if (in(kWithoutWidth, character)) return 0;
    return in(kWide, character) ? 2 : 1;
}

}  // namespace

Character first_character(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t bytes = lead < 0x80                   ? 1
                              : lead >= 0xF0 && lead < 0xF8 ? 4
                              : lead >= 0xE0                ? 3
                              : lead >= 0xC0                ? 2
                                                            : 1;
    if (bytes == 1 || bytes > text.size()) return {lead, 1};
    char32_t value = lead & (0xFFU >> (bytes + 1));
    for (std::size_t index = 1; index < bytes; ++index) {
        const auto byte = static_cast<unsigned char>(text[index]);
        if ((byte & 0xC0U) != 0x80U) return {lead, 1};
        value = (value << 6U) | (byte & 0x3FU);
    }
    return {value, bytes};
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Character next = first_character(text);
        columns += width_of(next.value);
        text.remove_prefix(next.bytes);
    }
    return columns;
}

std::string_view cut(std::string_view text, std::size_t columns) {
    std::size_t taken = 0;
    std::size_t used = 0;
    while (taken < text.size()) {
        const Character next = first_character(text.substr(taken));
        used += width_of(next.value);
        if (used > columns) break;
        taken += next.bytes;
    }
    return text.substr(0, taken);
}

}  // namespace pareto::terminal::receipt

#include "common/base/bytes.h"

#include <algorithm>

namespace pareto {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::optional<unsigned> nibble(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10U;
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10U;
    return std::nullopt;
}

}  // namespace

std::string to_hex(BytesView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        text.push_back(kDigits[value >> 4U]);
        text.push_back(kDigits[value & 15U]);
    }
    return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = nibble(text[i]);
        const auto low = nibble(text[i + 1]);
        if (!high || !low) return std::nullopt;
        bytes.push_back(static_cast<char>((*high << 4U) | *low));
    }
    return bytes;
}

std::optional<Hash> Hash::from(BytesView view) {
    Hash hash;
    if (view.size() != hash.bytes.size()) return std::nullopt;
    std::copy(view.begin(), view.end(), hash.bytes.begin());
    return hash;
}

}  // namespace pareto

#include "common/goods/characters.h"

#include "common/base/bytes.h"
#include "common/goods/digits.h"

namespace pareto::goods {
namespace {

bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_letter(char c) {
    return is_capital(c) || (c >= 'a' && c <= 'z');
}

bool is_one_of(char c, std::string_view set) {
    return set.find(c) != std::string_view::npos;
}

}  // namespace

bool is_character_82(char c) {
    return is_letter(c) || is_digit(c) || is_one_of(c, "!\"%&'()*+,-./:;<=>?_");
}

bool is_character_39(char c) {
    return is_capital(c) || is_digit(c) || is_one_of(c, "#-/");
}

bool is_character_64(char c) {
    return is_letter(c) || is_digit(c) || is_one_of(c, "-_=");
}

bool is_scanned(char c) {
    constexpr char kSeparator = '\x1D';
    return (c >= ' ' && c <= '~') || c == kSeparator;
}

std::optional<char> from_hex_pair(char high, char low) {
    const char pair[] = {high, low};
    const auto bytes = from_hex(std::string_view{pair, 2});
    if (!bytes) return std::nullopt;
    return bytes->front();
}

std::string percent_encoded(char c) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(c);
    return {'%', kHex[value >> 4U], kHex[value & 15U]};
}

}  // namespace pareto::goods

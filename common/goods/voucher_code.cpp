#include "common/goods/voucher_code.h"

#include <array>

#include "common/base/check.h"

namespace pareto::goods {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kSecretCharacters = 16;
constexpr std::size_t kTextMax = 64;
constexpr std::size_t kGroup = 6;

/// Times x in the field of 32 elements, x^5 = x^2 + 1.
unsigned times_x(unsigned value) {
    const unsigned doubled = value << 1U;
    return (doubled & 32U) != 0 ? doubled ^ 37U : doubled;
}

/// Each of the 16 values has a weight of its own that is not 0.
unsigned check_value(const std::array<unsigned, kSecretCharacters>& values) {
    unsigned sum = 0;
    for (const unsigned value : values)
        sum = times_x(sum ^ value);
    return sum;
}

/// As it is meant, or 0 for what no code has.
char read_as(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'I' || c == 'L') return '1';
    if (c == 'O') return '0';
    return kAlphabet.find(c) == std::string_view::npos ? '\0' : c;
}

}  // namespace

std::string voucher_code(BytesView secret) {
    PARETO_CHECK(secret.size() == kVoucherSecretBytes);
    std::array<unsigned, kSecretCharacters> values{};
    unsigned bits = 0;
    unsigned have = 0;
    std::size_t next = 0;
    for (const char byte : secret) {
        bits = bits << 8U | static_cast<unsigned char>(byte);
        have += 8;
        while (have >= 5) {
            have -= 5;
            values.at(next++) = bits >> have & 31U;
        }
        bits &= (1U << have) - 1U;
    }
    std::string code{'V'};
    for (const unsigned value : values)
        code.push_back(kAlphabet[value]);
    code.push_back(kAlphabet[check_value(values)]);
    return code;
}

std::string grouped_voucher_code(BytesView secret) {
    const std::string code = voucher_code(secret);
    return code.substr(0, kGroup) + "-" + code.substr(kGroup, kGroup) + "-" +
           code.substr(2 * kGroup);
}

std::optional<Bytes> parse_voucher_code(std::string_view text) {
    if (text.size() > kTextMax) return std::nullopt;
    std::string code;
    for (const char c : text) {
        if (c == ' ' || c == '-') continue;
        const char meant = read_as(c);
        if (meant == '\0') return std::nullopt;
        code.push_back(meant);
    }
    if (code.size() != kVoucherCodeLength || code.front() != 'V') return std::nullopt;
    std::array<unsigned, kSecretCharacters> values{};
    Bytes secret;
    unsigned bits = 0;
    unsigned have = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        values.at(i) = static_cast<unsigned>(kAlphabet.find(code[i + 1]));
        bits = bits << 5U | values.at(i);
        have += 5;
        if (have < 8) continue;
        have -= 8;
        secret.push_back(static_cast<char>(static_cast<unsigned char>(bits >> have & 255U)));
        bits &= (1U << have) - 1U;
    }
    if (kAlphabet[check_value(values)] != code.back()) return std::nullopt;
    return secret;
}

}  // namespace pareto::goods

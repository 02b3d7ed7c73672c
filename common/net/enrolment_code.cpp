#include "common/net/enrolment_code.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/check.h"

namespace pareto::net {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kSymbols = (kEnrolmentSecretBytes + kAuthorityFingerprintBytes) * 8 / 5;
constexpr std::size_t kGroup = 4;

using Symbol = std::uint32_t;  ///< 0 to 31, an element of GF(32)

/// Nothing for a character that stands between groups; kWrong for one that no code has.
constexpr Symbol kWrong = 32;

std::optional<Symbol> read_symbol(char character) {
    if (character == '-' || character == ' ' || character == '\t' || character == '\r' ||
        character == '\n') {
        return std::nullopt;
    }
    char upper = character;
    if (upper >= 'a' && upper <= 'z') upper = static_cast<char>(upper - 'a' + 'A');
    if (upper == 'O') upper = '0';
    if (upper == 'I' || upper == 'L') upper = '1';
    const std::size_t at = kAlphabet.find(upper);
    return at == std::string_view::npos ? kWrong : static_cast<Symbol>(at);
}

/// x * a in GF(32) with a = 2 and x^5 = x^2 + 1.
Symbol times_a(Symbol x) {
    const Symbol doubled = x << 1U;
    return (doubled & 32U) != 0 ? (doubled ^ 37U) : doubled;
}

/// Σ a^i c_i over all symbols but the check character, which is c_0; symbols[0] is the farthest
/// from it. As a^0 = 1, the check character is this sum itself.
Symbol check_of(const std::vector<Symbol>& symbols) {
    Symbol sum = 0;
    for (std::size_t i = 0; i < kSymbols; ++i)
        sum = times_a(sum ^ symbols[i]);
    return sum;
}

std::vector<Symbol> split(BytesView bytes) {
    std::vector<Symbol> symbols;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(byte);
        count += 8;
        while (count >= 5) {
            count -= 5;
            symbols.push_back((bits >> count) & 31U);
        }
    }
    return symbols;
}

Bytes join(const std::vector<Symbol>& symbols) {
    Bytes bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (std::size_t i = 0; i < kSymbols; ++i) {
        bits = (bits << 5U) | symbols[i];
        count += 5;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<char>((bits >> count) & 0xFFU));
    }
    return bytes;
}

}  // namespace

std::string to_text(const EnrolmentCode& code) {
    PARETO_CHECK(code.secret.size() == kEnrolmentSecretBytes);
    PARETO_CHECK(code.authority_fingerprint.size() == kAuthorityFingerprintBytes);
    const std::vector<Symbol> symbols = split(code.secret + code.authority_fingerprint);
    std::string text;
    for (std::size_t i = 0; i < kSymbols; ++i) {
        if (i > 0 && i % kGroup == 0) text.push_back('-');
        text.push_back(kAlphabet[symbols[i]]);
    }
    text.push_back(kAlphabet[check_of(symbols)]);
    return text;
}

Expected<EnrolmentCode, EnrolmentCodeRefusal> parse_enrolment_code(std::string_view text) {
    std::vector<Symbol> symbols;
    for (const char character : text) {
        const auto symbol = read_symbol(character);
        if (!symbol) continue;
        if (*symbol == kWrong) return unexpected{EnrolmentCodeRefusal::WrongCharacter};
        symbols.push_back(*symbol);
    }
    if (symbols.size() < kSymbols + 1) return unexpected{EnrolmentCodeRefusal::TooShort};
    if (symbols.size() > kSymbols + 1) return unexpected{EnrolmentCodeRefusal::TooLong};
    if (check_of(symbols) != symbols.back())
        return unexpected{EnrolmentCodeRefusal::MistypedCharacter};
    const Bytes bytes = join(symbols);
    return EnrolmentCode{bytes.substr(0, kEnrolmentSecretBytes),
                         bytes.substr(kEnrolmentSecretBytes)};
}

std::string_view explain(EnrolmentCodeRefusal refusal) {
    switch (refusal) {
        case EnrolmentCodeRefusal::WrongCharacter:
            return "the enrolment code has a character that no code has";
        case EnrolmentCodeRefusal::TooShort:
            return "the enrolment code is too short: it has 33 characters";
        case EnrolmentCodeRefusal::TooLong:
            return "the enrolment code is too long: it has 33 characters";
        case EnrolmentCodeRefusal::MistypedCharacter:
            return "the enrolment code is mistyped: a character is wrong or two changed places";
    }
    return "the enrolment code is wrong";
}

}  // namespace pareto::net

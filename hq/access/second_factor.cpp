#include "hq/access/second_factor.h"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace pareto::hq::access {
namespace {

constexpr std::int64_t kStepMs = 30'000;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string made;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if (plain) {
            made += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        made += '%';
        made += kHex[byte >> 4U];
        made += kHex[byte & 0x0FU];
    }
    return made;
}

}  // namespace

std::string code_of(BytesView secret, std::int64_t step) {
    std::array<unsigned char, 8> counter{};
    auto left = static_cast<std::uint64_t>(step);
    for (std::size_t index = counter.size(); index-- > 0; left >>= 8U)
        counter[index] = static_cast<unsigned char>(left & 0xFFU);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (HMAC(EVP_sha1(),
             secret.data(),
             static_cast<int>(secret.size()),
             counter.data(),
             counter.size(),
             digest.data(),
             &size) == nullptr)
        return {};
    const std::size_t at = digest[size - 1] & 0x0FU;
    const std::uint32_t number = ((static_cast<std::uint32_t>(digest[at]) & 0x7FU) << 24U) |
                                 (static_cast<std::uint32_t>(digest[at + 1]) << 16U) |
                                 (static_cast<std::uint32_t>(digest[at + 2]) << 8U) |
                                 digest[at + 3];
    return std::to_string(1'000'000U + number % 1'000'000U).substr(1);
}

std::optional<std::int64_t> step_of(BytesView secret,
                                    std::string_view code,
                                    UtcTime now,
                                    std::int64_t last_used) {
    const std::int64_t current = to_ms(now) / kStepMs;
    for (const std::int64_t step : {current, current - 1, current + 1}) {
        const std::string expected = code_of(secret, step);
        const bool same = expected.size() == code.size() && !expected.empty() &&
                          CRYPTO_memcmp(expected.data(), code.data(), code.size()) == 0;
        if (same && step > last_used) return step;
    }
    return std::nullopt;
}

std::string to_base32(BytesView bytes) {
    std::string made;
    std::uint32_t held = 0;
    unsigned int bits = 0;
    for (const char c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        bits += 8;
        for (; bits >= 5; bits -= 5)
            made += kBase32[(held >> (bits - 5U)) & 31U];
    }
    if (bits > 0) made += kBase32[(held << (5U - bits)) & 31U];
    return made;
}

std::string factor_address(BytesView secret, std::string_view company, std::string_view user) {
    return "otpauth://totp/" + percent_encoded(company) + ":" + percent_encoded(user) +
           "?secret=" + to_base32(secret) + "&issuer=" + percent_encoded(company);
}

}  // namespace pareto::hq::access

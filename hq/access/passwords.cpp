#include "hq/access/passwords.h"

#include <algorithm>
#include <array>
#include <semaphore>
#include <set>

#include <sodium.h>

#include "common/base/check.h"

namespace pareto::hq::access {
namespace {

// 64 MiB each: what waits does not take memory.
std::counting_semaphore<2>& turns() {
    static std::counting_semaphore<2> two{2};
    return two;
}

struct Turn {
    Turn() { turns().acquire(); }

    ~Turn() { turns().release(); }

    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
};

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string lower(std::string_view text) {
    std::string made{text};
    for (char& c : made) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return made;
}

}  // namespace

Passwords::Passwords(Bytes pepper) : pepper_(std::move(pepper)) {
    PARETO_CHECK(pepper_.size() == kPepperBytes);
    PARETO_CHECK(sodium_init() >= 0);
}

Bytes Passwords::peppered(std::string_view password) const {
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> keyed{};
    crypto_auth_hmacsha256(keyed.data(),
                           reinterpret_cast<const unsigned char*>(password.data()),
                           password.size(),
                           reinterpret_cast<const unsigned char*>(pepper_.data()));
    return to_hex({reinterpret_cast<const char*>(keyed.data()), keyed.size()});
}

Result<std::string> Passwords::hash(std::string_view password) const {
    const Bytes keyed = peppered(password);
    std::array<char, crypto_pwhash_STRBYTES> made{};
    const Turn turn;
    if (crypto_pwhash_str(made.data(),
                          keyed.data(),
                          keyed.size(),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return fault(FaultCode::Exhausted, "no memory to hash a password");
    return std::string{made.data()};
}

bool Passwords::matches(std::string_view password, const std::string& hash) const {
    const Bytes keyed = peppered(password);
    if (hash.empty())
        std::call_once(nobodys_made_,
                       [this] { nobodys_ = this->hash(to_hex(pepper_)).value_or(""); });
    const std::string& compared = hash.empty() ? nobodys_ : hash;
    const Turn turn;
    const bool same = crypto_pwhash_str_verify(compared.c_str(), keyed.data(), keyed.size()) == 0;
    return same && !hash.empty();
}

std::string why_weak(std::string_view password, std::string_view name) {
    if (characters_in(password) < kPasswordMin) return "it has fewer than 12 characters";
    if (password.size() > kPasswordMax) return "it has more than 128 bytes";
    const std::set<char> different{password.begin(), password.end()};
    if (different.size() < 5) return "it is made of too few different characters";
    if (!name.empty() && lower(password).find(lower(name)) != std::string::npos)
        return "it contains the name";
    return {};
}

std::string temporary_password(ports::Random& random) {
    constexpr std::string_view kAlphabet = "23456789abcdefghjkmnpqrstuvwxyz";
    std::string made;
    for (int index = 0; index < 20; ++index) {
        if (index > 0 && index % 5 == 0) made += '-';
        made += kAlphabet[random.below(kAlphabet.size())];
    }
    return made;
}

}  // namespace pareto::hq::access

#include "common/system/pin.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "common/base/check.h"

namespace pareto::system {

bool is_good_pin(std::string_view pin) {
    if (pin.size() < kPinDigitsMin || pin.size() > kPinDigitsMax) return false;
    const bool digits =
        std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && pin.find_first_not_of(pin.front()) != std::string_view::npos;
}

Result<std::string> hash_pin(std::string_view pin) {
    PARETO_CHECK(sodium_init() >= 0);
    std::array<char, crypto_pwhash_STRBYTES> made{};
    if (crypto_pwhash_str(made.data(),
                          pin.data(),
                          pin.size(),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return fault(FaultCode::Exhausted, "no memory to hash a PIN");
    return std::string{made.data()};
}

bool pin_matches(std::string_view pin, const std::string& hash) {
    PARETO_CHECK(sodium_init() >= 0);
    return !hash.empty() && crypto_pwhash_str_verify(hash.c_str(), pin.data(), pin.size()) == 0;
}

}  // namespace pareto::system

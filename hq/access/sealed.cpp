#include "hq/access/sealed.h"

#include <array>

#include <sodium.h>

#include "common/base/check.h"
#include "hq/access/passwords.h"

namespace pareto::hq::access {
namespace {

using Key = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;
static_assert(crypto_auth_hmacsha256_BYTES == crypto_secretbox_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(Bytes& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

Key key_of(const Bytes& secret, std::string_view name) {
    PARETO_CHECK(sodium_init() >= 0);
    PARETO_CHECK(secret.size() == kPepperBytes);
    Key key{};
    const std::string said = "sealed\n" + std::string{name};
    crypto_auth_hmacsha256(key.data(), bytes_of(said), said.size(), bytes_of(std::string_view{secret}));
    return key;
}

}  // namespace

Bytes seal(const Bytes& secret,
           std::string_view name,
           std::string_view plain,
           ports::Random& random) {
    const Key key = key_of(secret, name);
    const Bytes nonce = random.bytes(crypto_secretbox_NONCEBYTES);
    Bytes box(crypto_secretbox_MACBYTES + plain.size(), '\0');
    crypto_secretbox_easy(
        bytes_of(box), bytes_of(plain), plain.size(), bytes_of(std::string_view{nonce}), key.data());
    return nonce + box;
}

std::optional<Bytes> unseal(const Bytes& secret, std::string_view name, BytesView sealed) {
    constexpr std::size_t kLeast = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (sealed.size() < kLeast) return std::nullopt;
    const Key key = key_of(secret, name);
    const BytesView box = sealed.substr(crypto_secretbox_NONCEBYTES);
    Bytes plain(box.size() - crypto_secretbox_MACBYTES, '\0');
    const int opened = crypto_secretbox_open_easy(
        bytes_of(plain), bytes_of(box), box.size(), bytes_of(sealed), key.data());
    if (opened != 0) return std::nullopt;
    return plain;
}

}  // namespace pareto::hq::access

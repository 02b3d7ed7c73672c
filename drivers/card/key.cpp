#include "drivers/card/key.h"

#include <algorithm>

#include <openssl/crypto.h>

namespace pareto::drivers::card {

AesKey::~AesKey() {
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

std::optional<AesKey> AesKey::from(BytesView bytes) {
    AesKey key;
    if (bytes.size() != key.bytes_.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
    return key;
}

void wipe(Bytes& secret) {
    OPENSSL_cleanse(secret.data(), secret.size());
    secret.clear();
}

}  // namespace pareto::drivers::card

#include "drivers/card/lrp.h"

#include "common/base/check.h"
#include "drivers/card/crypto.h"

namespace pareto::drivers::card {
namespace {

AesKey encrypt_to_key(const AesKey& key, BytesView block) {
    const auto made = AesKey::from(encrypt_cbc(key, zero_block(), block));
    PARETO_CHECK(made.has_value());
    return *made;
}

AesKey encrypt_to_key(const AesKey& key, char byte) {
    return encrypt_to_key(key, Bytes(kBlockBytes, byte));
}

constexpr char kNext = '\x55';
constexpr char kTake = '\xAA';

Bytes combined(BytesView left, BytesView right) {
    Bytes result{left};
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = static_cast<char>(result[i] ^ right[i]);
    return result;
}

void count_up(Bytes& counter) {
    for (std::size_t i = counter.size(); i-- > 0;) {
        counter[i] = static_cast<char>(static_cast<unsigned char>(counter[i]) + 1U);
        if (counter[i] != '\0') return;
    }
}

}  // namespace

Lrp::Lrp(const AesKey& key, unsigned updated) {
    AesKey link = encrypt_to_key(key, kNext);
    for (AesKey& plaintext : plaintexts_) {
        plaintext = encrypt_to_key(link, kTake);
        link = encrypt_to_key(link, kNext);
    }
    link = encrypt_to_key(key, kTake);
    for (unsigned i = 0; i < updated; ++i)
        link = encrypt_to_key(link, kNext);
    key_ = encrypt_to_key(link, kTake);
}

// Walks from the key through one plaintext for each half byte of the input.
AesKey Lrp::evaluate(BytesView input) const {
    AesKey state = key_;
    for (const char byte : input) {
        const unsigned value = static_cast<unsigned char>(byte);
        state = encrypt_to_key(state, plaintexts_[value >> 4U].view());
        state = encrypt_to_key(state, plaintexts_[value & 0x0FU].view());
    }
    return encrypt_to_key(state, '\0');
}

Bytes Lrp::cmac(BytesView message) const {
    const bool whole = !message.empty() && message.size() % kBlockBytes == 0;
    Bytes subkey = doubled(evaluate(zero_block()).view());
    if (!whole) subkey = doubled(subkey);
    const Bytes blocks = whole ? Bytes{message} : with_padding(message);
    Bytes state = zero_block();
    for (std::size_t at = 0; at < blocks.size(); at += kBlockBytes) {
        state = combined(state, BytesView{blocks}.substr(at, kBlockBytes));
        if (at + kBlockBytes == blocks.size()) state = combined(state, subkey);
        state = Bytes{evaluate(state).view()};
    }
    return state;
}

Bytes Lrp::decrypt(Bytes counter, BytesView blocks) const {
    PARETO_CHECK(blocks.size() % kBlockBytes == 0);
    Bytes plain;
    for (std::size_t at = 0; at < blocks.size(); at += kBlockBytes) {
        plain += decrypt_cbc(evaluate(counter), zero_block(), blocks.substr(at, kBlockBytes));
        count_up(counter);
    }
    return plain;
}

}  // namespace pareto::drivers::card

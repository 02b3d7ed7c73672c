#include "drivers/card/an10922.h"

#include <vector>

#include <openssl/evp.h>

#include "common/base/check.h"
#include "drivers/card/crypto.h"

namespace pareto::drivers::card {
namespace {

struct Shape {
    const char* cipher;
    std::size_t key_bytes;
    std::size_t block_bytes;
    std::vector<unsigned char> constants;  ///< one for each block of the new key
};

Shape shape_of(KeyKind kind) {
    switch (kind) {
        case KeyKind::Aes128:
            return {"AES-128-CBC", 16, 16, {0x01}};
        case KeyKind::Aes192:
            return {"AES-192-CBC", 24, 16, {0x11, 0x12}};
        case KeyKind::Aes256:
            return {"AES-256-CBC", 32, 16, {0x41, 0x42}};
        case KeyKind::TripleDes2:
            return {"DES-EDE-CBC", 16, 8, {0x21, 0x22}};
        case KeyKind::TripleDes3:
            return {"DES-EDE3-CBC", 24, 8, {0x31, 0x32, 0x33}};
    }
    return {};
}

const unsigned char* raw(BytesView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(Bytes& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

// The plain cipher on whole blocks, by CBC from zero.
Bytes encrypt(const Shape& shape, BytesView key, BytesView data) {
    EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, shape.cipher, nullptr);
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    const Bytes iv(shape.block_bytes, '\0');
    Bytes result(data.size(), '\0');
    int made = 0;
    PARETO_CHECK(EVP_EncryptInit_ex2(context, cipher, raw(key), raw(iv), nullptr) == 1 &&
                 EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
                 EVP_EncryptUpdate(
                     context, raw(result), &made, raw(data), static_cast<int>(data.size())) == 1);
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
    return result;
}

}  // namespace

std::size_t diversification_bytes_max(KeyKind kind) {
    return 2 * shape_of(kind).block_bytes - 1;
}

Bytes diversify(KeyKind kind, BytesView master, BytesView input) {
    const Shape shape = shape_of(kind);
    const std::size_t two_blocks = 2 * shape.block_bytes;
    PARETO_CHECK(master.size() == shape.key_bytes && input.size() < two_blocks);
    Bytes subkey = doubled(encrypt(shape, master, Bytes(shape.block_bytes, '\0')));
    const bool padded = 1 + input.size() < two_blocks;
    if (padded) subkey = doubled(subkey);
    Bytes blocks;
    for (const unsigned char constant : shape.constants) {
        Bytes message{static_cast<char>(constant)};
        message += input;
        if (padded) message.push_back('\x80');
        message.resize(two_blocks, '\0');
        for (std::size_t i = 0; i < shape.block_bytes; ++i) {
            char& byte = message[shape.block_bytes + i];
            byte = static_cast<char>(byte ^ subkey[i]);
        }
        blocks += encrypt(shape, master, message).substr(shape.block_bytes);
    }
    wipe(subkey);
    if (kind != KeyKind::Aes192) return blocks;
    // 24 bytes of 32: the first 8, the middle 8 as the two halves overlapped, the last 8.
    Bytes key = blocks.substr(0, 8);
    for (std::size_t i = 0; i < 8; ++i)
        key.push_back(static_cast<char>(blocks[8 + i] ^ blocks[16 + i]));
    key += blocks.substr(24);
    wipe(blocks);
    return key;
}

AesKey diversify(const AesKey& master, BytesView input) {
    Bytes bytes = diversify(KeyKind::Aes128, master.view(), input);
    const auto key = AesKey::from(bytes);
    PARETO_CHECK(key.has_value());
    wipe(bytes);
    return *key;
}

}  // namespace pareto::drivers::card

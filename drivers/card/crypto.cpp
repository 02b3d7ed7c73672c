#include "drivers/card/crypto.h"

#include <algorithm>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "common/base/check.h"

namespace pareto::drivers::card {
namespace {

struct CipherContextDeleter {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

enum class Direction { Decrypt, Encrypt };

const unsigned char* raw(BytesView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Bytes run_cbc(Direction direction, const AesKey& key, BytesView iv, BytesView data) {
    PARETO_CHECK(iv.size() == kBlockBytes && data.size() % kBlockBytes == 0);
    static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-128-CBC", nullptr);
    const std::unique_ptr<EVP_CIPHER_CTX, CipherContextDeleter> context{EVP_CIPHER_CTX_new()};
    Bytes result(data.size(), '\0');
    int made = 0;
    PARETO_CHECK(EVP_CipherInit_ex2(context.get(),
                                    cipher,
                                    raw(key.view()),
                                    raw(iv),
                                    direction == Direction::Encrypt ? 1 : 0,
                                    nullptr) == 1);
    PARETO_CHECK(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
    PARETO_CHECK(EVP_CipherUpdate(context.get(),
                                  reinterpret_cast<unsigned char*>(result.data()),
                                  &made,
                                  raw(data),
                                  static_cast<int>(data.size())) == 1);
    PARETO_CHECK(static_cast<std::size_t>(made) == data.size());
    return result;
}

}  // namespace

Bytes zero_block() {
    return Bytes(kBlockBytes, '\0');
}

Bytes encrypt_cbc(const AesKey& key, BytesView iv, BytesView data) {
    return run_cbc(Direction::Encrypt, key, iv, data);
}

Bytes decrypt_cbc(const AesKey& key, BytesView iv, BytesView data) {
    return run_cbc(Direction::Decrypt, key, iv, data);
}

Bytes cmac(const AesKey& key, BytesView message) {
    return cmac_from(key, zero_block(), message);
}

// Written out because OpenSSL's CMAC cannot start from anything but zero.
Bytes cmac_from(const AesKey& key, BytesView iv, BytesView message) {
    const bool whole = !message.empty() && message.size() % kBlockBytes == 0;
    Bytes subkey = doubled(encrypt_cbc(key, zero_block(), zero_block()));
    if (!whole) subkey = doubled(subkey);
    Bytes blocks = whole ? Bytes{message} : with_padding(message);
    const std::size_t last = blocks.size() - kBlockBytes;
    for (std::size_t i = 0; i < kBlockBytes; ++i)
        blocks[last + i] = static_cast<char>(blocks[last + i] ^ subkey[i]);
    wipe(subkey);
    return encrypt_cbc(key, iv, blocks).substr(last);
}

Bytes doubled(BytesView block) {
    PARETO_CHECK(block.size() == 8 || block.size() == kBlockBytes);
    Bytes result(block.size(), '\0');
    unsigned carry = 0;
    for (std::size_t i = block.size(); i-- > 0;) {
        const unsigned byte = static_cast<unsigned char>(block[i]);
        result[i] = static_cast<char>(((byte << 1U) | carry) & 0xFFU);
        carry = byte >> 7U;
    }
    const unsigned polynomial = block.size() == 8 ? 0x1BU : 0x87U;
    if (carry != 0)
        result.back() = static_cast<char>(static_cast<unsigned char>(result.back()) ^ polynomial);
    return result;
}

Bytes odd_bytes(BytesView mac) {
    PARETO_CHECK(mac.size() == kBlockBytes);
    Bytes result;
    for (std::size_t i = 1; i < mac.size(); i += 2)
        result.push_back(mac[i]);
    return result;
}

Bytes crc32_desfire(BytesView bytes) {
    std::uint32_t crc = 0xFFFF'FFFFU;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB8'8320U : 0U);
    }
    return little_endian(crc, 4);
}

bool same_secret(BytesView left, BytesView right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

Bytes with_padding(BytesView data) {
    Bytes padded{data};
    padded.push_back('\x80');
    padded.resize((padded.size() + kBlockBytes - 1) / kBlockBytes * kBlockBytes, '\0');
    return padded;
}

std::optional<Bytes> without_padding(BytesView data) {
    const std::size_t marker = data.find_last_not_of('\0');
    if (marker == BytesView::npos || data[marker] != '\x80' || data.size() - marker > kBlockBytes)
        return std::nullopt;
    return Bytes{data.substr(0, marker)};
}

Bytes rotated(BytesView bytes) {
    Bytes result{bytes};
    if (!result.empty()) std::rotate(result.begin(), result.begin() + 1, result.end());
    return result;
}

Bytes little_endian(std::uint32_t value, std::size_t count) {
    Bytes bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes.push_back(static_cast<char>((value >> (8U * i)) & 0xFFU));
    return bytes;
}

std::uint32_t from_little_endian(BytesView bytes) {
    PARETO_CHECK(bytes.size() <= 4);
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = (value << 8U) | static_cast<unsigned char>(bytes[i]);
    return value;
}

}  // namespace pareto::drivers::card

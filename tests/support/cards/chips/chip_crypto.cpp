#include "tests/support/cards/chips/chip_crypto.h"

#include <array>
#include <memory>

#include <openssl/evp.h>

#include "common/base/check.h"

namespace pareto::test {
namespace {

using Block = std::array<unsigned char, 16>;

// One block, one way or the other.
class BlockCipher {
public:
    BlockCipher(const Bytes& key, bool forwards)
        : context_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free) {
        static EVP_CIPHER* const ecb = EVP_CIPHER_fetch(nullptr, "AES-128-ECB", nullptr);
        PARETO_CHECK(key.size() == 16);
        PARETO_CHECK(EVP_CipherInit_ex2(context_.get(),
                                        ecb,
                                        reinterpret_cast<const unsigned char*>(key.data()),
                                        nullptr,
                                        forwards ? 1 : 0,
                                        nullptr) == 1);
        PARETO_CHECK(EVP_CIPHER_CTX_set_padding(context_.get(), 0) == 1);
    }

    Block operator()(const Block& in) {
        Block out{};
        int size = 0;
        PARETO_CHECK(EVP_CipherUpdate(context_.get(), out.data(), &size, in.data(), 16) == 1 &&
                     size == 16);
        return out;
    }

private:
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context_;
};

Block block_at(const Bytes& bytes, std::size_t at) {
    Block block{};
    for (std::size_t i = 0; i < block.size(); ++i)
        block[i] = static_cast<unsigned char>(bytes[at + i]);
    return block;
}

void mix(Block& block, const Block& with) {
    for (std::size_t i = 0; i < block.size(); ++i)
        block[i] = static_cast<unsigned char>(block[i] ^ with[i]);
}

void append(Bytes& bytes, const Block& block) {
    bytes.append(block.begin(), block.end());
}

Block shifted(const Block& block) {
    Block result{};
    for (std::size_t i = 0; i < block.size(); ++i) {
        const unsigned next = i + 1 < block.size() ? block[i + 1] : 0U;
        result[i] = static_cast<unsigned char>((unsigned{block[i]} << 1U | next >> 7U) & 0xFFU);
    }
    if (block[0] >= 0x80) result[15] = static_cast<unsigned char>(result[15] ^ 0x87U);
    return result;
}

}  // namespace

Bytes aes(const Bytes& key, const Bytes& iv, const Bytes& data) {
    BlockCipher cipher{key, true};
    Block chain = block_at(iv, 0);
    Bytes result;
    for (std::size_t at = 0; at < data.size(); at += 16) {
        mix(chain, block_at(data, at));
        chain = cipher(chain);
        append(result, chain);
    }
    return result;
}

Bytes aes_inverse(const Bytes& key, const Bytes& iv, const Bytes& data) {
    BlockCipher cipher{key, false};
    Block chain = block_at(iv, 0);
    Bytes result;
    for (std::size_t at = 0; at < data.size(); at += 16) {
        const Block in = block_at(data, at);
        Block plain = cipher(in);
        mix(plain, chain);
        chain = in;
        append(result, plain);
    }
    return result;
}

Bytes chained_cmac(const Bytes& key, const Bytes& iv, const Bytes& message) {
    BlockCipher cipher{key, true};
    Block last_mask = shifted(cipher(Block{}));
    Bytes padded = message;
    if (padded.empty() || padded.size() % 16 != 0) {
        last_mask = shifted(last_mask);
        padded.push_back('\x80');
        while (padded.size() % 16 != 0)
            padded.push_back('\0');
    }
    Block chain = block_at(iv, 0);
    for (std::size_t at = 0; at < padded.size(); at += 16) {
        mix(chain, block_at(padded, at));
        if (at + 16 == padded.size()) mix(chain, last_mask);
        chain = cipher(chain);
    }
    Bytes result;
    append(result, chain);
    return result;
}

Bytes full_cmac(const Bytes& key, const Bytes& message) {
    return chained_cmac(key, Bytes(16, '\0'), message);
}

Bytes short_cmac(const Bytes& key, const Bytes& message) {
    const Bytes whole = full_cmac(key, message);
    Bytes result;
    for (std::size_t i = 0; i < 8; ++i)
        result.push_back(whole[2 * i + 1]);
    return result;
}

Bytes crc32_jam(const Bytes& bytes) {
    static const auto table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < made.size(); ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1U) != 0 ? value >> 1U ^ 0xEDB8'8320U : value >> 1U;
            made[i] = value;
        }
        return made;
    }();
    std::uint32_t crc = ~0U;
    for (const char byte : bytes)
        crc = crc >> 8U ^ table[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU];
    return little_endian(crc, 4);
}

Bytes little_endian(std::uint32_t value, unsigned bytes) {
    Bytes result;
    for (unsigned i = 0; i < bytes; ++i)
        result.push_back(static_cast<char>(value >> (8 * i)));
    return result;
}

}  // namespace pareto::test

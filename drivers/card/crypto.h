// The ciphers and checksums cards use, over OpenSSL. Lengths are the caller's promise and checked,
// because every length that comes from a card was checked where its answer was taken apart.
#pragma once

#include <cstdint>

#include "common/base/bytes.h"
#include "drivers/card/key.h"

namespace pareto::drivers::card {

inline constexpr std::size_t kBlockBytes = 16;
inline constexpr std::size_t kShortMacBytes = 8;

/// 16 zero bytes, the initialisation vector where a protocol has none.
[[nodiscard]] Bytes zero_block();

/// CBC without padding: `data` is a multiple of 16 bytes, `iv` 16 bytes.
[[nodiscard]] Bytes encrypt_cbc(const AesKey& key, BytesView iv, BytesView data);
[[nodiscard]] Bytes decrypt_cbc(const AesKey& key, BytesView iv, BytesView data);

/// AES-CMAC (NIST SP 800-38B), 16 bytes.
[[nodiscard]] Bytes cmac(const AesKey& key, BytesView message);
/// The same with another start than zero: DESFire EV1 chains each CMAC of a session to the one
/// before.
[[nodiscard]] Bytes cmac_from(const AesKey& key, BytesView iv, BytesView message);
/// A block times x in GF(2^128), or GF(2^64) for 8 bytes: how the subkeys of a CMAC are made.
[[nodiscard]] Bytes doubled(BytesView block);
/// Every second byte, 8 of 16: how EV2 secure messaging and SUN shorten a CMAC.
[[nodiscard]] Bytes odd_bytes(BytesView mac);

/// CRC-32 as DESFire has it: reflected 04C11DB7, start all ones, *no* final complement; least
/// significant byte first.
[[nodiscard]] Bytes crc32_desfire(BytesView bytes);

/// Takes as long for unequal bytes as for equal ones.
[[nodiscard]] bool same_secret(BytesView left, BytesView right);

/// The padding 80 00 … to the next multiple of 16: at least one byte.
[[nodiscard]] Bytes with_padding(BytesView data);
/// Nothing when `data` does not end in such a padding.
[[nodiscard]] std::optional<Bytes> without_padding(BytesView data);

/// `bytes` turned left by one: the proof each side gives of the other's random number.
[[nodiscard]] Bytes rotated(BytesView bytes);

/// `count` low bytes of `value`, least significant first.
[[nodiscard]] Bytes little_endian(std::uint32_t value, std::size_t count);
[[nodiscard]] std::uint32_t from_little_endian(BytesView bytes);

}  // namespace pareto::drivers::card

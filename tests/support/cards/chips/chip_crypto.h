// The chips' own ciphers, written apart from the ones under test.
#pragma once

#include <cstdint>

#include "common/base/bytes.h"

namespace pareto::test {

[[nodiscard]] Bytes aes(const Bytes& key, const Bytes& iv, const Bytes& data);
[[nodiscard]] Bytes aes_inverse(const Bytes& key, const Bytes& iv, const Bytes& data);
/// 16 bytes, chained to `iv` as DESFire EV1 does; a zero `iv` gives the ordinary CMAC.
[[nodiscard]] Bytes chained_cmac(const Bytes& key, const Bytes& iv, const Bytes& message);
/// Bytes 1, 3, 5 … 15 of the ordinary CMAC.
[[nodiscard]] Bytes short_cmac(const Bytes& key, const Bytes& message);
[[nodiscard]] Bytes full_cmac(const Bytes& key, const Bytes& message);
/// Reflected CRC-32 without the final complement, least significant byte first.
[[nodiscard]] Bytes crc32_jam(const Bytes& bytes);
[[nodiscard]] Bytes little_endian(std::uint32_t value, unsigned bytes);

}  // namespace pareto::test

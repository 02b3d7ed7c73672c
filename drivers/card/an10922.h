// Keys of one card made from a master key and the card's UID, by NXP's application note 10922: a
// CMAC over a constant and the input. The input is always padded to 32 bytes (16 for the 8-byte
// cipher), also when it is shorter than a block; plain CMAC would give another key.
#pragma once

#include "common/base/bytes.h"
#include "drivers/card/key.h"

namespace pareto::drivers::card {

enum class KeyKind { Aes128, Aes192, Aes256, TripleDes2, TripleDes3 };

/// The most bytes of input a kind takes: 31 for AES, 15 for DES.
[[nodiscard]] std::size_t diversification_bytes_max(KeyKind kind);

/// `master` has the length of its kind (16, 24, 32, 16, 24). DES keys come without parity bits or a
/// version in them.
[[nodiscard]] Bytes diversify(KeyKind kind, BytesView master, BytesView input);
/// The only kind Pareto puts on cards.
[[nodiscard]] AesKey diversify(const AesKey& master, BytesView input);

}  // namespace pareto::drivers::card

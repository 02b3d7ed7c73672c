// The code of a voucher as it is printed, scanned and typed: 18 characters that any Code 128 or QR
// holds.
//
//     V 0123456789ABCDEF X
//     | |                check character: any one misread character, and any two neighbours that
//     | |                changed places, are found
//     | 80 bits, five a character: 0-9 and A-Z without I, L, O and U
//     a voucher's
//
// The 80 bits are the voucher's secret: who has them has the voucher. Whether there is such a
// voucher, and what it is worth, no code can say.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.h"

namespace pareto::goods {

inline constexpr std::size_t kVoucherSecretBytes = 10;
inline constexpr std::size_t kVoucherCodeLength = 18;

/// `secret` has kVoucherSecretBytes.
[[nodiscard]] std::string voucher_code(BytesView secret);
/// The same in three groups, for people: "V01234-56789A-BCDEFX".
[[nodiscard]] std::string grouped_voucher_code(BytesView secret);
/// The secret. Small letters, dashes and blanks do not matter, and I, L and O are read as 1, 1 and
/// 0. Nothing for text that is no voucher's code, or has a wrong check character.
[[nodiscard]] std::optional<Bytes> parse_voucher_code(std::string_view text);

}  // namespace pareto::goods

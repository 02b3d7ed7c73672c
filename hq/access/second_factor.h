// The second factor: time-based one-time codes (RFC 6238: HMAC-SHA-1, six digits, 30 seconds), as
// authenticator apps show them. A code is good once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/time.h"

namespace pareto::hq::access {

inline constexpr std::size_t kFactorSecretBytes = 20;

/// The code of a step (Unix time / 30 s).
[[nodiscard]] std::string code_of(BytesView secret, std::int64_t step);
/// The step of which `code` is, at most one step away from now and after `last_used`; nothing when
/// it is none.
[[nodiscard]] std::optional<std::int64_t> step_of(BytesView secret,
                                                  std::string_view code,
                                                  UtcTime now,
                                                  std::int64_t last_used);
/// RFC 4648, without padding, as apps take it by hand.
[[nodiscard]] std::string to_base32(BytesView bytes);
/// "otpauth://totp/…", for a QR code.
[[nodiscard]] std::string factor_address(BytesView secret,
                                         std::string_view company,
                                         std::string_view user);

}  // namespace pareto::hq::access

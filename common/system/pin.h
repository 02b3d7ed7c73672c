// PINs of staff: Argon2id (libsodium). A PIN is short, so what protects it is that few may be tried
// (terminal/app/staff.h) and that a guess at a stolen hash costs time and memory.
#pragma once

#include <string>
#include <string_view>

#include "common/base/fault.h"

namespace pareto::system {

inline constexpr std::size_t kPinDigitsMin = 4;
inline constexpr std::size_t kPinDigitsMax = 12;

/// Digits alone, as many as are allowed, and not all the same.
[[nodiscard]] bool is_good_pin(std::string_view pin);
/// Exhausted when there is no memory for it (64 MiB).
[[nodiscard]] Result<std::string> hash_pin(std::string_view pin);
/// Takes some 0.1 s; nothing matches an empty hash.
[[nodiscard]] bool pin_matches(std::string_view pin, const std::string& hash);

}  // namespace pareto::system

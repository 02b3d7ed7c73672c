// Passwords of the console's users: Argon2id over the password and a secret that is kept beside the
// database, not in it, so that a stolen database alone gives nothing to guess at.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/ports/random.h"

namespace pareto::hq::access {

inline constexpr std::size_t kPepperBytes = 32;
inline constexpr std::size_t kPasswordMin = 12;   ///< characters
inline constexpr std::size_t kPasswordMax = 128;  ///< bytes

class Passwords {
public:
    /// `pepper`: kPepperBytes.
    explicit Passwords(Bytes pepper);

    /// Exhausted when there is no memory for it (64 MiB).
    [[nodiscard]] Result<std::string> hash(std::string_view password) const;
    /// Takes some 0.1 s; an empty `hash` takes as long and never matches, so that nobody learns
    /// from the time whether a name exists. At most two run at a time, others wait.
    [[nodiscard]] bool matches(std::string_view password, const std::string& hash) const;

private:
    [[nodiscard]] Bytes peppered(std::string_view password) const;

    Bytes pepper_;
    mutable std::once_flag nobodys_made_;
    mutable std::string nobodys_;  ///< a hash of something that nobody knows
};

/// Why a person may not have this password, in English; empty when it is good: 12 characters or
/// more, not mostly the same, not the name.
[[nodiscard]] std::string why_weak(std::string_view password, std::string_view name);
/// Twenty characters of an alphabet without those that look alike, in groups: 98 bits.
[[nodiscard]] std::string temporary_password(ports::Random& random);

}  // namespace pareto::hq::access

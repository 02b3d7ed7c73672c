// The code that a person types to enrol a terminal, once: a secret that HQ knows and the beginning
// of the SHA-256 of HQ's authority, so that the first contact already knows whom it talks to.
//
//     0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ C
//     |-- secret, 80 b --|-- authority, 80 b -|check character (written without a space)
//
// Crockford's base32: no I, L, O, U. Case, spaces and dashes do not matter; O is read as 0, I and L
// as 1.
//
// The check is one more character over GF(32), x^5 + x^2 + 1: with a = 2, a primitive element, and
// c_0 the check itself, the 33 characters satisfy the equation "sum of a^i c_i = 0". A single wrong
// character changes the sum by a^i d, never 0, so all of them are noticed; two neighbours swapped
// change it by a^i (1 + a)(c - c'), so these are all noticed too, and so are swaps of any two
// characters less than 31 apart and a doubled character typed wrong twice. Damm's scheme notices
// the same two kinds but needs a table of 1,024; ISO 7064 MOD 37-2 needs 37 characters, among them
// those that look alike.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/expected.h"

namespace pareto::net {

inline constexpr std::size_t kEnrolmentSecretBytes = 10;
inline constexpr std::size_t kAuthorityFingerprintBytes = 10;

struct EnrolmentCode {
    Bytes secret;                 ///< kEnrolmentSecretBytes
    Bytes authority_fingerprint;  ///< kAuthorityFingerprintBytes

    bool operator==(const EnrolmentCode&) const = default;
};

/// Why a typed code was refused. Checked in this order; the first that applies is returned.
enum class EnrolmentCodeRefusal {
    WrongCharacter,  ///< one that no code has
    TooShort,
    TooLong,
    MistypedCharacter,  ///< the check fails: a character is wrong, or two changed places
};

[[nodiscard]] std::string to_text(const EnrolmentCode& code);
[[nodiscard]] Expected<EnrolmentCode, EnrolmentCodeRefusal> parse_enrolment_code(
    std::string_view text);
/// A sentence for the person who typed it.
[[nodiscard]] std::string_view explain(EnrolmentCodeRefusal refusal);

}  // namespace pareto::net

// What a card is, as far as proving itself goes. Pinned when the card is issued: a card answers as
// its family or not at all.
#pragma once

#include <cstdint>

namespace pareto::drivers::card {

/// The numbers are kept in databases.
enum class Family : std::uint8_t {
    UidOnly = 0,     ///< proves nothing: any UID, Ultralight, NTAG21x, Classic
    Ntag424 = 1,     ///< NTAG 424 DNA
    DesfireEv1 = 2,  ///< DESFire EV1 with AES
    DesfireEv2 = 3,  ///< DESFire EV2 and EV3
};

[[nodiscard]] constexpr bool is_secure(Family family) {
    return family != Family::UidOnly;
}

[[nodiscard]] constexpr bool is_desfire(Family family) {
    return family == Family::DesfireEv1 || family == Family::DesfireEv2;
}

}  // namespace pareto::drivers::card

// What a member's card is, and how it was proved to be that card.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pareto::loyalty {

/// Pinned when the card is issued: a card answers as its family or not at all. The numbers are kept in databases
/// and entries.
enum class CardFamily : std::uint8_t {
    UidOnly = 0,     ///< proves nothing: any UID, Ultralight, NTAG21x, Classic, a printed number
    Ntag424 = 1,     ///< NTAG 424 DNA
    DesfireEv1 = 2,  ///< DESFire EV1 with AES
    DesfireEv2 = 3,  ///< DESFire EV2 and EV3
};
inline constexpr std::uint8_t kCardFamilyLast = 3;

[[nodiscard]] constexpr bool is_secure(CardFamily family) { return family != CardFamily::UidOnly; }
[[nodiscard]] constexpr bool is_desfire(CardFamily family) {
    return family == CardFamily::DesfireEv1 || family == CardFamily::DesfireEv2;
}

/// "uid", "ntag424", "desfire-ev1", "desfire-ev2": as people write them on the command line.
[[nodiscard]] std::string_view name_of(CardFamily family);
[[nodiscard]] std::optional<CardFamily> card_family(std::string_view name);

/// Who saw that the card has its key. Travels in the sale's entry.
enum class CardProof : std::uint8_t {
    None = 0,   ///< nobody: the card proves nothing, or this terminal knew nothing of it
    Hq = 1,     ///< HQ, by the relayed exchange
    Group = 2,  ///< the terminal, with the key of its group of branches
};
inline constexpr std::uint8_t kCardProofLast = 2;

}  // namespace pareto::loyalty

// From a card on the reader to its member, with proof. The terminal's side: it passes bytes between
// card and key holder and believes nothing that was not proved.
#pragma once

#include <string>
#include <variant>

#include "drivers/card/apdu.h"
#include "drivers/card/key_holder.h"

namespace pareto::drivers::card {

/// Why a card is nobody's. Checked in this order; the first that applies is returned.
enum class IdentifyRefusal {
    UidOnly,     ///< pinned as a card that proves itself, but only its UID is there: a clone, or
                 ///< deleted by somebody
    NoKey,       ///< whoever was asked has no key for this slot
    WrongKey,    ///< the card refuses every key there is: a clone, or a card of another chain
    NotGenuine,  ///< the card could not prove that it has the key: a clone, or a recording
    NotPersonalised,  ///< genuine, but without a member
};

[[nodiscard]] std::string_view name_of(IdentifyRefusal refusal);

using IdentifyError = std::variant<IdentifyRefusal, Fault>;

/// A card as it was presented. Where nothing is pinned for a UID the card is UID-only, and not
/// identified here.
struct Presented {
    Family pinned = Family::Ntag424;  ///< a secure family
    Bytes uid;                        ///< as the reader reported it
    unsigned slot = kHqSlot;  ///< the key to use: HQ's while online, the terminal's group offline
};

/// At most this many versions of a key are tried.
inline constexpr unsigned kAttemptsMax = 3;

/// The member of a genuine card. A fault (the card was taken away, its answer was changed on the
/// way) says nothing about the card: present it again. Changes nothing on the card.
[[nodiscard]] Expected<MemberFile, IdentifyError> identify(CardChannel& channel,
                                                           const Presented& presented,
                                                           KeyHolder& holder);

}  // namespace pareto::drivers::card

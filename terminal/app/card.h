// A presented card, and whose it is.
#pragma once

#include <optional>
#include <string_view>

#include "common/ports/card_reader.h"
#include "common/ports/clock.h"
#include "terminal/app/card_prover.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

/// `Tap::reader` of a card that somebody typed in: there is no card that could be spoken with.
inline constexpr std::string_view kTypedIn = "command";

/// What the tap found. `member` is empty for a card that this terminal does not know (yet): the
/// sale keeps the card.
struct PresentedCard {
    Bytes card_key;
    bool blocked = false;
    loyalty::CardFamily family = loyalty::CardFamily::UidOnly;
    loyalty::CardProof proof = loyalty::CardProof::None;
    std::optional<sync::MemberChange> member;

    /// As they travel in a sale: member 0 for a card that is not known.
    [[nodiscard]] loyalty::MemberFacts facts() const {
        return member ? member->facts : loyalty::MemberFacts{};
    }

    /// A card that could have proved itself and did not earns, but nothing is redeemed with it; nor
    /// by a member who was found without a card.
    [[nodiscard]] bool may_redeem() const {
        return !card_key.empty() &&
               (!loyalty::is_secure(family) || proof != loyalty::CardProof::None);
    }
};

/// The pseudonym under which tables and entries know the card; never its number or UID.
[[nodiscard]] Bytes key_of(const Journal::State& state, const ports::Tap& tap);
/// What this terminal knows of it, without asking anybody.
[[nodiscard]] Result<PresentedCard> present(Journal& journal, const ports::Tap& tap);
/// Whose it is, as far as that can be proved now. NotEnrolled, MustMeetHq, NoOpenShift,
/// CardBlocked, CardRefused (and an entry that says so), CardLost. A card that proves itself has to
/// be tapped: its printed number is refused.
[[nodiscard]] Outcome<PresentedCard> identify_card(Journal& journal,
                                                   CardProver& prover,
                                                   const ports::Clock& clock,
                                                   const ports::Tap& tap);

}  // namespace pareto::terminal

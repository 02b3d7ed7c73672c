// A presented card, and whose it is.
#pragma once

#include <optional>

#include "common/ports/card_reader.h"
#include "terminal/app/journal.h"

namespace pareto::terminal {

/// What the tap found. `member` is empty for a card that this terminal does not know (yet): the
/// sale keeps the card.
struct PresentedCard {
    Bytes card_key;
    bool blocked = false;
    std::optional<sync::MemberChange> member;

    /// As they travel in a sale: member 0 for a card that is not known.
    [[nodiscard]] loyalty::MemberFacts facts() const {
        return member ? member->facts : loyalty::MemberFacts{};
    }
};

/// The pseudonym under which tables and entries know the card; never its number or UID.
[[nodiscard]] Bytes key_of(const Journal::State& state, const ports::Tap& tap);
[[nodiscard]] Result<PresentedCard> present(Journal& journal, const ports::Tap& tap);

}  // namespace pareto::terminal

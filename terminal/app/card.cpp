#include "terminal/app/card.h"

namespace pareto::terminal {

Bytes key_of(const Journal::State& state, const ports::Tap& tap) {
    return tap.uid.empty() ? journal::card_key(state.card_key_secret, "number", tap.number)
                           : journal::card_key(state.card_key_secret, "uid", tap.uid);
}

Result<PresentedCard> present(Journal& journal, const ports::Tap& tap) {
    PresentedCard card;
    card.card_key = key_of(journal.state(), tap);
    PARETO_TRY(card.member, journal.find_member(card.card_key));
    card.blocked = card.member && card.member->cards.front().blocked;
    return card;
}

}  // namespace pareto::terminal

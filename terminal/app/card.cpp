#include "terminal/app/card.h"

#include <algorithm>
#include <utility>

#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

// What HQ says of the card goes before what the feed said some time ago.
loyalty::CardFamily family_of(const CardOnReader& card, const CardFinding& finding) {
    if (!finding.member) return card.known.family;
    const auto& cards = finding.member->cards;
    const auto found = std::find_if(cards.begin(), cards.end(), [&](const sync::MemberCard& each) {
        return each.card_key == card.card_key;
    });
    return found == cards.end() ? card.known.family : found->family;
}

PresentedCard presented(CardOnReader card, CardFinding finding) {
    PresentedCard result;
    result.family = family_of(card, finding);
    if (finding.verdict == CardVerdict::ProvedByHq) result.proof = loyalty::CardProof::Hq;
    if (finding.verdict == CardVerdict::ProvedByGroup) result.proof = loyalty::CardProof::Group;
    result.member = finding.member ? std::move(finding.member) : std::move(card.known.member);
    result.card_key = std::move(card.card_key);
    return result;
}

Outcome<PresentedCard> refuse_card(Journal& journal,
                                   const ports::Clock& clock,
                                   const journal::CardRefused& refused,
                                   const std::string& advice) {
    const Journal::State state = journal.state();
    const journal::Entry entry{clock.now(), *state.shift_date, state.operator_id, refused};
    PARETO_TRY_VOID(journal.append(entry, {}, {}));
    return refuse(TerminalRefusal::CardRefused, refused.reason + ": " + advice);
}

}  // namespace

CardFinding NoCardProver::prove(const CardOnReader& card) {
    if (!card.known.member) return {CardVerdict::Unknown};
    return {loyalty::is_secure(card.known.family) ? CardVerdict::NotProvable
                                                  : CardVerdict::KnownUidOnly};
}

Bytes key_of(const Journal::State& state, const ports::Tap& tap) {
    return tap.uid.empty() ? journal::card_key(state.card_key_secret, "number", tap.number)
                           : journal::card_key(state.card_key_secret, "uid", tap.uid);
}

Result<PresentedCard> present(Journal& journal, const ports::Tap& tap) {
    PresentedCard card;
    card.card_key = key_of(journal.state(), tap);
    PARETO_TRY(KnownCard known, journal.find_card(card.card_key));
    card.blocked = known.blocked;
    card.family = known.family;
    card.member = std::move(known.member);
    return card;
}

Outcome<PresentedCard> identify_card(Journal& journal,
                                     CardProver& prover,
                                     const ports::Clock& clock,
                                     const ports::Tap& tap) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    CardOnReader card{tap, key_of(state, tap), {}};
    PARETO_TRY(card.known, journal.find_card(card.card_key));
    if (card.known.blocked) return refuse(TerminalRefusal::CardBlocked, "ask for another card");
    if (loyalty::is_secure(card.known.family) && tap.uid.empty())
        return refuse_card(
            journal, clock, {card.card_key, "UidOnly"}, "this card has to be tapped");
    CardFinding finding = prover.prove(card);
    switch (finding.verdict) {
        case CardVerdict::ProvedByHq:
        case CardVerdict::ProvedByGroup:
        case CardVerdict::KnownUidOnly:
        case CardVerdict::NotProvable:
        case CardVerdict::Unknown:
            break;
        case CardVerdict::Blocked:
            return refuse(TerminalRefusal::CardBlocked, "ask for another card");
        case CardVerdict::Refused:
            return refuse_card(
                journal, clock, {card.card_key, finding.detail}, "ask for another card");
        case CardVerdict::Lost:
            return refuse(TerminalRefusal::CardLost, finding.detail);
    }
    return presented(std::move(card), std::move(finding));
}

}  // namespace pareto::terminal

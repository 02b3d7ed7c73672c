#include "terminal/cards/card_prover.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "drivers/card/identify.h"
#include "terminal/cards/hq_conversation.h"

namespace pareto::terminal::cards {

using drivers::card::IdentifyError;
using drivers::card::IdentifyRefusal;
using drivers::card::MemberFile;

namespace {

CardFinding refused(std::string reason) {
    return {CardVerdict::Refused, {}, std::move(reason)};
}

CardFinding uid_only() {
    return refused(std::string{name_of(IdentifyRefusal::UidOnly)});
}

CardFinding lost(const std::string& advice = {}) {
    return {CardVerdict::Lost, {}, advice.empty() ? "present the card again" : advice};
}

// What is left when nobody can say more: what this terminal was told.
CardFinding as_known(const CardOnReader& card) {
    if (!card.known.member) return {CardVerdict::Unknown};
    return {loyalty::is_secure(card.known.family) ? CardVerdict::NotProvable
                                                  : CardVerdict::KnownUidOnly};
}

CardFinding found(const CardOnReader& card, const sync::CardStep& step) {
    CardFinding finding;
    if (!step.member.empty()) {
        auto member = sync::decode_member(step.member);
        if (!member) return as_known(card);
        finding.member = std::move(*member);
    }
    const bool is_known = finding.member || card.known.member;
    switch (step.outcome) {
        case sync::CardOutcome::Proved:
            finding.verdict = is_known ? CardVerdict::ProvedByHq : CardVerdict::Unknown;
            return finding;
        case sync::CardOutcome::Known:
            // Pinned as a card that proves itself: HQ cannot make less of it than that.
            if (loyalty::is_secure(card.known.family)) return as_known(card);
            finding.verdict = is_known ? CardVerdict::KnownUidOnly : CardVerdict::Unknown;
            return finding;
        case sync::CardOutcome::Blocked:
            return {CardVerdict::Blocked};
        case sync::CardOutcome::Refused:
            return refused(step.reason.empty() ? "Refused" : step.reason);
        case sync::CardOutcome::Lost:
            return lost(step.reason);
        case sync::CardOutcome::Unknown:
        case sync::CardOutcome::None:
        case sync::CardOutcome::Command:
        case sync::CardOutcome::Written:
            break;
    }
    return as_known(card);
}

}  // namespace

CardFinding ReaderCardProver::prove(const CardOnReader& card) {
    const bool is_secure = loyalty::is_secure(card.known.family);
    if (card.known.member && !is_secure) return {CardVerdict::KnownUidOnly};
    auto first =
        ask_hq(parts_.uplink, {card.card_key, card.tap.uid, sync::CardPurpose::Identify, {}});
    if (!first) return is_secure ? prove_here(card) : as_known(card);
    if (first->outcome != sync::CardOutcome::Command) return found(card, *first);
    return prove_at_hq(card, std::move(*first));
}

CardFinding ReaderCardProver::prove_at_hq(const CardOnReader& card, sync::CardStep first) {
    if (parts_.sessions == nullptr || !is_on_reader(card.tap)) return uid_only();
    std::optional<Result<sync::CardStep>> step;
    const auto done = parts_.sessions->with_card(
        card.tap, kProofWithin, [&](drivers::card::CardChannel& channel) -> Result<void> {
            CardOnWire wire{channel};
            step = converse(parts_.uplink, std::move(first), wire);
            return {};
        });
    if (!step) {
        if (done) return lost();
        return done.error().code == FaultCode::Unsupported ? uid_only() : lost(done.error().detail);
    }
    if (*step) return found(card, **step);
    // HQ left in the middle; the card is still there.
    return loyalty::is_secure(card.known.family) ? prove_here(card) : as_known(card);
}

CardFinding ReaderCardProver::prove_here(const CardOnReader& card) {
    const auto ring = parts_.keys.ring(card.known.family);
    if (!ring || !card.known.member || parts_.sessions == nullptr || !is_on_reader(card.tap))
        return {CardVerdict::NotProvable};
    std::optional<Expected<MemberFile, IdentifyError>> identified;
    const auto done = parts_.sessions->with_card(
        card.tap, kProofWithin, [&](drivers::card::CardChannel& channel) -> Result<void> {
            CardOnWire wire{channel};
            drivers::card::LocalKeyHolder holder{ring->keys, parts_.random};
            identified = drivers::card::identify(
                wire, {card.known.family, card.tap.uid, ring->slot}, holder);
            return {};
        });
    if (!identified) {
        if (done) return lost();
        return done.error().code == FaultCode::Unsupported ? CardFinding{CardVerdict::NotProvable}
                                                           : lost(done.error().detail);
    }
    if (*identified) {
        // HQ has yet to give a number to a member that was enrolled here.
        const std::string& number = card.known.member->member_number;
        if (!number.empty() && (*identified)->member_number != number)
            return refused("OtherMember");
        return {CardVerdict::ProvedByGroup};
    }
    if (const auto* const why = std::get_if<IdentifyRefusal>(&identified->error())) {
        if (*why == IdentifyRefusal::NoKey) return {CardVerdict::NotProvable};
        return refused(std::string{name_of(*why)});
    }
    return lost(std::get<Fault>(identified->error()).detail);
}

}  // namespace pareto::terminal::cards

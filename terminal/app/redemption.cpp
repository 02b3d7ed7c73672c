#include "terminal/app/redemption.h"

#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

Result<void> append_reversal(Journal& journal, const ports::Clock& clock, EntryId redemption) {
    const Journal::State state = journal.state();
    journal::Entry entry;
    entry.occurred_at = clock.now();
    // At start the shift may be closed; the reversal then belongs to the day it is written on.
    entry.business_date = state.shift_date.value_or(
        BusinessDate{std::chrono::floor<std::chrono::days>(entry.occurred_at)});
    entry.operator_id = state.shift ? state.operator_id : std::string{};
    entry.body = journal::RedemptionReversed{redemption};
    PARETO_TRY_VOID(journal.append(entry, {}, {}));
    return {};
}

}  // namespace

Outcome<ApprovedRedemption> request_redemption(
    Journal& journal, Uplink& uplink, const ports::Clock& clock, MemberId member, Points points) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    const journal::Entry entry{clock.now(),
                               *state.shift_date,
                               state.operator_id,
                               journal::RedemptionRequested{member, points}};
    PARETO_TRY(const EntryId id, journal.append(entry, {}, {}));
    uplink.wake();
    const auto response = uplink.ask(sync::Authorise{id, member, points}, kAuthoriseWithin);
    const bool answered = response && response->error.empty();
    if (answered && response->outcome == sync::AuthoriseOutcome::Approved) {
        return ApprovedRedemption{
            id, points, loyalty::worth(points, state.rules), response->available};
    }
    // HQ may have debited although its answer was lost; the reversal gives that back.
    PARETO_TRY_VOID(append_reversal(journal, clock, id));
    uplink.wake();
    if (!answered) return refuse(TerminalRefusal::RedemptionOffline, "HQ did not answer");
    switch (response->outcome) {
        case sync::AuthoriseOutcome::InsufficientPoints:
            return refuse(TerminalRefusal::RedemptionRefused,
                          "not enough points: " + std::to_string(response->available.value));
        case sync::AuthoriseOutcome::UnknownMember:
            return refuse(TerminalRefusal::RedemptionRefused, "HQ does not know the member");
        case sync::AuthoriseOutcome::Approved:
        case sync::AuthoriseOutcome::NotAllowed:
            break;
    }
    return refuse(TerminalRefusal::RedemptionRefused, "HQ does not allow it");
}

Outcome<void> reverse_redemption(Journal& journal, const ports::Clock& clock, EntryId redemption) {
    PARETO_TRY_VOID(append_reversal(journal, clock, redemption));
    return {};
}

Outcome<int> reverse_open_redemptions(Journal& journal, const ports::Clock& clock) {
    if (!journal.state().may_sell) return 0;
    PARETO_TRY(const auto open, journal.open_redemptions());
    int reversed = 0;
    for (const EntryId redemption : open) {
        PARETO_TRY_VOID(append_reversal(journal, clock, redemption));
        ++reversed;
    }
    return reversed;
}

}  // namespace pareto::terminal

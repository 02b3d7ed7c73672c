#include "terminal/app/allowances.h"

#include <algorithm>

namespace pareto::terminal {

namespace {

journal::Entry entry_of(const Journal::State& state,
                        const ports::Clock& clock,
                        journal::Body body) {
    return {clock.now(), offline_date(state, clock), state.operator_id, std::move(body)};
}

Result<void> close(Journal& journal, const ports::Clock& clock, const HeldAllowance& held) {
    PARETO_TRY_VOID(journal.append(
        entry_of(journal.state(), clock, journal::AllowanceClosed{held.allowance.id, held.spent}),
        {},
        {}));
    return {};
}

bool is_ours(const Journal::State& state, const sync::Response& response) {
    const auto grant = journal::decode_grant(response.grant);
    return grant && grant->holder == state.offline.terminal &&
           journal::is_signed(state.offline.allowance_key, response.grant, response.signature);
}

/// Closes those that no sale can use any more; gives whether there was one.
Result<bool> close_ended(Journal& journal, const ports::Clock& clock, EntryId recalled) {
    PARETO_TRY(const auto all, journal.allowances(MemberId{}));
    const BusinessDate today = offline_date(journal.state(), clock);
    bool closed = false;
    for (const HeldAllowance& held : all) {
        if (held.allowance.id != recalled && held.allowance.last_day >= today) continue;
        PARETO_TRY_VOID(close(journal, clock, held));
        closed = true;
    }
    return closed;
}

}  // namespace

BusinessDate offline_date(const Journal::State& state, const ports::Clock& clock) {
    const BusinessDate today{std::chrono::floor<std::chrono::days>(clock.now())};
    return state.shift_date ? std::max(*state.shift_date, today) : today;
}

Outcome<int> keep_allowances(Journal& journal, Uplink& uplink, const ports::Clock& clock) {
    int received = 0;
    sync::AllowanceWanted wanted{};
    for (int round = 0; round < kGrantsAtOnce; ++round) {
        const Journal::State state = journal.state();
        if (!state.may_sell || state.offline.restored || !state.rules.offline.enabled) break;
        PARETO_TRY(bool wrote, close_ended(journal, clock, {}));
        const auto response = uplink.ask(wanted, kAllowanceWithin);
        if (!response || !response->error.empty()) break;
        PARETO_TRY_VOID(journal.note_hq_answered());
        if (response->recalled) {
            PARETO_TRY(const bool closed, close_ended(journal, clock, response->recalled));
            wrote = wrote || closed;
        }
        const bool granted = !response->grant.empty() && is_ours(state, *response);
        if (granted) {
            PARETO_TRY_VOID(journal.append(
                entry_of(
                    state, clock, journal::AllowanceReceived{response->grant, response->signature}),
                {},
                {}));
            PARETO_TRY(const auto grant, journal::decode_grant(response->grant));
            wanted.received = grant.id;
            wanted.received_limit = grant.limit;
            ++received;
        }
        if (granted || wrote) uplink.wake();
        if (!granted) break;
    }
    return received;
}

}  // namespace pareto::terminal

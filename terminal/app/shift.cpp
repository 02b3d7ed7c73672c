#include "terminal/app/shift.h"

#include "terminal/app/checkout.h"

namespace pareto::terminal {

std::optional<Refused> refuse_to_sell(const Journal::State& state) {
    if (!state.enrolled) return Refused{TerminalRefusal::NotEnrolled, state.why_not};
    if (!state.may_sell) return Refused{TerminalRefusal::MustMeetHq, state.why_not};
    if (!state.shift) return Refused{TerminalRefusal::NoOpenShift, "open a shift first"};
    return std::nullopt;
}

Outcome<ShiftId> open_shift(Journal& journal, const ports::Clock& clock, const OpenShift& request) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state);
        refused && refused->refusal != TerminalRefusal::NoOpenShift) {
        return unexpected{*refused};
    }
    if (state.shift)
        return refuse(TerminalRefusal::ShiftAlreadyOpen, "of " + to_string(*state.shift_date));
    const journal::Entry entry{time_or_now(request.at, clock),
                               request.business_date,
                               request.operator_id,
                               sale::ShiftOpened{request.opening_cash_minor}};
    PARETO_TRY(const EntryId id, journal.append(entry, {}, {}));
    return ShiftId{id.value};
}

Outcome<sale::ShiftClosed> close_shift(Journal& journal,
                                       const ports::Clock& clock,
                                       const Checkout& checkout,
                                       const CloseShift& request) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    if (checkout.has_basket())
        return refuse(TerminalRefusal::BasketOpen, "complete or void the basket first");
    sale::ShiftClosed closed;
    closed.shift = *state.shift;
    closed.cash_expected_minor = state.opening_cash_minor + state.shift_cash_minor;
    closed.cash_count_minor = request.cash_count_minor.value_or(closed.cash_expected_minor);
    closed.sales_minor = state.shift_sales_minor;
    closed.sale_count = state.shift_sale_count;
    const journal::Entry entry{
        time_or_now(request.at, clock), *state.shift_date, state.operator_id, closed};
    PARETO_TRY_VOID(journal.append(entry, {}, {}));
    return closed;
}

}  // namespace pareto::terminal

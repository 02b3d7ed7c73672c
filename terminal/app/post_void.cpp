#include "terminal/app/post_void.h"

#include "terminal/app/record_sale.h"
#include "terminal/app/shift.h"

namespace pareto::terminal {

Outcome<RecordedVoid> post_void(Journal& journal,
                                const ports::Clock& clock,
                                const PostVoidRequest& request) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    PARETO_TRY(RecordedSale voided, find_sale(journal, request.sale));
    PARETO_TRY(const auto returned, journal.returned(request.sale));
    if (returned.voided) return refuse(TerminalRefusal::AlreadyVoided, voided.receipt_number);
    if (voided.business_date != *state.shift_date) {
        return refuse(TerminalRefusal::NotSameBusinessDate,
                      "sold on " + to_string(voided.business_date));
    }
    if (!returned.lines.empty())
        return refuse(TerminalRefusal::MoreThanSold, "goods of this sale were brought back");
    sale::PostVoid body{request.sale, state.next_receipt_number, request.reason};
    const journal::Entry entry{
        time_or_now(request.at, clock), *state.shift_date, state.operator_id, body};
    PARETO_TRY(const EntryId id, journal.append(entry, {}, {}));
    return RecordedVoid{id, receipt_number_text(state, body.receipt_number), std::move(voided)};
}

}  // namespace pareto::terminal

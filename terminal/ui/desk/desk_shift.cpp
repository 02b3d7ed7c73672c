// Shifts: opened, read (X), closed and reported (Z).
#include <utility>

#include "terminal/app/shift.h"
#include "terminal/receipt/shift_report.h"
#include "terminal/ui/desk/desk.h"

namespace pareto::terminal::ui {

void Desk::open_shift(const OpenShiftForm& form) {
    begin();
    std::optional<StaffMember> member;
    if (staff_.staffed()) {
        auto checked = staff_.check(form.operator_id, form.pin);
        if (!checked) {
            fail_staff(checked.error());
            return show_basket();
        }
        member = std::move(*checked);
    }
    shown_.closed.reset();
    const BusinessDate today = parts_.date_in_branch(parts_.clock.now());
    if (ok(terminal::open_shift(parts_.journal,
                                parts_.clock,
                                {form.operator_id, form.opening_cash_minor, today, {}}))) {
        parts_.uplink.wake();
        if (member) staff_.sign_on(std::move(*member));
    }
    show_basket();
}

void Desk::close_shift(std::int64_t cash_count_minor) {
    begin();
    need(Right::CloseShift, [this, cash_count_minor] { close_shift_now(cash_count_minor); });
}

void Desk::close_shift_now(std::int64_t cash_count_minor) {
    // A card that lies there is no basket.
    const Basket basket = checkout_.basket();
    if (basket.lines.empty() && basket.tenders.empty()) static_cast<void>(checkout_.void_basket());
    const auto closed =
        terminal::close_shift(parts_.journal, parts_.clock, checkout_, {cash_count_minor, {}});
    if (ok(closed)) {
        shown_.closed = ClosedShiftView{closed->cash_expected_minor,
                                        closed->cash_count_minor,
                                        closed->sales_minor,
                                        closed->sale_count};
        shown_.closed->z_number = hand_over_z();
        shown_.done.reset();
        staff_.sign_off();
        parts_.uplink.wake();
    }
    show_basket();
}

// It shows the cash that should be there, which a cashier counts blind.
void Desk::x_report() {
    begin();
    need(Right::Approve, [this] {
        const Journal::State state = parts_.journal.state();
        ShiftFigures figures;
        figures.operator_id = state.operator_id;
        figures.business_date = state.shift_date.value_or(BusinessDate{});
        figures.opening_cash_minor = state.opening_cash_minor;
        figures.cash_minor = state.shift_cash_minor;
        figures.sales_minor = state.shift_sales_minor;
        figures.sale_count = state.shift_sale_count;
        figures.tenders = state.shift_tenders;
        figures.value_sold_minor = state.shift_value_sold_minor;
        print(receipt::x_report(heading(), figures, parts_.clock.now()));
        show_basket();
    });
}

// Also at the start: the power may have gone between the close and its report.
std::int64_t Desk::hand_over_z() {
    const auto report = parts_.book.unprinted_z();
    if (!report) {
        fail(report.error());
        return 0;
    }
    if (!*report) return 0;
    if (parts_.printing == nullptr) return (*report)->number;
    const auto kept = parts_.book.print_z(
        (*report)->number, parts_.clock.now(), receipt::z_report(heading(), **report));
    if (!kept) fail(kept.error());
    parts_.printing->wake();
    show_devices();
    return (*report)->number;
}

}  // namespace pareto::terminal::ui

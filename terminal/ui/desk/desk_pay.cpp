// Paying: from points and tenders to a recorded sale, and what became of it after a crash.
#include <algorithm>
#include <utility>

#include "common/log/log.h"
#include "terminal/ui/desk/desk.h"

namespace pareto::terminal::ui {

namespace {

constexpr std::size_t kIntentBytes = 16;
constexpr std::size_t kQuickMax = 5;

}  // namespace

std::vector<std::int64_t> quick_cash(std::int64_t due_minor, Currency currency) {
    if (due_minor <= 0) return {};
    std::int64_t whole = 1;
    for (int digit = 0; digit < currency.exponent; ++digit)
        whole *= 10;
    std::vector<std::int64_t> amounts{due_minor};
    for (const std::int64_t step : {5, 10, 50, 100, 500, 1'000}) {
        const std::int64_t unit = step * whole;
        const std::int64_t next = (due_minor + unit - 1) / unit * unit;
        if (amounts.size() < kQuickMax && next > amounts.back()) amounts.push_back(next);
    }
    return amounts;
}

void Desk::redeem(Points points, Rest rest) {
    begin();
    const auto approved = checkout_.redeem(points);
    if (!approved) {
        fail(approved.error());
        return show_basket();
    }
    const std::int64_t due = checkout_.basket().due_minor();
    if (due == 0) return finish();
    if (rest == Rest::ExactCash && due > 0) return pay_cash(std::nullopt);
    show_basket();
}

void Desk::pay_cash(std::optional<std::int64_t> given_minor) {
    begin();
    const std::int64_t due = checkout_.basket().due_minor();
    const std::int64_t given = given_minor.value_or(due);
    if (given != 0) {
        const auto tendered = checkout_.tender(sale::TenderKind::Cash, given);
        if (!tendered) {
            fail(tendered.error());
            return show_basket();
        }
    }
    if (checkout_.basket().due_minor() <= 0) return finish();
    if (keep_paid()) show_basket();
}

void Desk::pay_card(std::optional<std::int64_t> taken_minor) {
    begin();
    const std::int64_t due = checkout_.basket().due_minor();
    const std::int64_t taken = taken_minor.value_or(due);
    // A card terminal gives no change.
    if ((due > 0 && taken > due) || taken == 0) {
        fail(Refused{TerminalRefusal::InvalidSale, "TendersDoNotMatch"});
        return show_basket();
    }
    const auto tendered = checkout_.tender(sale::TenderKind::Card, taken);
    if (!tendered) {
        fail(tendered.error());
        return show_basket();
    }
    if (checkout_.basket().due_minor() == 0) return finish();
    if (keep_paid()) show_basket();
}

void Desk::take_back_tender() {
    begin();
    static_cast<void>(ok(checkout_.take_back_tender()));
    if (!intent_.empty()) static_cast<void>(keep_paid());
    show_basket();
}

bool Desk::keep_paid() {
    if (intent_.empty()) intent_ = to_hex(parts_.random.bytes(kIntentBytes));
    const auto kept = parts_.book.keep_paid(
        {intent_, to_bytes(checkout_.basket(), parts_.journal.state(), parts_.clock.now())});
    if (!kept) fail(kept.error());
    return kept.has_value();
}

void Desk::finish() {
    if (!keep_paid()) return;
    const Basket basket = checkout_.basket();
    const auto recorded = checkout_.complete({intent_, {}, {}});
    if (!recorded) {
        fail(recorded.error());
        // What was handed over last did not close the sale; it is in the customer's hand again.
        if (shown_.phase != Phase::Uncertain) static_cast<void>(checkout_.take_back_tender());
        return show_basket();
    }
    intent_.clear();
    last_tap_.reset();
    DoneView done;
    done.sale = recorded->id;
    done.receipt_number = recorded->receipt_number;
    done.total_minor = recorded->sale.total_minor();
    done.change_due_minor = recorded->change_due_minor;
    done.points = recorded->sale.points_promised.value;
    std::optional<std::int64_t> balance;
    done.member = recorded->sale.facts.member || !recorded->sale.card_key.empty();
    if (recorded->sale.facts.member) balance = recorded->sale.facts.available.value;
    for (const auto& tender : recorded->sale.tenders) {
        done.points_redeemed += tender.points.value;
        // What was reserved for this terminal is not in the balance.
        if (balance && tender.means != loyalty::RedemptionMeans::Allowance)
            *balance -= tender.points.value;
    }
    done.balance = balance;
    shown_.done = std::move(done);
    open_drawer_for(*recorded);
    if (const auto gone = close_paid(*recorded); !gone)
        log::warning("desk.paid_basket_kept", {{"fault", describe(gone.error())}});
    show_basket();
}

receipt::Heading Desk::heading() const {
    receipt::Heading heading = parts_.heading;
    const auto spoken = shown_.preferences.find("language");
    const auto own =
        spoken == shown_.preferences.end() ? std::nullopt : receipt::language_of(spoken->second);
    heading.language = parts_.receipt_language.value_or(own.value_or(heading.language));
    return heading;
}

void Desk::print(const ports::Slip& slip) {
    if (parts_.printing == nullptr) {
        shown_.notice = {Note::NotPrinted, {}, "no printer"};
        return;
    }
    if (const auto added = parts_.print_book->add(parts_.clock.now(), slip); !added)
        return fail(added.error());
    parts_.printing->wake();
    show_devices();
    shown_.notice.note = Note::Printed;
}

void Desk::open_drawer_for(const RecordedSale& recorded) {
    const auto& tenders = recorded.sale.tenders;
    const bool cash = recorded.change_due_minor != 0 ||
                      std::any_of(tenders.begin(), tenders.end(), [](const auto& tender) {
                          return tender.kind == sale::TenderKind::Cash;
                      });
    if (cash && parts_.printing != nullptr) parts_.printing->open_drawer();
}

// The receipt waits from the moment on from which the basket is no longer kept: it comes out once.
Result<void> Desk::close_paid(const RecordedSale& recorded) {
    if (parts_.printing == nullptr) return parts_.book.forget_paid();
    PARETO_TRY_VOID(parts_.book.forget_paid(
        parts_.clock.now(), receipt::slip_of(heading(), recorded, receipt::Copy::First)));
    parts_.printing->wake();
    show_devices();
    return {};
}

// The program ended while a sale was being paid for. Either it is in the journal, or its basket is
// open again with the money that was taken; its points were given back at start.
void Desk::resolve_paid() {
    const auto paid = parts_.book.paid();
    if (!paid || !*paid) return;
    const auto before = parts_.journal.find_intent((*paid)->intent);
    if (!before) return fail(before.error());
    if (*before) {
        const auto found = find_sale(parts_.journal, **before);
        shown_.notice = {Note::WasRecorded,
                         {},
                         found ? found->receipt_number : std::to_string((*before)->value)};
        static_cast<void>(found ? close_paid(*found) : parts_.book.forget_paid());
        return;
    }
    auto basket = basket_of(parts_.journal, (*paid)->bytes);
    if (!basket) return fail(basket.error());
    const auto taken = checkout_.take_up(std::move(*basket));
    if (!taken) return fail(taken.error());
    intent_ = (*paid)->intent;
    shown_.notice = {Note::WasNot, {}, {}};
}

}  // namespace pareto::terminal::ui

#include "terminal/ui/desk/desk.h"

#include <algorithm>
#include <utility>

namespace pareto::terminal::ui {

Desk::Desk(Parts parts)
    : parts_{std::move(parts)},
      checkout_{parts_.journal,
                parts_.uplink,
                parts_.clock,
                parts_.prover,
                parts_.scan_settings,
                parts_.local_minute},
      staff_{parts_.staff, parts_.clock} {
    const Journal::State state = parts_.journal.state();
    shown_.company = state.company;
    shown_.branch_code = state.branch_code;
    shown_.terminal_code = state.terminal_code;
    shown_.currency = state.currency;
    for (const char* const name : {"language", "theme", "sound"}) {
        if (const auto value = parts_.book.preference(name)) shown_.preferences[name] = *value;
    }
    resolve_paid();
    static_cast<void>(hand_over_z());
    show_devices();
    show_parked();
    show_basket();
}

Snapshot Desk::snapshot() const {
    return shown_;
}

void Desk::begin() {
    shown_.notice = {};
}

void Desk::fail(const std::variant<Refused, Fault>& why) {
    if (const auto* const refused = std::get_if<Refused>(&why)) {
        shown_.notice = {Note::Refused, refused->refusal, refused->detail};
        return;
    }
    shown_.notice = {Note::Fault, {}, describe(std::get<Fault>(why))};
    if (!parts_.failed()) return;
    // Whether anything was changed is what nobody knows.
    shown_.phase = Phase::Uncertain;
    shown_.trouble = shown_.notice.detail;
    shown_.notice = {};
}

void Desk::take_scan(const Outcome<Scanned>& scanned) {
    if (!ok(scanned)) return;
    if (const auto* const found = std::get_if<SaleFound>(&*scanned)) {
        open_receipt(found->sale);
        return;
    }
    if (std::holds_alternative<AlreadyInBasket>(*scanned)) shown_.notice.note = Note::AlreadyThere;
    if (const auto* const card = std::get_if<PresentedCard>(&*scanned); card && !card->member)
        shown_.notice.note = Note::NewCard;
    shown_.done.reset();
}

void Desk::scan(const std::string& text) {
    begin();
    if (shown_.phase == Phase::Locked) return;
    take_scan(checkout_.scan(text));
    show_basket();
}

void Desk::tap(const ports::Tap& tap) {
    begin();
    ports::Tap shown = tap;
    shown.number = bare_text(tap.number);
    if (tap_of_staff(shown)) return;
    if (expected_ == ExpectedCard::NewMember) {
        new_card_ = shown;
        shown_.card_for_enrolment = true;
        return;
    }
    if (expected_ != ExpectedCard::Nothing) return tap_gift_card(shown);
    if (checkout_.is_scan(tap)) {
        take_scan(checkout_.scan(tap.number));
        show_basket();
        return;
    }
    const auto card = checkout_.tap(shown);
    if (ok(card)) {
        shown_.done.reset();
        last_tap_ = shown;
        if (!card->member) shown_.notice.note = Note::NewCard;
    }
    show_basket();
}

void Desk::add_item(const std::string& sku) {
    begin();
    if (ok(checkout_.add_item(sku, Quantity{1'000}))) shown_.done.reset();
    show_basket();
}

void Desk::set_quantity(std::int32_t line, Quantity quantity) {
    begin();
    static_cast<void>(ok(checkout_.set_quantity(line, quantity)));
    show_basket();
}

void Desk::void_line(std::int32_t line) {
    begin();
    static_cast<void>(ok(checkout_.void_line(line)));
    show_basket();
}

void Desk::discount(std::int32_t line, std::int64_t off_minor) {
    begin();
    need(Right::Discount, [this, line, off_minor] { discount_now(line, off_minor); });
}

void Desk::discount_now(std::int32_t line, std::int64_t off_minor) {
    if (ok(checkout_.discount(line, off_minor)) && !approver_.empty())
        checkout_.note_approval(approver_);
    show_basket();
}

void Desk::discount_permille(std::int32_t line, std::int64_t permille) {
    begin();
    const Basket basket = checkout_.basket();
    const auto found = std::find_if(basket.lines.begin(),
                                    basket.lines.end(),
                                    [&](const sale::Line& each) { return each.number == line; });
    const std::int64_t amount = found == basket.lines.end() ? 0 : found->amount_minor;
    const auto off = scale(amount, Rational{permille, 1'000}, Rounding::HalfAwayFromZero);
    const std::int64_t off_minor = off.value_or(amount + 1);
    need(Right::Discount, [this, line, off_minor] { discount_now(line, off_minor); });
}

void Desk::void_basket() {
    begin();
    if (ok(checkout_.void_basket())) {
        intent_.clear();
        last_tap_.reset();
        static_cast<void>(parts_.book.forget_paid());
    }
    show_basket();
}

void Desk::park() {
    begin();
    if (checkout_.basket().lines.empty()) {
        shown_.notice.note = Note::NothingToPark;
        return;
    }
    const UtcTime now = parts_.clock.now();
    const auto aside = checkout_.set_aside();
    if (ok(aside)) {
        const auto kept = parts_.book.park(now, to_bytes(*aside, parts_.journal.state(), now));
        if (kept) {
            shown_.notice.note = Note::Parked;
            intent_.clear();
            last_tap_.reset();
        } else {
            // Nothing is lost: the basket stays open.
            static_cast<void>(checkout_.take_up(*aside));
            fail(kept.error());
        }
    }
    show_parked();
    show_basket();
}

void Desk::take_up(std::int64_t parked) {
    begin();
    const auto all = parts_.book.parked();
    if (!all) return fail(all.error());
    const auto found = std::find_if(
        all->begin(), all->end(), [&](const ParkedBasket& each) { return each.id == parked; });
    if (found == all->end()) return;
    auto basket = basket_of(parts_.journal, found->bytes);
    if (!basket) return fail(basket.error());
    if (ok(checkout_.take_up(std::move(*basket)))) {
        shown_.done.reset();
        shown_.notice.note = Note::TakenUp;
        // What cannot be forgotten now is there twice, and sold once only if the cashier sees it.
        if (const auto gone = parts_.book.forget_parked(parked); !gone) fail(gone.error());
    }
    show_parked();
    show_basket();
}

void Desk::show_member(MemberId member) {
    begin();
    auto card = parts_.book.present_member(member);
    if (!card) return fail(card.error());
    if (!*card) return;
    if (ok(checkout_.show_member(std::move(**card)))) shown_.done.reset();
    show_basket();
}

void Desk::prefer(const std::string& name, const std::string& value) {
    begin();
    if (const auto kept = parts_.book.prefer(name, value); !kept) return fail(kept.error());
    shown_.preferences[name] = value;
}

}  // namespace pareto::terminal::ui

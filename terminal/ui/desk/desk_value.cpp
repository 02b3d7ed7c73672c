// Stored value and gift cards; goods that this terminal did not sell.
#include <utility>

#include "terminal/ui/desk/desk.h"

namespace pareto::terminal::ui {

void Desk::paid_in_part() {
    const std::int64_t due = checkout_.basket().due_minor();
    if (due == 0) return finish();
    if (keep_paid()) show_basket();
}

void Desk::pay_value(std::optional<std::int64_t> minor) {
    begin();
    if (ok(checkout_.pay_with_value(minor, std::nullopt))) return paid_in_part();
    show_basket();
}

void Desk::add_value(std::int64_t minor) {
    begin();
    if (ok(checkout_.add_value(minor, std::nullopt))) {
        shown_.done.reset();
        expect_card(ExpectedCard::Nothing, 0);
    }
    show_basket();
}

void Desk::expect_card(ExpectedCard expected, std::int64_t minor) {
    begin();
    expected_ = expected;
    gift_minor_ = minor;
    new_card_.reset();
    // A card that nobody knows was shown just now: it is this one.
    const Basket basket = checkout_.basket();
    if (expected == ExpectedCard::NewMember && basket.card && !basket.card->member)
        new_card_ = last_tap_;
    shown_.card_for_enrolment = new_card_.has_value();
    shown_.expected = expected;
}

void Desk::tap_gift_card(const ports::Tap& tap) {
    const ExpectedCard expected = std::exchange(expected_, ExpectedCard::Nothing);
    shown_.expected = ExpectedCard::Nothing;
    if (expected == ExpectedCard::PayingGiftCard) {
        if (ok(checkout_.pay_with_value(std::nullopt, tap))) return paid_in_part();
    } else if (ok(checkout_.add_value(gift_minor_, tap))) {
        shown_.done.reset();
    }
    show_basket();
}

void Desk::return_elsewhere(const ElsewhereForm& form) {
    begin();
    need(Right::ReturnElsewhere, [this, form] { return_elsewhere_now(form); });
}

void Desk::return_elsewhere_now(const ElsewhereForm& form) {
    auto item = parts_.journal.find_item(form.article);
    if (!item) return fail(item.error());
    GoodsOfElsewhere goods;
    goods.line = form.line;
    goods.goods.sku = *item ? (*item)->sku : form.article;
    goods.goods.description = *item ? (*item)->name : form.article;
    if (*item) goods.goods.category = (*item)->category;
    goods.goods.quantity = form.quantity;
    goods.goods.amount_minor = form.amount_minor;
    goods.points_paid_minor = form.points_minor;
    goods.voucher_paid_minor = form.voucher_minor;
    goods.stored_paid_minor = form.stored_minor;
    ApprovedReturn wanted;
    wanted.approved_by = form.approved_by;
    if (staff_.signed_on()) wanted.approved_by = staff_.signed_on()->operator_id;
    if (!approver_.empty()) wanted.approved_by = approver_;
    if (form.sale != 0) wanted.original = SaleId{form.sale};
    wanted.goods = {std::move(goods)};
    if (ok(checkout_.add_approved_return(wanted))) {
        shown_.done.reset();
        shown_.notice.note = Note::BroughtBack;
    }
    show_basket();
}

}  // namespace pareto::terminal::ui

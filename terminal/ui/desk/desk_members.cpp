// Members and past sales: looking them up, enrolling, returning, cancelling, printing again.
#include <algorithm>
#include <utility>

#include "terminal/app/enrol_member.h"
#include "terminal/app/post_void.h"
#include "terminal/ui/desk/desk.h"

namespace pareto::terminal::ui {

namespace {

constexpr std::int64_t kHistory = 50;
constexpr const char* kReasonMistake = "mistake";

Quantity returned_of(const HistoryLookup::Returned& returned, std::int32_t line) {
    for (const auto& [number, thousandths] : returned.lines)
        if (number == line) return Quantity{thousandths};
    return {};
}

}  // namespace

void Desk::search(const std::string& text) {
    begin();
    shown_.searched = text;
    shown_.items.clear();
    shown_.members.clear();
    if (text.empty()) return;
    auto items = parts_.book.search_items(text);
    if (!items) return fail(items.error());
    auto members = parts_.book.search_members(text);
    if (!members) return fail(members.error());
    shown_.items = std::move(*items);
    shown_.members = std::move(*members);
}

void Desk::list_history() {
    begin();
    auto sales = parts_.book.recent_sales(kHistory);
    if (!sales) return fail(sales.error());
    shown_.history = std::move(*sales);
}

void Desk::open_receipt(SaleId sale) {
    begin();
    const auto found = find_sale(parts_.journal, sale);
    if (!ok(found)) return;
    const auto returned = parts_.journal.returned(sale);
    if (!returned) return fail(returned.error());
    ReceiptView receipt;
    receipt.sale = sale;
    receipt.receipt_number = found->receipt_number;
    receipt.at = local_time(found->occurred_at);
    receipt.total_minor = found->sale.total_minor();
    receipt.voided = returned->voided;
    for (const sale::Line& line : found->sale.lines) {
        if (line.original || line.quantity.thousandths <= 0) continue;
        const std::int64_t back = returned_of(*returned, line.number).thousandths;
        receipt.lines.push_back({line.number,
                                 line.description.empty() ? line.sku : line.description,
                                 line.quantity,
                                 Quantity{line.quantity.thousandths - back},
                                 line.amount_minor});
    }
    shown_.receipt = std::move(receipt);
}

void Desk::bring_back(SaleId sale, const std::vector<GoodsBack>& goods) {
    begin();
    need(Right::Return, [this, sale, goods] {
        if (ok(checkout_.add_return(sale, goods))) {
            if (!approver_.empty()) checkout_.note_approval(approver_);
            shown_.receipt.reset();
            shown_.done.reset();
        }
        show_basket();
    });
}

void Desk::post_void(SaleId sale) {
    begin();
    need(Right::CancelSale, [this, sale] { post_void_now(sale); });
}

void Desk::post_void_now(SaleId sale) {
    const auto voided =
        terminal::post_void(parts_.journal, parts_.clock, {sale, kReasonMistake, {}});
    if (!ok(voided)) return;
    parts_.uplink.wake();
    shown_.receipt.reset();
    print(receipt::slip_of(heading(), *voided, parts_.clock.now()));
    shown_.notice = {Note::Voided, {}, voided->voided.receipt_number};
    if (const auto sales = parts_.book.recent_sales(kHistory)) shown_.history = *sales;
    show_basket();
}

void Desk::reprint(std::optional<SaleId> sale) {
    begin();
    const auto last = parts_.journal.state().last_sale;
    const auto which = sale ? sale : last;
    if (!which) return fail(Refused{TerminalRefusal::UnknownSale, "nothing was sold yet"});
    const auto found = find_sale(parts_.journal, *which);
    if (!ok(found)) return;
    print(receipt::slip_of(heading(), *found, receipt::Copy::Reprint));
}

void Desk::enrol_member(const NewMemberForm& form) {
    begin();
    NewMember member;
    member.card = new_card_;
    member.name = form.name;
    member.phone = form.phone;
    member.consent_marketing = form.consent;
    if (!ok(terminal::enrol_member(
            parts_.journal, parts_.prover, parts_.clock, parts_.random, member)))
        return;
    parts_.uplink.wake();
    expected_ = ExpectedCard::Nothing;
    shown_.expected = ExpectedCard::Nothing;
    // The basket goes to the new member's card; HQ credits it when it knows the card.
    if (new_card_ && !checkout_.basket().lines.empty())
        static_cast<void>(checkout_.tap(*new_card_));
    new_card_.reset();
    shown_.card_for_enrolment = false;
    shown_.notice = {Note::MemberEnrolled, {}, {}};
    show_basket();
}

}  // namespace pareto::terminal::ui

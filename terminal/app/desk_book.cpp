#include "terminal/app/desk_book.h"

#include <algorithm>
#include <utility>

namespace pareto::terminal {

Bytes to_bytes(const Basket& basket, const Journal::State& state, UtcTime at) {
    sale::Sale sale;
    sale.shift = state.shift.value_or(ShiftId{});
    if (basket.card) {
        sale.card_key = basket.card->card_key;
        sale.facts.member = basket.card->facts().member;
    }
    sale.lines = basket.lines;
    std::copy_if(basket.tenders.begin(),
                 basket.tenders.end(),
                 std::back_inserter(sale.tenders),
                 [](const sale::Tender& tender) {
                     return tender.kind == sale::TenderKind::Cash ||
                            tender.kind == sale::TenderKind::Card;
                 });
    std::copy_if(basket.coupons.begin(),
                 basket.coupons.end(),
                 std::back_inserter(sale.campaigns.coupons),
                 [](const auto& coupon) { return !coupon.claim; });
    sale.approved_by = basket.approved_by;
    return journal::encode(journal::Entry{
        at,
        state.shift_date.value_or(BusinessDate{std::chrono::floor<std::chrono::days>(at)}),
        {},
        std::move(sale)});
}

Result<Basket> basket_of(Journal& journal, BytesView bytes) {
    PARETO_TRY(const auto entry, journal::decode(bytes));
    const auto* const kept = std::get_if<sale::Sale>(&entry.body);
    if (kept == nullptr) return fault(FaultCode::Corrupt, "what was parked is no basket");
    Basket basket;
    for (const sale::Line& line : kept->lines)
        basket.add(line);
    basket.tenders = kept->tenders;
    basket.coupons = kept->campaigns.coupons;
    basket.approved_by = kept->approved_by;
    if (!kept->card_key.empty() || kept->facts.member) {
        PresentedCard card;
        card.card_key = kept->card_key;
        if (!card.card_key.empty()) {
            PARETO_TRY(KnownCard known, journal.find_card(card.card_key));
            card.blocked = known.blocked;
            card.family = known.family;
            card.member = std::move(known.member);
        }
        if (!card.member && kept->facts.member) {
            PARETO_TRY(card.member, journal.find_member(kept->facts.member));
        }
        basket.card = std::move(card);
    }
    return basket;
}

}  // namespace pareto::terminal

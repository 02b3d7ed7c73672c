#include "terminal/app/gifts.h"

#include <algorithm>

#include "terminal/app/allowances.h"
#include "terminal/app/checkout.h"
#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

using loyalty::GiftRefusal;

tl::unexpected<std::variant<Refused, Fault>> refuse_gift(GiftRefusal why) {
    return refuse(TerminalRefusal::GiftRefused,
                  std::string{loyalty::name_of(why)} + ": " + std::string{loyalty::advice(why)});
}

loyalty::GiftQuestion question_of(const Journal::State& state, const loyalty::MemberFacts& facts) {
    return {.today = state.shift_date.value_or(BusinessDate{}),
            .tier = facts.tier,
            .vip = facts.vip,
            .stock = std::nullopt};
}

sale::Line line_of(const KnownGift& known, const ApprovedRedemption& approved) {
    sale::Line line;
    line.kind = sale::LineKind::Gift;
    line.sku = known.gift.code;
    line.description = known.name;
    line.quantity = Quantity{1'000};
    line.unit_price_minor = known.gift.cash_minor;
    line.amount_minor = known.gift.cash_minor;
    line.points_paid = approved.points;
    line.redemption = approved.id;
    return line;
}

}  // namespace

Outcome<std::vector<OfferedGift>> offered_gifts(Journal& journal,
                                                const loyalty::MemberFacts& facts) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    PARETO_TRY(const auto all, journal.gifts({}));
    std::vector<OfferedGift> offered;
    for (const KnownGift& known : all) {
        if (known.gift.withdrawn) continue;
        loyalty::GiftQuestion question = question_of(state, facts);
        question.stock = known.left;
        offered.push_back({known, loyalty::check_gift(known.gift, question)});
    }
    return offered;
}

Outcome<AddedGift> request_gift(Journal& journal,
                                Uplink& uplink,
                                const ports::Clock& clock,
                                const PresentedCard& card,
                                const std::string& code) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    PARETO_TRY(const auto found, journal.gifts(code));
    if (code.empty() || found.empty()) return refuse_gift(GiftRefusal::UnknownGift);
    const KnownGift& known = found.front();
    // HQ knows better what is there; what is asked here without it, decides when it does not
    // answer.
    const auto refusal = loyalty::check_gift(known.gift, question_of(state, card.facts()));
    if (refusal) return refuse_gift(*refusal);
    PARETO_TRY(
        const ApprovedRedemption approved,
        request_points_for(
            journal, uplink, clock, card, {Points{known.gift.points}, code, known.left > 0}));
    return AddedGift{line_of(known, approved), approved};
}

Outcome<AddedGift> Checkout::add_gift(const std::string& code) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    const Basket now = basket();
    if (!now.card || !now.card->facts().member)
        return refuse(TerminalRefusal::RedemptionRefused, "no known member's card was shown");
    if (!now.card->may_redeem())
        return refuse(TerminalRefusal::RedemptionRefused,
                      "the card could not prove itself yet: present it again");
    PARETO_TRY(AddedGift gift, request_gift(journal_, uplink_, clock_, *now.card, code));
    sale::Tender tender;
    tender.kind = sale::TenderKind::Points;
    tender.points = gift.redemption.points;
    tender.redemption = gift.redemption.id;
    tender.means = gift.redemption.means;
    open_basket().tenders.push_back(tender);
    PARETO_TRY(gift.line, add(std::move(gift.line)));
    return gift;
}

Outcome<std::vector<OfferedGift>> Checkout::gifts() {
    const Basket now = basket();
    return offered_gifts(journal_, now.card ? now.card->facts() : loyalty::MemberFacts{});
}

Outcome<void> Checkout::release_gift(EntryId redemption) {
    PARETO_TRY_VOID(reverse_redemption(journal_, clock_, redemption));
    uplink_.wake();
    std::erase_if(basket_->tenders, [&](const sale::Tender& tender) {
        return tender.kind == sale::TenderKind::Points && tender.redemption == redemption;
    });
    std::erase_if(basket_->lines, [&](const sale::Line& line) {
        return line.kind == sale::LineKind::Gift && !line.original && line.redemption == redemption;
    });
    return reprice();
}

}  // namespace pareto::terminal

#include "terminal/app/checkout.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/goods/voucher_code.h"
#include "terminal/app/scanned_line.h"
#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

std::string line_text(std::int32_t number) {
    return "line " + std::to_string(number);
}

// HQ or an allowance gave it beforehand, so it is given back; money is not.
bool is_redeemed(const sale::Tender& tender) {
    return tender.kind != sale::TenderKind::Cash && tender.kind != sale::TenderKind::Card;
}

bool is_given_gift(const sale::Line& line) {
    return line.kind == sale::LineKind::Gift && !line.original;
}

}  // namespace

std::int32_t minute_of_utc_day(UtcTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return static_cast<std::int32_t>(std::chrono::floor<std::chrono::minutes>(time - day).count());
}

Outcome<void> Checkout::reprice() {
    if (!basket_) return {};
    // A clock that was set back opens no campaign's hours again.
    const UtcTime now = std::max(clock_.now(), from_ms(journal_.state().offline.hq_time_ms));
    PARETO_TRY_VOID(price(journal_, local_minute_(now), *basket_));
    return {};
}

Basket& Checkout::open_basket() {
    if (!basket_) basket_.emplace();
    return *basket_;
}

Outcome<PresentedCard> Checkout::tap(const ports::Tap& tap) {
    PARETO_TRY(PresentedCard card, identify_card(journal_, prover_, clock_, tap));
    PARETO_TRY_VOID(show(std::move(card)));
    return *basket_->card;
}

Outcome<void> Checkout::show_member(PresentedCard card) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    return show(std::move(card));
}

Outcome<void> Checkout::show(PresentedCard card) {
    // Points already redeemed belong to the member who showed the card before.
    const Basket& basket = open_basket();
    const bool redeemed =
        std::any_of(basket.tenders.begin(), basket.tenders.end(), [](const sale::Tender& tender) {
            const bool own_value =
                tender.kind == sale::TenderKind::StoredValue && tender.instrument.empty();
            return tender.kind == sale::TenderKind::Points || own_value;
        });
    // So do vouchers and coupons of a pool that were claimed for that member.
    const bool claimed =
        std::any_of(basket.coupons.begin(),
                    basket.coupons.end(),
                    [](const auto& coupon) { return bool{coupon.claim}; }) ||
        std::any_of(basket.tenders.begin(), basket.tenders.end(), [](const sale::Tender& tender) {
            return tender.kind == sale::TenderKind::Voucher;
        });
    const bool other = basket.card && basket.card->facts().member != card.facts().member;
    if (claimed && other)
        return refuse(TerminalRefusal::BasketOpen,
                      "a voucher or coupon was taken in this basket for another member");
    if (redeemed && basket.card && basket.card->facts().member != card.facts().member) {
        return refuse(TerminalRefusal::BasketOpen,
                      "points or stored value of another member are redeemed in this basket");
    }
    // A card that lies there is told of again, and was proved in this very basket.
    if (basket.card && basket.card->card_key == card.card_key &&
        card.proof == loyalty::CardProof::None)
        card.proof = basket.card->proof;
    basket_->card = std::move(card);
    return reprice();
}

Outcome<sale::Line> Checkout::add_item(const std::string& sku_or_barcode, Quantity quantity) {
    const Journal::State state = journal_.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    PARETO_TRY(const auto item, journal_.find_item(sku_or_barcode));
    if (!item) return refuse(TerminalRefusal::UnknownItem, sku_or_barcode);
    PARETO_TRY(sale::Line line, line_of(*item, quantity, state.currency));
    return add(std::move(line));
}

Outcome<Scanned> Checkout::scan(std::string_view text) {
    return take(meaning_of_scan(journal_, scan_settings_, basket(), text));
}

std::vector<Outcome<Scanned>> Checkout::tags(std::span<const TagRead> tags) {
    std::vector<Outcome<Scanned>> answers;
    answers.reserve(tags.size());
    std::map<TagRead, std::size_t> seen;
    for (const TagRead& tag : tags) {
        const auto [first, is_new] = seen.try_emplace(tag, answers.size());
        if (is_new) {
            answers.push_back(take(meaning_of_tag(journal_, scan_settings_, basket(), tag)));
            continue;
        }
        Outcome<Scanned> same = answers[first->second];
        const auto* const added = same ? std::get_if<LineAdded>(&*same) : nullptr;
        if (added != nullptr) same = AlreadyInBasket{added->line};
        answers.push_back(std::move(same));
    }
    return answers;
}

bool Checkout::is_scan(const ports::Tap& tap) const {
    return terminal::is_scan(journal_, scan_settings_, tap).value_or(false);
}

Outcome<Scanned> Checkout::take(Outcome<ScanMeaning> meaning) {
    if (!meaning) return unexpected{meaning.error()};
    if (auto* const line = std::get_if<sale::Line>(&*meaning)) {
        PARETO_TRY(sale::Line added, add(std::move(*line)));
        return LineAdded{std::move(added)};
    }
    if (const auto* const card = std::get_if<CardNumber>(&*meaning)) {
        PARETO_TRY(PresentedCard shown, tap({{}, card->number, "scan"}));
        return shown;
    }
    if (const auto* const voucher = std::get_if<VoucherScanned>(&*meaning)) {
        PARETO_TRY(ApprovedVoucher approved, take_voucher(voucher->secret));
        return approved;
    }
    if (const auto* const coupon = std::get_if<CouponScanned>(&*meaning)) {
        PARETO_TRY_VOID(present_coupon(coupon->code));
        return CouponShown{coupon->code};
    }
    if (const auto* const already = std::get_if<AlreadyInBasket>(&*meaning)) return *already;
    return std::get<SaleFound>(*meaning);
}

Outcome<sale::Line> Checkout::add_line(sale::Line line) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    return add(std::move(line));
}

Outcome<sale::Line> Checkout::add(sale::Line line) {
    sale::Line added = open_basket().add(std::move(line));
    PARETO_TRY_VOID(reprice());
    return added;
}

Outcome<void> Checkout::add_return(SaleId original, std::span<const GoodsBack> goods) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    PARETO_TRY(auto lines, plan_return(journal_, basket(), original, goods));
    PARETO_TRY_VOID(may_take_back(uplink_, lines));
    for (auto& line : lines)
        open_basket().add(std::move(line));
    return reprice();
}

Outcome<void> Checkout::add_approved_return(const ApprovedReturn& wanted) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    PARETO_TRY(auto lines, plan_approved_return(journal_, wanted));
    for (auto& line : lines)
        open_basket().add(std::move(line));
    open_basket().approved_by = wanted.approved_by;
    return reprice();
}

Outcome<void> Checkout::void_line(std::int32_t number) {
    if (!basket_) return refuse(TerminalRefusal::UnknownLine, line_text(number));
    const auto found = std::find_if(basket_->lines.begin(),
                                    basket_->lines.end(),
                                    [&](const sale::Line& line) { return line.number == number; });
    if (found == basket_->lines.end())
        return refuse(TerminalRefusal::UnknownLine, line_text(number));
    if (is_given_gift(*found)) return release_gift(found->redemption);
    basket_->lines.erase(found);
    return reprice();
}

sale::Line* Checkout::find_line(std::int32_t number) {
    if (!basket_) return nullptr;
    const auto found = std::find_if(basket_->lines.begin(),
                                    basket_->lines.end(),
                                    [&](const sale::Line& line) { return line.number == number; });
    return found == basket_->lines.end() ? nullptr : &*found;
}

Outcome<void> Checkout::discount(std::int32_t number, std::int64_t off_minor) {
    sale::Line* const found = find_line(number);
    if (found == nullptr) return refuse(TerminalRefusal::UnknownLine, line_text(number));
    if (found->kind == sale::LineKind::StoredValue)
        return refuse(TerminalRefusal::InvalidSale, "stored value is sold at its value");
    if (found->kind == sale::LineKind::Gift)
        return refuse(TerminalRefusal::InvalidSale, "a gift has its own price");
    if (found->original || off_minor < 0 || off_minor > found->amount_minor) {
        return refuse(TerminalRefusal::InvalidSale,
                      line_text(number) + " costs less than the discount");
    }
    found->discount_minor += off_minor;
    found->amount_minor -= off_minor;
    return reprice();
}

Outcome<void> Checkout::set_quantity(std::int32_t number, Quantity quantity) {
    sale::Line* const found = find_line(number);
    if (found == nullptr) return refuse(TerminalRefusal::UnknownLine, line_text(number));
    const bool is_piece = !found->tag.empty() || found->kind == sale::LineKind::Gift;
    if (found->original || is_piece || quantity.thousandths <= 0)
        return refuse(TerminalRefusal::InvalidSale, line_text(number) + " keeps its quantity");
    const Money price{found->unit_price_minor, journal_.state().currency};
    const auto before = price_of(price, found->quantity, Rounding::HalfAwayFromZero);
    const auto after = price_of(price, quantity, Rounding::HalfAwayFromZero);
    if (!before || before->minor != found->amount_minor + found->discount_minor)
        return refuse(TerminalRefusal::InvalidSale,
                      line_text(number) + " has its price from its code");
    if (!after || after->minor < found->discount_minor)
        return refuse(TerminalRefusal::InvalidSale, line_text(number) + " would cost too much");
    found->quantity = quantity;
    found->amount_minor = after->minor - found->discount_minor;
    return reprice();
}

Outcome<Points> Checkout::redeemable() {
    const Basket now = basket();
    if (!now.card || !now.card->facts().member || !now.card->may_redeem()) return Points{0};
    PARETO_TRY(const Points usable, most_usable(*now.card));
    return loyalty::redeemable(usable, payable_with_value(now), journal_.state().rules);
}

Outcome<ApprovedRedemption> Checkout::redeem(std::optional<Points> wanted) {
    const Journal::State state = journal_.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    const Basket now = basket();
    const loyalty::MemberFacts facts = now.card ? now.card->facts() : loyalty::MemberFacts{};
    if (!facts.member)
        return refuse(TerminalRefusal::RedemptionRefused, "no known member's card was shown");
    if (!now.card->may_redeem())
        return refuse(TerminalRefusal::RedemptionRefused,
                      "the card could not prove itself yet: present it again");
    PARETO_TRY(const Points usable, most_usable(*now.card));
    const Points most =
        loyalty::redeemable(wanted.value_or(usable), payable_with_value(now), state.rules);
    const Points points = wanted.value_or(most);
    if (points.value <= 0) return refuse(TerminalRefusal::RedemptionRefused, "nothing to redeem");
    if (points > most)
        return refuse(TerminalRefusal::RedemptionRefused, "worth more than what is due");
    PARETO_TRY(const auto approved,
               request_redemption(journal_, uplink_, clock_, *now.card, points));
    open_basket().tenders.push_back({sale::TenderKind::Points,
                                     approved.worth_minor,
                                     approved.points,
                                     approved.id,
                                     approved.means});
    PARETO_TRY_VOID(reprice());
    return approved;
}

Result<Points> Checkout::most_usable(const PresentedCard& card) {
    PARETO_TRY(const auto question, offline_question(journal_, clock_, card, Points{1}));
    // What is reserved for this terminal is not in the balance.
    if (uplink_.connected())
        return std::max(card.facts().available, question.allowance_left.value_or(Points{0}));
    return loyalty::most_offline(question);
}

Outcome<void> Checkout::present_coupon(const std::string& code) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    auto& coupons = open_basket().coupons;
    const bool shown = std::any_of(
        coupons.begin(), coupons.end(), [&](const auto& coupon) { return coupon.code == code; });
    if (shown) return reprice();
    const MemberId member = basket_->card ? basket_->card->facts().member : MemberId{};
    PARETO_TRY(auto claimed, claim_coupon(journal_, uplink_, clock_, code, member));
    coupons.insert(coupons.end(), claimed.begin(), claimed.end());
    return reprice();
}

Outcome<ApprovedVoucher> Checkout::present_voucher(const std::string& code) {
    const auto secret = goods::parse_voucher_code(code);
    if (!secret) {
        return refuse(TerminalRefusal::VoucherRefused,
                      "UnknownVoucher: this is no voucher's code, or it was misread");
    }
    return take_voucher(*secret);
}

Outcome<ApprovedVoucher> Checkout::take_voucher(const Bytes& secret) {
    const Basket now = basket();
    const MemberId member = now.card ? now.card->facts().member : MemberId{};
    PARETO_TRY(
        const ApprovedVoucher approved,
        request_voucher(journal_, uplink_, clock_, {secret, member, payable_with_value(now)}));
    sale::Tender tender;
    tender.kind = sale::TenderKind::Voucher;
    tender.amount_minor = approved.paid_minor;
    tender.redemption = approved.id;
    tender.means = approved.means;
    tender.instrument = approved.voucher;
    open_basket().tenders.push_back(tender);
    PARETO_TRY_VOID(reprice());
    return approved;
}

Outcome<void> Checkout::tender(sale::TenderKind kind, std::int64_t amount_minor) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    if (kind == sale::TenderKind::Points)
        return refuse(TerminalRefusal::InvalidSale, "points are redeemed, not tendered");
    if (kind == sale::TenderKind::Voucher)
        return refuse(TerminalRefusal::InvalidSale, "a voucher is presented, not tendered");
    if (kind != sale::TenderKind::Cash && kind != sale::TenderKind::Card)
        return refuse(TerminalRefusal::InvalidSale, "HQ is asked for it before it is tendered");
    open_basket().tenders.push_back({kind, amount_minor, {}, {}});
    return reprice();
}

Outcome<RecordedSale> Checkout::complete(const Completion& completion) {
    PARETO_TRY(RecordedSale recorded, record_sale(journal_, clock_, basket(), completion));
    basket_.reset();
    uplink_.wake();
    return recorded;
}

// The codes of pools are claimed again when they are shown again.
Outcome<void> Checkout::release_coupons() {
    // One claim may be of several campaigns.
    std::set<EntryId> claims;
    for (const auto& coupon : basket_->coupons) {
        if (coupon.claim) claims.insert(coupon.claim);
    }
    for (const EntryId claim : claims)
        PARETO_TRY_VOID(reverse_redemption(journal_, clock_, claim));
    std::erase_if(basket_->coupons, [](const auto& coupon) { return bool{coupon.claim}; });
    return {};
}

Outcome<void> Checkout::take_back_tender() {
    if (!basket_ || basket_->tenders.empty()) return {};
    const sale::Tender tender = basket_->tenders.back();
    const auto& lines = basket_->lines;
    const bool of_gift = std::any_of(lines.begin(), lines.end(), [&](const sale::Line& line) {
        return is_given_gift(line) && line.redemption == tender.redemption;
    });
    if (of_gift) return release_gift(tender.redemption);
    if (is_redeemed(tender)) {
        PARETO_TRY_VOID(reverse_redemption(journal_, clock_, tender.redemption));
        uplink_.wake();
    }
    basket_->tenders.pop_back();
    return reprice();
}

Outcome<Basket> Checkout::set_aside() {
    const Basket now = basket();
    const bool paid = std::any_of(now.tenders.begin(),
                                  now.tenders.end(),
                                  [](const sale::Tender& tender) { return !is_redeemed(tender); });
    if (paid) return refuse(TerminalRefusal::BasketOpen, "money was taken: give it back first");
    while (basket_ && !basket_->tenders.empty())
        PARETO_TRY_VOID(take_back_tender());
    if (basket_) {
        PARETO_TRY_VOID(release_coupons());
    }
    Basket aside = basket();
    basket_.reset();
    return aside;
}

Outcome<void> Checkout::take_up(Basket basket) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    if (basket_ && !(basket_->lines.empty() && basket_->tenders.empty()))
        return refuse(TerminalRefusal::BasketOpen, "complete, park or void the basket first");
    basket_ = std::move(basket);
    return reprice();
}

Outcome<void> Checkout::void_basket() {
    if (!basket_) return {};
    while (!basket_->tenders.empty())
        PARETO_TRY_VOID(take_back_tender());
    PARETO_TRY_VOID(release_coupons());
    basket_.reset();
    uplink_.wake();
    return {};
}

}  // namespace pareto::terminal

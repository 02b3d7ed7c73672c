#include "tests/simulation/cashier.h"

#include "terminal/app/allowances.h"
#include "terminal/app/enrol_member.h"
#include "terminal/app/post_void.h"
#include "terminal/app/record_sale.h"
#include "terminal/app/redemption.h"
#include "terminal/app/shift.h"

#include <algorithm>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr std::size_t kRemembered = 12;
constexpr int kFirstGiftCard = 100;  ///< a card that is no member's
constexpr std::size_t kGiftCards = 4;
constexpr std::size_t kPrintsChecked = 6;  ///< newest receipts looked for after every start

BusinessDate date_of(UtcTime time) { return BusinessDate{std::chrono::floor<std::chrono::days>(time)}; }

template <typename Value>
void remember(std::deque<Value>& list, Value value) {
    list.push_back(std::move(value));
    if (list.size() > kRemembered) list.pop_front();
}

ports::Tap gift_card_tap(std::size_t card) {
    ports::Tap tap;
    tap.uid = Template::card_uid(kFirstGiftCard + static_cast<int>(card));
    tap.reader = "simulated";
    return tap;
}

}  // namespace

Cashier::Cashier(Surroundings& surroundings, TerminalNode& node, SeededRandom random, const WorkWeights& work,
                 SoldAnywhere& sold)
    : surroundings_(surroundings), node_(node), random_(std::move(random)), sold_anywhere_(sold) {
    kinds_ = {
        {work.sale, &Cashier::sell},
        {work.partial_return, &Cashier::give_back_a_part},
        {work.full_return, &Cashier::give_back_all},
        {work.post_void, &Cashier::void_a_sale},
        {work.exchange, &Cashier::exchange},
        {work.redemption, &Cashier::redeem},
        {work.abandoned_redemption, &Cashier::abandon_redemption},
        {work.enrol, &Cashier::enrol},
        {work.shift, &Cashier::close_the_shift},
        {work.foreign_return, &Cashier::give_back_from_elsewhere},
        {work.allowances, &Cashier::keep_allowances},
        {work.sell_value, &Cashier::sell_value},
        {work.pay_value, &Cashier::pay_with_value},
        {work.voucher, &Cashier::pay_with_voucher},
    };
}

void Cashier::act() {
    if (!node_.up() || node_.busy()) return;
    node_.use([this] {
        if (std::exchange(life_, node_.life()) != node_.life()) begin_life();
        if (!node_.up() || !ensure_shift()) return;
        check_offline();
        if (unfinished_) return repeat_last_intent();
        std::int64_t total = 0;
        for (const auto& kind : kinds_) total += kind.weight;
        std::int64_t drawn = random_.between(0, total - 1);
        for (const auto& kind : kinds_) {
            drawn -= kind.weight;
            if (drawn < 0) return (this->*kind.act)();
        }
    });
}

void Cashier::begin_life() {
    checkout_ = std::make_unique<terminal::Checkout>(node_.journal(), node_, node_.clock(), prover_);
    check_printed();
    // What was to pay is given back now, and money is not taken that way twice.
    const auto is_given_back = [](const sale::Tender& tender) {
        return tender.kind == sale::TenderKind::StoredValue || tender.kind == sale::TenderKind::Voucher;
    };
    if (unfinished_ && std::any_of(unfinished_->basket.tenders.begin(), unfinished_->basket.tenders.end(), is_given_back)) {
        unfinished_.reset();
    }
    (void)taken(terminal::reverse_open_redemptions(node_.journal(), node_.clock()), "open redemptions given back");
}

/// What was printed before the process ended is still there (I6).
void Cashier::check_printed() {
    const std::size_t first = printed_.size() > kPrintsChecked ? printed_.size() - kPrintsChecked : 0;
    for (std::size_t i = first; i < printed_.size(); ++i) {
        const auto found = node_.file()->entries(printed_[i].registration, printed_[i].sequence, 1);
        if (!found) return;
        const bool there = !found->empty() && found->front().sequence == printed_[i].sequence && found->front().hash == printed_[i].hash;
        if (there) continue;
        surroundings_.promises.violate("I6", "terminal " + std::to_string(node_.number()) + " lost the printed entry " +
                                                 std::to_string(printed_[i].registration) + ":" +
                                                 std::to_string(printed_[i].sequence));
        return;
    }
}

template <typename Value>
bool Cashier::taken(const terminal::Outcome<Value>& outcome, const char* what) {
    std::string_view result = "ok";
    std::string text;
    if (!outcome) {
        if (const auto* refused = std::get_if<terminal::Refused>(&outcome.error())) {
            result = terminal::name_of(refused->refusal);
        } else {
            text = describe(std::get<Fault>(outcome.error()));
            result = text;
        }
    }
    surroundings_.trace.note(what, {static_cast<std::int64_t>(node_.number())}, result);
    return outcome.has_value();
}

bool Cashier::ensure_shift() {
    if (node_.journal().state().shift) return true;
    terminal::OpenShift open;
    open.operator_id = "op" + std::to_string(random_.below(3));
    open.opening_cash_minor = 10'000;
    open.business_date = date_of(node_.clock().now());
    return taken(terminal::open_shift(node_.journal(), node_.clock(), open), "shift opened");
}

void Cashier::tap(int card) {
    ports::Tap tap;
    tap.uid = Template::card_uid(card);
    tap.reader = "simulated";
    (void)taken(checkout_->tap(tap), "card tapped");
}

void Cashier::add_items(int most) {
    const std::int64_t lines = random_.between(1, most);
    for (std::int64_t i = 0; i < lines; ++i) {
        const int item = static_cast<int>(random_.below(Template::kItems));
        const Quantity quantity{random_.permille(800) ? 1'000 * random_.between(1, 4) : random_.between(1, 3'000)};
        // The feed may not have brought the items yet: then the price is typed in.
        auto added = checkout_->add_item(Template::sku(item), quantity);
        if (!added) {
            sale::Line line;
            line.sku = Template::sku(item);
            line.description = "typed in";
            line.quantity = Quantity{1'000};
            line.unit_price_minor = 100 + 137 * item;
            line.amount_minor = line.unit_price_minor;
            added = checkout_->add_line(line);
        }
        if (added && random_.permille(150) && added->amount_minor > 10) {
            (void)checkout_->discount(added->number, random_.between(1, added->amount_minor / 2));
        }
    }
}

void Cashier::print(EntryId id, const char* what) {
    // A machine that died meanwhile prints nothing.
    if (!node_.up() || node_.disk().dead()) return;
    const auto found = node_.file()->entries(id.registration(), id.sequence(), 1);
    if (!found || node_.disk().dead()) return;
    if (found->empty() || found->front().sequence != id.sequence()) {
        surroundings_.promises.violate("I6", std::string{what} + " was recorded and is not in the journal");
        return;
    }
    const EntryKey key{id.registration(), id.sequence(), found->front().hash};
    surroundings_.trace.note(what, {static_cast<std::int64_t>(node_.number()), id.value});
    surroundings_.promises.printed.insert(key);
    printed_.push_back(key);
}

void Cashier::pay_and_complete() {
    std::int64_t due = checkout_->basket().due_minor();
    if (due > 100 && random_.permille(200)) {
        (void)checkout_->tender(sale::TenderKind::Card, due / 2);
        due -= due / 2;
    }
    // Now and then cash with change.
    if (due > 0 && random_.permille(300)) due += random_.between(1, 500);
    if (due != 0) (void)checkout_->tender(random_.permille(700) ? sale::TenderKind::Cash : sale::TenderKind::Card, due);
    if (checkout_->basket().due_minor() < 0 && due > 0 && checkout_->basket().tenders.back().kind == sale::TenderKind::Card) {
        // A card terminal gives no change: the cashier begins anew.
        (void)checkout_->void_basket();
        return;
    }
    unfinished_ = Unfinished{checkout_->basket(), "intent-" + std::to_string(node_.number()) + "-" + std::to_string(++intents_)};
    terminal::Completion completion;
    completion.intent = unfinished_->intent;
    const auto sale = checkout_->complete(completion);
    const bool refused = !sale && std::holds_alternative<terminal::Refused>(sale.error());
    (void)taken(sale, "sale");
    if (refused) {
        unfinished_.reset();
        (void)checkout_->void_basket();
    }
    if (!sale) return;
    unfinished_.reset();
    ++sales_;
    remember(own_sales_, *sale);
    remember(sold_anywhere_, *sale);
    print(EntryId{sale->id.value}, "printed");
}

/// The program ended, or the disk said no, before anybody saw whether the sale was recorded: the same intent again.
void Cashier::repeat_last_intent() {
    const Unfinished again = *std::exchange(unfinished_, std::nullopt);
    if (random_.permille(300)) return;  // The customer has gone.
    terminal::Completion completion;
    completion.intent = again.intent;
    const auto sale = terminal::record_sale(node_.journal(), node_.clock(), again.basket, completion);
    (void)taken(sale, "sale again");
    if (checkout_->has_basket()) (void)checkout_->void_basket();
    if (!sale) return;
    surroundings_.trace.note(sale->repeated ? "it had been recorded" : "it had not been recorded");
    ++sales_;
    remember(own_sales_, *sale);
    print(EntryId{sale->id.value}, "printed");
}

void Cashier::sell() {
    if (random_.permille(700)) tap(static_cast<int>(random_.below(kCards)));
    add_items(4);
    pay_and_complete();
}

const terminal::RecordedSale* Cashier::any_own_sale() {
    return own_sales_.empty() ? nullptr : &own_sales_[random_.below(own_sales_.size())];
}

bool Cashier::add_goods_back(bool all) {
    const auto* original = any_own_sale();
    if (original == nullptr) return false;
    std::vector<terminal::GoodsBack> goods;
    for (const auto& line : original->sale.lines) {
        if (line.original || line.quantity.thousandths <= 0) continue;
        if (!all && random_.permille(500)) continue;
        const std::int64_t sold = line.quantity.thousandths;
        goods.push_back({line.number, Quantity{all || random_.permille(400) ? sold : random_.between(1, sold)}});
    }
    if (goods.empty()) return false;
    return taken(checkout_->add_return(original->id, goods), "goods back");
}

void Cashier::give_back_a_part() {
    if (add_goods_back(false)) pay_and_complete();
}

void Cashier::give_back_all() {
    if (add_goods_back(true)) pay_and_complete();
}

void Cashier::exchange() {
    if (random_.permille(500)) tap(static_cast<int>(random_.below(kCards)));
    if (!add_goods_back(false)) return;
    add_items(2);
    pay_and_complete();
}

void Cashier::void_a_sale() {
    const auto* sale = any_own_sale();
    if (sale == nullptr) return;
    const auto done = terminal::post_void(node_.journal(), node_.clock(), {sale->id, "mistake", {}});
    if (taken(done, "post-void")) print(done->id, "printed post-void");
}

void Cashier::redeem() {
    // Few members, so that several terminals want the same points.
    const int card = static_cast<int>(random_.below(5));
    const auto known = node_.journal().find_card(Template::card_key(card));
    tap(card);
    add_items(3);
    const auto approved = checkout_->redeem(random_.permille(500) ? std::nullopt : std::optional{Points{random_.between(1, 120)}});
    (void)taken(approved, "redemption");
    if (!node_.up()) return;
    if (approved) note_offline(*approved);
    // A basket may be open with the card of a customer who was there before.
    const auto shown = checkout_->basket().card;
    const bool is_its = shown && shown->card_key == Template::card_key(card);
    if (approved && is_its && known && known->blocked) surroundings_.promises.violate("I23", "points were redeemed with a card that is blocked here");
    if (random_.permille(100)) add_items(1);
    pay_and_complete();
}

void Cashier::keep_allowances() {
    (void)taken(terminal::keep_allowances(node_.journal(), node_, node_.clock()), "allowances kept");
}

void Cashier::note_offline(const terminal::ApprovedRedemption& approved) {
    if (approved.means == loyalty::RedemptionMeans::Hq) return;
    const auto entry = node_.file()->find(approved.id);
    const auto* const request = entry && *entry ? std::get_if<journal::RedemptionRequested>(&(*entry)->body) : nullptr;
    if (request == nullptr) return;
    const std::int64_t terminal = node_.terminal().value;
    auto& promises = surroundings_.promises;
    promises.offline.push_back({terminal, approved.id, request->allowance, request->points.value});
    // I10, by who knows all machines: what HQ has not acknowledged, or what was spent of one allowance.
    std::int64_t stand_in = 0, by_allowance = 0;
    for (const OfflineSpend& spend : promises.offline) {
        if (spend.terminal != terminal) continue;
        if (spend.allowance && spend.allowance == request->allowance) by_allowance += spend.points;
        if (!spend.allowance && spend.id.sequence() > promises.acknowledged_to[spend.id.registration()]) stand_in += spend.points;
    }
    const std::int64_t times = 1 + promises.rollbacks[terminal];
    const loyalty::OfflineLimits limits = Template::offline_limits();
    if (stand_in > times * (limits.terminal_points.value + limits.terminal_secure_points.value)) {
        promises.violate("I10", "terminal " + std::to_string(terminal) + " stood in for " + std::to_string(stand_in) + " points");
    }
    if (request->allowance && by_allowance > times * promises.granted[request->allowance]) {
        promises.violate("I10", "of an allowance of " + std::to_string(promises.granted[request->allowance]) + " points, " +
                                    std::to_string(by_allowance) + " were spent");
    }
    surroundings_.trace.note("redeemed offline", {terminal, approved.id.value, approved.points.value},
                             loyalty::name_of(approved.means));
}

void Cashier::check_offline() {
    if (node_.file() == nullptr || node_.disk().dead()) return;
    const auto counted = node_.file()->stand_in({});
    if (!counted) return;
    check_counters();
    check_stand_in(counted->uid_points.value + counted->secure_points.value);
}

/// I12: C and L never fall, and C stays within L, whatever happens to the process.
void Cashier::check_counters() {
    const auto held = node_.file()->allowances(MemberId{});
    if (!held) return;
    for (const auto& each : *held) {
        const std::pair now{each.spent.value, each.allowance.limit.value};
        auto& before = counters_.try_emplace(each.allowance.id, now).first->second;
        if (now.first < before.first || now.second < before.second || now.first > now.second) {
            surroundings_.promises.violate("I12", "an allowance went from " + std::to_string(before.first) + " of " +
                                                      std::to_string(before.second) + " to " + std::to_string(now.first) +
                                                      " of " + std::to_string(now.second));
        }
        before = now;
    }
}

/// I10: what HQ never acknowledged counts against the terminal. A machine that was restored or doubled is told from
/// its twin by what its own journal holds.
void Cashier::check_stand_in(std::int64_t counted) {
    auto& promises = surroundings_.promises;
    std::int64_t unacknowledged = 0;
    for (const OfflineSpend& spend : promises.offline) {
        const bool own = spend.terminal == node_.terminal().value && !spend.allowance;
        if (!own || spend.id.sequence() <= promises.acknowledged_to[spend.id.registration()]) continue;
        if (promises.rollbacks[spend.terminal] > 0) return;
        unacknowledged += spend.points;
    }
    if (counted >= unacknowledged) return;
    promises.violate("I10", "a terminal counts " + std::to_string(counted) + " points of stand-in, and HQ has not acknowledged " +
                                std::to_string(unacknowledged));
}

void Cashier::abandon_redemption() {
    tap(static_cast<int>(random_.below(5)));
    add_items(2);
    const auto approved = checkout_->redeem(Points{random_.between(1, 60)});
    (void)taken(approved, "redemption to be abandoned");
    if (!node_.up()) return;
    if (approved) note_offline(*approved);
    (void)taken(checkout_->void_basket(), "basket voided");
}

void Cashier::sell_value() {
    const bool to_card = random_.permille(600);
    if (!to_card || random_.permille(300)) tap(static_cast<int>(random_.below(5)));
    if (random_.permille(300)) add_items(2);
    const std::int64_t minor = random_.between(100, 5'000);
    const auto gift_card = to_card ? std::optional{gift_card_tap(random_.below(kGiftCards))} : std::nullopt;
    (void)taken(checkout_->add_value(minor, gift_card), "stored value");
    if (node_.up()) pay_and_complete();
}

void Cashier::pay_with_value() {
    // Few accounts, so that several terminals want the same money.
    const bool by_card = random_.permille(600);
    if (!by_card || random_.permille(400)) tap(static_cast<int>(random_.below(5)));
    add_items(3);
    const auto minor = random_.permille(500) ? std::nullopt : std::optional{random_.between(1, 2'000)};
    const auto gift_card = by_card ? std::optional{gift_card_tap(random_.below(kGiftCards))} : std::nullopt;
    (void)taken(checkout_->pay_with_value(minor, gift_card), "payment with stored value");
    if (!node_.up()) return;
    if (random_.permille(150)) {
        (void)taken(checkout_->void_basket(), "basket voided");
        return;
    }
    if (random_.permille(100)) add_items(1);
    pay_and_complete();
}

void Cashier::pay_with_voucher() {
    const auto& vouchers = surroundings_.promises.vouchers;
    if (vouchers.empty()) return sell();
    // The newest few, so that several terminals see the same one.
    const std::size_t newest = std::min<std::size_t>(vouchers.size(), 4);
    const std::string code = vouchers[vouchers.size() - 1 - random_.below(newest)].code;
    if (random_.permille(400)) tap(static_cast<int>(random_.below(kCards)));
    add_items(3);
    (void)taken(checkout_->present_voucher(code), "payment with a voucher");
    if (!node_.up()) return;
    if (random_.permille(150)) {
        (void)taken(checkout_->void_basket(), "basket voided");
        return;
    }
    pay_and_complete();
}

void Cashier::enrol() {
    terminal::NewMember member;
    if (random_.permille(700)) {
        ports::Tap tap;
        tap.uid = Template::card_uid(static_cast<int>(random_.between(Template::kMembers, kCards - 1)));
        tap.reader = "simulated";
        member.card = tap;
    }
    member.name = "Name " + std::to_string(random_.below(1'000));
    const auto enrolled = terminal::enrol_member(node_.journal(), prover_, node_.clock(), random_, member);
    if (taken(enrolled, "member enrolled")) print(EntryId{enrolled->value}, "printed enrolment");
}

void Cashier::close_the_shift() {
    if (checkout_->has_basket()) (void)checkout_->void_basket();
    (void)taken(terminal::close_shift(node_.journal(), node_.clock(), *checkout_, {}), "shift closed");
}

/// A manager takes goods back that another terminal sold; only HQ can say whether they were brought back before.
void Cashier::give_back_from_elsewhere() {
    if (sold_anywhere_.empty()) return;
    const terminal::RecordedSale& original = sold_anywhere_[random_.below(sold_anywhere_.size())];
    const auto state = node_.journal().state();
    if (!state.may_sell || !state.shift || !state.shift_date) return;
    // What this terminal sold itself comes back by the ordinary way.
    const auto own = node_.journal().find(EntryId{original.id.value});
    if (!own || *own) return;
    if (random_.permille(200)) return give_back_without_receipt();
    const auto sold = std::find_if(original.sale.lines.begin(), original.sale.lines.end(),
                                   [](const sale::Line& line) {
                                       return !line.original && line.quantity.thousandths > 0 && line.kind == sale::LineKind::Goods;
                                   });
    if (sold == original.sale.lines.end()) return;
    const Quantity back{random_.between(1, sold->quantity.thousandths)};
    terminal::GoodsOfElsewhere goods{.line = sold->number, .goods = *sold};
    goods.goods.quantity = back;
    // A receipt says what was paid, and what of the discount a campaign gave is nobody's to type in.
    goods.goods.campaign_discount_minor = 0;
    goods.goods.campaign_points = {};
    goods.goods.amount_minor = sale::refund_minor(*sold, Quantity{0}, back);
    // Now and then all of it is given back in money, also what points had paid.
    const std::int64_t in_points = std::max<std::int64_t>(sale::share_of(sold->points_paid_minor, *sold, back), 0);
    if (random_.permille(700)) goods.points_paid_minor = std::min(in_points, goods.goods.amount_minor);
    const std::int64_t in_voucher = std::max<std::int64_t>(sale::share_of(sold->voucher_paid_minor, *sold, back), 0);
    if (in_voucher > 0) goods.voucher_paid_minor = std::min(in_voucher, goods.goods.amount_minor - goods.points_paid_minor);
    const std::int64_t in_value = std::max<std::int64_t>(sale::share_of(sold->stored_paid_minor, *sold, back), 0);
    if (in_value > 0 && random_.permille(700)) {
        goods.stored_paid_minor =
            std::min(in_value, goods.goods.amount_minor - goods.points_paid_minor - goods.voucher_paid_minor);
    }
    give_back_approved({"manager", original.id, {goods}}, "goods back from elsewhere");
}

void Cashier::give_back_without_receipt() {
    const std::int64_t thousandths = random_.between(1, 3'000);
    sale::Line line;
    line.sku = "no receipt";
    line.quantity = Quantity{thousandths};
    line.amount_minor = random_.between(1, 3'000);
    give_back_approved({"manager", std::nullopt, {{.line = 0, .goods = line}}}, "goods back without a receipt");
}

void Cashier::give_back_approved(const terminal::ApprovedReturn& wanted, const char* what) {
    auto lines = terminal::plan_approved_return(node_.journal(), wanted);
    if (!taken(lines, what)) return;
    terminal::Basket basket;
    basket.approved_by = wanted.approved_by;
    for (auto& line : *lines) basket.add(std::move(line));
    if (random_.permille(300)) {
        ports::Tap tap;
        tap.uid = Template::card_uid(static_cast<int>(random_.below(kCards)));
        tap.reader = "simulated";
        auto card = terminal::identify_card(node_.journal(), prover_, node_.clock(), tap);
        if (taken(card, "card of whoever brings goods back")) basket.card = std::move(*card);
    }
    if (basket.due_minor() != 0) basket.tenders.push_back({sale::TenderKind::Cash, basket.due_minor(), {}, {}});
    const auto sale = terminal::record_sale(node_.journal(), node_.clock(), basket, {});
    if (taken(sale, what)) print(EntryId{sale->id.value}, "printed");
}

}  // namespace pareto::simulation

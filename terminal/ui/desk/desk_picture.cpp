// The snapshot: what the basket, its member and the devices look like now.
#include <algorithm>
#include <utility>

#include "common/sale/earning.h"
#include "terminal/app/shift.h"
#include "terminal/ui/desk/desk.h"

namespace pareto::terminal::ui {

namespace {

constexpr std::size_t kOffersMax = 2;
constexpr std::int64_t kBirthdayDays = 3;

bool is_near(std::chrono::month_day birthday, BusinessDate today) {
    const std::chrono::sys_days now{today};
    for (const int years : {-1, 0, 1}) {
        const auto year = today.year() + std::chrono::years{years};
        // Somebody born on 29 February has it on the 28th where there is none.
        std::chrono::year_month_day date{year / birthday};
        if (!date.ok()) date = year / birthday.month() / std::chrono::last;
        const auto apart = std::chrono::sys_days{date} - now;
        if (apart >= -std::chrono::days{kBirthdayDays} && apart <= std::chrono::days{kBirthdayDays})
            return true;
    }
    return false;
}

std::int64_t pieces_of(const std::vector<sale::Line>& lines) {
    std::int64_t pieces = 0;
    for (const sale::Line& line : lines) {
        // A weighed good is one piece.
        const std::int64_t whole =
            line.quantity.thousandths % 1'000 == 0 ? line.quantity.thousandths / 1'000 : 1;
        pieces += whole;
    }
    return pieces;
}

std::vector<std::string> reasons_of(const LiveCampaigns& live,
                                    const loyalty::PricedBasket& priced,
                                    std::size_t line) {
    std::vector<std::string> reasons;
    for (const auto& share : priced.shares) {
        if (static_cast<std::size_t>(share.line) != line || share.discount_minor == 0) continue;
        const auto& award = priced.awards[static_cast<std::size_t>(share.award)];
        const auto* const campaign = live.set.find(award.campaign);
        if (campaign != nullptr) reasons.push_back(campaign->name);
    }
    return reasons;
}

}  // namespace

std::string Desk::local_time(UtcTime time) const {
    return parts_.heading.local_time ? parts_.heading.local_time(time) : std::string{};
}

std::int64_t Desk::earns(const Basket& basket, const Journal::State& state) const {
    sale::Sale sale;
    if (basket.card) {
        sale.card_key = basket.card->card_key;
        sale.facts = basket.card->facts();
    }
    sale.lines = basket.lines;
    apply(basket.pricing.priced, sale.lines);
    sale.campaigns = basket.pricing.campaigns;
    sale.tenders = basket.tenders;
    const std::int64_t due = basket.due_minor();
    if (due != 0) sale.tenders.push_back({sale::TenderKind::Cash, due, {}, {}});
    if (sale::check(sale)) return 0;
    sale::write_shares(sale, state.rules);
    std::int64_t points = 0;
    for (const sale::Line& line : sale.lines)
        points += line.points.value;
    return points;
}

void Desk::show_lines(const Basket& basket, const Journal::State& state) {
    const loyalty::PricedBasket& priced = basket.pricing.priced;
    shown_.basket.lines.clear();
    for (std::size_t index = 0; index < basket.lines.size(); ++index) {
        const sale::Line& line = basket.lines[index];
        LineView view;
        view.number = line.number;
        view.name = line.description.empty() ? line.sku : line.description;
        view.sku = line.sku;
        view.quantity = line.quantity;
        view.unit_price_minor = line.unit_price_minor;
        view.discount_minor = line.discount_minor;
        view.amount_minor = line.amount_minor;
        view.returned = line.original.has_value();
        if (index < priced.lines.size()) {
            view.discount_minor += priced.lines[index].discount_minor;
            view.amount_minor -= priced.lines[index].discount_minor;
            if (state.campaigns) view.reasons = reasons_of(*state.campaigns, priced, index);
        }
        shown_.basket.lines.push_back(std::move(view));
    }
    shown_.basket.offers.clear();
    for (const auto& offer : priced.offers) {
        if (shown_.basket.offers.size() == kOffersMax || !state.campaigns) break;
        const auto* const campaign = state.campaigns->set.find(offer.campaign);
        if (campaign == nullptr) continue;
        shown_.basket.offers.push_back(
            {campaign->name, offer.missing_minor, offer.missing_quantity});
    }
}

void Desk::show_member_of(const Basket& basket, const Journal::State& state) {
    shown_.member.reset();
    if (!basket.card) return;
    MemberView view;
    view.by_card = !basket.card->card_key.empty();
    view.may_redeem = basket.card->may_redeem();
    if (const auto& member = basket.card->member) {
        const loyalty::MemberFacts& facts = member->facts;
        view.known = true;
        view.name = member->name;
        view.member_number = member->member_number;
        view.tier = facts.tier;
        view.vip = facts.vip;
        view.points = facts.available.value;
        view.pending = facts.pending.value;
        view.worth_minor = loyalty::worth(facts.available, state.rules);
        if (member->as_of_ms != 0) view.as_of = local_time(from_ms(member->as_of_ms));
        view.birthday = member->campaigns.birthday && state.shift_date &&
                        is_near(*member->campaigns.birthday, *state.shift_date);
    }
    shown_.member = std::move(view);
}

void Desk::show_basket() {
    const Journal::State state = parts_.journal.state();
    shown_.staffed = staff_.staffed();
    shown_.signed_on = staff_.signed_on() ? staff_.signed_on()->name : std::string{};
    shown_.wanted = staff_.wanted();
    const bool locked = shown_.staffed && !staff_.signed_on();
    if (shown_.phase != Phase::Uncertain)
        shown_.phase = !state.shift ? Phase::Closed : locked ? Phase::Locked : Phase::Selling;
    shown_.trouble = state.may_sell ? std::string{} : state.why_not;
    shown_.business_date = state.shift_date ? to_string(*state.shift_date) : std::string{};
    shown_.shift = {state.shift ? state.operator_id : std::string{},
                    state.opening_cash_minor,
                    state.shift_sales_minor,
                    state.shift_sale_count};
    shown_.rules = state.rules;
    const Basket basket = checkout_.basket();
    BasketView& view = shown_.basket;
    show_lines(basket, state);
    show_member_of(basket, state);
    view.tenders = basket.tenders;
    view.pieces = pieces_of(basket.lines);
    view.total_minor = basket.total_minor();
    view.due_minor = basket.due_minor();
    view.earns = basket.lines.empty() ? 0 : earns(basket, state);
    view.quick_cash = quick_cash(view.due_minor, state.currency);
    view.without_hq = !parts_.uplink.connected();
    view.redeemable = 0;
    if (view.due_minor > 0) {
        if (const auto most = checkout_.redeemable()) view.redeemable = most->value;
    }
    view.redeemable_minor = loyalty::worth(Points{view.redeemable}, state.rules);
    shown_.now = local_time(parts_.clock.now());
    shown_.link = parts_.link();
}

void Desk::show_parked() {
    shown_.parked.clear();
    const auto all = parts_.book.parked();
    if (!all) return fail(all.error());
    for (const ParkedBasket& each : *all) {
        const auto basket = basket_of(parts_.journal, each.bytes);
        if (!basket) continue;
        ParkedView view;
        view.id = each.id;
        view.at = local_time(each.parked_at);
        view.lines = basket->lines.size();
        view.total_minor = basket->total_minor();
        if (!basket->lines.empty()) view.first = basket->lines.front().description;
        shown_.parked.push_back(std::move(view));
    }
}

void Desk::show_devices() {
    shown_.printer.present = parts_.printing != nullptr;
    if (parts_.printing != nullptr) {
        const PrinterReport report = parts_.printing->report();
        shown_.printer.state = report.state;
        shown_.printer.waiting = report.waiting;
        shown_.printer.detail = report.detail;
    }
    shown_.reader.present = static_cast<bool>(parts_.reader_health);
    if (parts_.reader_health) shown_.reader.health = parts_.reader_health();
}

void Desk::note_reader_fault(const std::string& fault) {
    shown_.reader.well = fault.empty();
    show_devices();
    if (!fault.empty()) shown_.reader.health = fault;
}

bool Desk::look_around() {
    const LinkView link = parts_.link();
    std::string now = local_time(parts_.clock.now());
    const PrinterView before = shown_.printer;
    show_devices();
    const bool same = before == shown_.printer && shown_.staffed == staff_.staffed() &&
                      link.online == shown_.link.online && link.unsent == shown_.link.unsent &&
                      link.alarm == shown_.link.alarm && now == shown_.now;
    if (same) return false;
    // What may be redeemed depends on whether HQ is there; what was said stays.
    show_basket();
    return true;
}

}  // namespace pareto::terminal::ui

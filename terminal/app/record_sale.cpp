#include "terminal/app/record_sale.h"

#include <algorithm>
#include <utility>

#include "common/goods/voucher_code.h"
#include "common/sale/earning.h"
#include "terminal/app/return_goods.h"
#include "terminal/app/rewards.h"
#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

// An answer of HQ may come between reading the state and appending, and change it; then the sale is
// made again.
constexpr int kAttempts = 3;

struct Settled {
    std::vector<sale::Tender> tenders;
    std::int64_t change_due_minor = 0;
};

// Tenders as a sale has them: cash in one, without what is handed back.
Settled settle(const Basket& basket) {
    Settled settled;
    std::int64_t cash = 0;
    for (const auto& tender : basket.tenders) {
        if (tender.kind == sale::TenderKind::Cash) {
            cash += tender.amount_minor;
        } else {
            settled.tenders.push_back(tender);
        }
    }
    const std::int64_t over = -basket.due_minor();
    if (over > 0 && over <= cash) {
        settled.change_due_minor = over;
        cash -= over;
    }
    if (cash != 0) settled.tenders.push_back({sale::TenderKind::Cash, cash, {}, {}});
    return settled;
}

// Goods are brought back by whoever bought them: without another card, the sale goes to that
// member.
Result<void> take_card_of_original(Journal& journal, sale::Sale& sale) {
    for (const auto& line : sale.lines) {
        if (!line.original || !sale.card_key.empty() || sale.facts.member) continue;
        PARETO_TRY(const auto entry, journal.find(EntryId{line.original->sale.value}));
        const auto* const original = entry ? std::get_if<sale::Sale>(&entry->body) : nullptr;
        if (original == nullptr) continue;
        sale.card_key = original->card_key;
        sale.facts = original->facts;
    }
    return {};
}

Outcome<sale::Sale> make_sale(Journal& journal,
                              const Journal::State& state,
                              const Basket& basket,
                              Settled settled) {
    sale::Sale sale;
    sale.receipt_number = state.next_receipt_number;
    sale.shift = *state.shift;
    sale.rules_version = state.rules.version;
    if (basket.card) {
        sale.card_key = basket.card->card_key;
        sale.facts = basket.card->facts();
        sale.card_proof = basket.card->proof;
    }
    sale.approved_by = basket.approved_by;
    PARETO_TRY(BroughtBack back, bring_back(journal, basket.lines, !basket.approved_by.empty()));
    sale.lines = std::move(back.lines);
    apply(basket.pricing.priced, sale.lines);
    sale.campaigns = basket.pricing.campaigns;
    std::int32_t number = 0;
    for (auto& line : sale.lines)
        line.number = ++number;
    sale.tenders = std::move(settled.tenders);
    sale.tenders.insert(sale.tenders.end(), back.given_back.begin(), back.given_back.end());
    PARETO_TRY_VOID(take_card_of_original(journal, sale));
    if (const auto refusal = sale::check(sale)) {
        return refuse(TerminalRefusal::InvalidSale, std::string{sale::name_of(*refusal)});
    }
    sale::write_shares(sale, state.rules);
    Points promised;
    for (const auto& line : sale.lines)
        promised.value += line.points.value;
    sale.points_promised = promised;
    return sale;
}

// The codes of the vouchers that the sale gave, as far as they can be made again here.
void add_vouchers(const Journal::State& state, RecordedSale& recorded) {
    const sale::Sale& sale = recorded.sale;
    const EntryId id{recorded.id.value};
    const auto given = vouchers_of(state, sale, id.registration(), recorded.occurred_at);
    for (std::size_t i = 0; i < given.size(); ++i) {
        const loyalty::Award& award = sale.campaigns.awards[given[i].award];
        const bool is_same = i < sale.campaigns.vouchers.size() &&
                             journal::voucher_key(given[i].secret) == sale.campaigns.vouchers[i];
        recorded.vouchers.push_back(
            {is_same ? goods::grouped_voucher_code(given[i].secret) : std::string{},
             award.voucher_minor,
             add_days(recorded.business_date, award.voucher_days)});
    }
}

void add_campaign_names(const Journal::State& state, RecordedSale& recorded) {
    if (!state.campaigns) return;
    for (const auto& award : recorded.sale.campaigns.awards) {
        const auto* const campaign = state.campaigns->set.find(award.campaign);
        if (campaign != nullptr) recorded.campaign_names[award.campaign] = campaign->name;
    }
}

Result<void> add_member(Journal& journal, RecordedSale& recorded) {
    const MemberId member = recorded.sale.facts.member;
    if (!member) return {};
    PARETO_TRY(const auto known, journal.find_member(member));
    if (!known) return {};
    recorded.member_number = known->member_number;
    recorded.as_of_ms = known->as_of_ms;
    return {};
}

}  // namespace

std::string receipt_number_text(const Journal::State& state, std::int64_t number) {
    std::string digits = std::to_string(number);
    if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
    return state.branch_code + "-" + state.terminal_code + "-" + digits;
}

Outcome<RecordedSale> find_sale(Journal& journal, SaleId id) {
    PARETO_TRY(const auto entry, journal.find(EntryId{id.value}));
    const auto* const sale = entry ? std::get_if<sale::Sale>(&entry->body) : nullptr;
    if (sale == nullptr) return refuse(TerminalRefusal::UnknownSale, std::to_string(id.value));
    RecordedSale recorded;
    recorded.sale = *sale;
    recorded.id = id;
    recorded.receipt_number = receipt_number_text(journal.state(), sale->receipt_number);
    recorded.operator_id = entry->operator_id;
    recorded.business_date = entry->business_date;
    recorded.occurred_at = entry->occurred_at;
    add_campaign_names(journal.state(), recorded);
    add_vouchers(journal.state(), recorded);
    PARETO_TRY_VOID(add_member(journal, recorded));
    return recorded;
}

Outcome<RecordedSale> record_sale(Journal& journal,
                                  const ports::Clock& clock,
                                  const Basket& basket,
                                  const Completion& completion) {
    if (!completion.intent.empty()) {
        PARETO_TRY(const auto before, journal.find_intent(completion.intent));
        if (before) {
            PARETO_TRY(RecordedSale recorded, find_sale(journal, *before));
            recorded.repeated = true;
            return recorded;
        }
    }
    for (int attempt = 1;; ++attempt) {
        const Journal::State state = journal.state();
        if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
        if (basket.card && basket.card->blocked)
            return refuse(TerminalRefusal::CardBlocked, "ask for another card");
        Settled settled = settle(basket);
        const std::int64_t change_due_minor = settled.change_due_minor;
        PARETO_TRY(sale::Sale sale, make_sale(journal, state, basket, std::move(settled)));
        sale.source_receipt = completion.source_receipt;
        const UtcTime at = time_or_now(completion.at, clock);
        for (const GivenVoucher& given : vouchers_of(state, sale, state.registration, at))
            sale.campaigns.vouchers.push_back(journal::voucher_key(given.secret));
        const journal::Entry entry{at, *state.shift_date, state.operator_id, sale};
        const auto id = journal.append(entry, completion.intent, {});
        if (!id && id.error().code == FaultCode::Conflict && attempt < kAttempts) continue;
        if (!id) return unexpected{id.error()};
        RecordedSale recorded;
        recorded.sale = std::move(sale);
        recorded.id = SaleId{id->value};
        recorded.receipt_number = receipt_number_text(state, recorded.sale.receipt_number);
        recorded.operator_id = entry.operator_id;
        recorded.business_date = entry.business_date;
        recorded.occurred_at = entry.occurred_at;
        recorded.change_due_minor = change_due_minor;
        recorded.value_left = basket.value_left;
        add_campaign_names(state, recorded);
        add_vouchers(state, recorded);
        if (basket.card && basket.card->member) {
            recorded.member_number = basket.card->member->member_number;
            recorded.as_of_ms = basket.card->member->as_of_ms;
        }
        return recorded;
    }
}

}  // namespace pareto::terminal

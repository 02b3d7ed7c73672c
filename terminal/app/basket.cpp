#include "terminal/app/basket.h"

#include <utility>

namespace pareto::terminal {

namespace {

// Whose the sale will be: without a card, goods that are exchanged belong to whoever bought them,
// with what was known then (see record_sale).
Result<std::optional<sync::MemberChange>> customer_of(Journal& journal, const Basket& basket) {
    if (basket.card) return basket.card->member;
    for (const sale::Line& line : basket.lines) {
        if (!line.original) continue;
        PARETO_TRY(const auto entry, journal.find(EntryId{line.original->sale.value}));
        const auto* const original = entry ? std::get_if<sale::Sale>(&entry->body) : nullptr;
        if (original == nullptr || (original->card_key.empty() && !original->facts.member))
            continue;
        if (!original->facts.member) return std::nullopt;
        PARETO_TRY(auto member, journal.find_member(original->facts.member));
        sync::MemberChange customer = member.value_or(sync::MemberChange{});
        customer.facts = original->facts;
        return std::optional{std::move(customer)};
    }
    return std::nullopt;
}

}  // namespace

Result<void> price(Journal& journal, std::int32_t local_minute, Basket& basket) {
    const Journal::State state = journal.state();
    basket.pricing = {};
    if (!state.campaigns || !state.shift_date || basket.lines.empty()) return {};
    PARETO_TRY(const auto customer, customer_of(journal, basket));
    const sync::MemberChange* const member = customer ? &*customer : nullptr;
    const MemberId id = member == nullptr ? MemberId{} : member->facts.member;
    PARETO_TRY(const auto uses, journal.campaign_uses(id, *state.shift_date));
    const Occasion occasion{
        state.branch, state.offline.terminal, state.branch_code, *state.shift_date, local_minute};
    basket.pricing = price_basket(*state.campaigns,
                                  state.rules,
                                  occasion,
                                  {&basket.lines, &basket.tenders, member, basket.coupons},
                                  uses);
    return {};
}

}  // namespace pareto::terminal

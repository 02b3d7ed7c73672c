#include "terminal/app/basket.h"

#include <utility>

namespace pareto::terminal {

Result<void> price(Journal& journal, std::int32_t local_minute, Basket& basket) {
    const Journal::State state = journal.state();
    basket.pricing = {};
    if (!state.campaigns || !state.shift_date || basket.lines.empty()) return {};
    const sync::MemberChange* const member =
        basket.card && basket.card->member ? &*basket.card->member : nullptr;
    const MemberId id = member == nullptr ? MemberId{} : member->facts.member;
    PARETO_TRY(const auto uses, journal.campaign_uses(id, *state.shift_date));
    const Occasion occasion{
        state.branch, state.terminal, state.branch_code, *state.shift_date, local_minute};
    basket.pricing = price_basket(*state.campaigns,
                                  state.rules,
                                  occasion,
                                  {&basket.lines, &basket.tenders, member, basket.coupons},
                                  uses);
    return {};
}

}  // namespace pareto::terminal

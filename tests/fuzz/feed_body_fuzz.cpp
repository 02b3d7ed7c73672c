// What a change of the down feed carries: rules, an item, a member, a blocked card, a campaign; and
// a ring of group keys; who works at a branch.
#include "common/journal/gift_bodies.h"
#include "common/loyalty/loyalty.h"
#include "common/sync/campaign.h"
#include "common/sync/campaign_list.h"
#include "common/sync/feed.h"
#include "common/sync/gift.h"
#include "common/sync/group_keys.h"
#include "common/sync/reward.h"
#include "common/sync/staff.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

// Whatever rules come down, selling goes on: nothing divides by zero, and points are worth what was
// paid at most.
void use(const loyalty::RuleSet& rules) {
    for (const std::int64_t minor : {std::int64_t{1}, std::int64_t{12'345}, kMinorMax}) {
        PARETO_CHECK(loyalty::earn(minor, rules).value >= 0);
        const Points used = loyalty::redeemable(Points{1'000}, minor, rules);
        PARETO_CHECK(used.value >= 0 && used.value <= 1'000 &&
                     loyalty::worth(used, rules) <= minor);
    }
    PARETO_CHECK(loyalty::lot_expiry(from_day_number(20'000), rules) >= from_day_number(20'000));
}

template <typename Change>
void check_stable(const Result<Change>& change, Result<Change> (*decode)(BytesView)) {
    if (!change) {
        PARETO_CHECK(change.error().code == FaultCode::Corrupt ||
                     change.error().code == FaultCode::Unsupported);
        return;
    }
    const auto again = decode(sync::encode(*change));
    PARETO_CHECK(again && *again == *change);
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(feed_body) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const auto rules = sync::decode_rules(input);
    if (rules) use(rules->rules);
    check_stable(rules, &sync::decode_rules);
    check_stable(sync::decode_item(input), &sync::decode_item);
    check_stable(sync::decode_member(input), &sync::decode_member);
    check_stable(sync::decode_blocked_card(input), &sync::decode_blocked_card);
    check_stable(sync::decode_campaign_list(input), &sync::decode_campaign_list);
    check_stable(sync::decode_campaigns_of_list(input), &sync::decode_campaigns_of_list);
    check_stable(sync::decode_campaign_facts(input), &sync::decode_campaign_facts);
    check_stable(sync::decode_group_keys(input), &sync::decode_group_keys);
    check_stable(sync::decode_held_voucher(input), &sync::decode_held_voucher);
    check_stable(sync::decode_held_coupon(input), &sync::decode_held_coupon);
    check_stable(sync::decode_gift_change(input), &sync::decode_gift_change);
    check_stable(sync::decode_gift_stock(input), &sync::decode_gift_stock);
    if (const auto gift = journal::decode_gift(input)) {
        const auto again = journal::decode_gift(journal::encode_gift(*gift));
        PARETO_CHECK(again && *again == *gift && loyalty::is_gift_code(gift->code));
    }
    check_stable(sync::decode_staff(input), &sync::decode_staff);
    const auto campaign = sync::decode_campaign(input);
    if (campaign) PARETO_CHECK(loyalty::CampaignSet::prepare({*campaign}));
    check_stable(campaign, &sync::decode_campaign);
}

// A terminal asks for a use of a voucher, or for a code of campaigns' pools. What is granted is
// taken first, in one transaction; on PostgreSQL these are one after the other, so of two terminals
// that ask at once exactly one wins.
#include <algorithm>

#include "common/loyalty/coupon.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/sync_service.h"
#include "hq/database/terminals.h"
#include "hq/database/usable_on.h"
#include "hq/database/vouchers.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using loyalty::CouponRefusal;
using loyalty::VoucherRefusal;
using pareto::database::Connection;
using pareto::database::Row;

constexpr std::string_view kNotAllowed = "NotAllowed";
constexpr std::string_view kHeldElsewhere = "OtherTerminal";

/// Of merged members the one that they are.
Result<MemberId> person(Connection& connection, MemberId member) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select coalesce(merged_into, member_id) from member where member_id = $1",
                   {member.value}));
    return rows.empty() ? member : MemberId{rows[0].integer(0)};
}

sync::RewardAnswer refused(VoucherRefusal refusal) {
    sync::RewardAnswer answer;
    answer.refusal = std::string{loyalty::name_of(refusal)};
    return answer;
}

/// The answer that was given before to the same question; nothing when it is new.
std::optional<sync::RewardAnswer> answered_before(const VoucherBooks& books,
                                                  const sync::VoucherWanted& wanted) {
    const KnownUse& use = books.uses.at(wanted.redemption);
    const bool same = use.voucher == wanted.voucher && use.member == wanted.member &&
                      use.due_minor == wanted.due_minor;
    if (!same || use.state == UseState::Reversed) return refused(VoucherRefusal::NotAllowed);
    if (use.state == UseState::Requested) return std::nullopt;
    if (use.state == UseState::Refused) return refused(static_cast<VoucherRefusal>(use.refusal));
    sync::RewardAnswer answer;
    answer.paid_minor = use.use.paid_minor;
    answer.left_minor = books.vouchers.at(wanted.voucher).left_minor;
    return answer;
}

struct Asking {
    TerminalId terminal;
    BusinessDate on{};
    const loyalty::RuleSet* rules = nullptr;
};

Result<sync::RewardAnswer> hold_voucher(Connection& connection,
                                        const Asking& asking,
                                        const sync::VoucherWanted& wanted) {
    Books books;
    NamedRewards named;
    named.vouchers.insert(wanted.voucher);
    named.redemptions.insert(wanted.redemption);
    PARETO_TRY_VOID(read_rewards(connection, std::move(named), books));
    VoucherBooks& vouchers = books.vouchers;
    vouchers.request(wanted.redemption,
                     {.voucher = wanted.voucher,
                      .member = wanted.member,
                      .due_minor = wanted.due_minor,
                      .use = {},
                      .grant = {},
                      .signature = {}});
    if (const auto before = answered_before(vouchers, wanted)) return *before;
    const auto known = vouchers.vouchers.find(wanted.voucher);
    sync::RewardAnswer answer;
    if (known == vouchers.vouchers.end()) {
        answer = refused(VoucherRefusal::UnknownVoucher);
        vouchers.refuse(wanted.redemption, VoucherRefusal::UnknownVoucher);
    } else if (known->second.terms.holder && known->second.terms.holder == asking.terminal) {
        // It asks because it has not heard of its voucher yet. Taken here, it would take it once
        // more by itself when it has.
        answer = refused(VoucherRefusal::NotAllowed);
        vouchers.refuse(wanted.redemption, VoucherRefusal::NotAllowed);
    } else {
        loyalty::Voucher terms = known->second.terms;
        PARETO_TRY(terms.member, person(connection, terms.member));
        PARETO_TRY(const MemberId shown, person(connection, wanted.member));
        const auto use = loyalty::plan_use(terms,
                                           {.member = shown,
                                            .terminal = asking.terminal,
                                            .today = asking.on,
                                            .due_minor = wanted.due_minor,
                                            .left_minor = known->second.left_minor,
                                            .keeps_rest = asking.rules->vouchers.keeps_rest});
        if (use) {
            vouchers.hold(wanted.redemption, wanted.redemption, *use);
            answer.paid_minor = use->paid_minor;
        } else {
            answer = refused(use.error());
            vouchers.refuse(wanted.redemption, use.error());
        }
        answer.left_minor = known->second.left_minor;
    }
    PARETO_TRY_VOID(write_rewards(connection, books));
    return answer;
}

struct CodeFound {
    loyalty::CampaignId campaign;
    TerminalId holder;
    loyalty::CouponFacts facts;
    std::vector<std::string> skus;
};

Result<std::vector<CodeFound>> find_code(Connection& connection, const sync::CouponWanted& wanted) {
    PARETO_TRY(const auto pools,
               connection.execute("select campaign_id, holder from coupon where code = $1 order by "
                                  "campaign_id",
                                  {wanted.code}));
    std::vector<CodeFound> found;
    for (const Row& row : pools) {
        CodeFound one{loyalty::CampaignId{row.integer(0)}, TerminalId{row.integer(1)}, {}, {}};
        PARETO_TRY(const auto facts,
                   connection.execute(
                       "select (select count(*) from campaign_target where campaign_id = $1 and "
                       "member_id = $3), count(*), coalesce(sum(case when member_id = $3 then 1 "
                       "else 0 end), 0) from (select member_id from coupon_use where campaign_id = "
                       "$1 and code = $2 union all select member_id from coupon_claim where "
                       "campaign_id = $1 and code = $2 and state = 'claimed') used",
                       {one.campaign.value, wanted.code, wanted.member.value}));
        one.facts.targeted = facts[0].integer(0) > 0;
        one.facts.uses = facts[0].integer(1);
        one.facts.uses_by_member = facts[0].integer(2);
        PARETO_TRY(const auto items,
                   connection.execute("select sku from coupon_item where code = $2 and campaign_id "
                                      "= $1 order by sku",
                                      {one.campaign.value, wanted.code}));
        for (const Row& item : items)
            one.skus.push_back(item.text(0));
        found.push_back(std::move(one));
    }
    for (CodeFound& one : found) {
        for (const CodeFound& other : found)
            one.facts.campaigns.push_back(other.campaign);
    }
    return found;
}

/// The campaigns for which the code may be used now, and why not for the others: the first reason.
Result<sync::RewardAnswer> look_at_code(Connection& connection,
                                        const Asking& asking,
                                        const sync::CouponWanted& wanted) {
    sync::RewardAnswer answer;
    PARETO_TRY(const auto found, find_code(connection, wanted));
    PARETO_TRY(const auto live, live_list(connection));
    const auto refuse = [&](std::string_view why) {
        if (answer.refusal.empty()) answer.refusal = std::string{why};
    };
    for (const CodeFound& one : found) {
        const auto campaign =
            std::find_if(live.campaigns.begin(), live.campaigns.end(), [&](const auto& candidate) {
                return candidate.id == one.campaign;
            });
        if (campaign == live.campaigns.end() || !campaign->coupons.pool) continue;
        if (one.holder) {
            // Its holder has not heard of it yet, and would use it once more when it has.
            refuse(one.holder == asking.terminal ? kNotAllowed : kHeldElsewhere);
            continue;
        }
        const auto refusal = loyalty::check_coupon(*campaign, wanted.code, one.facts, asking.on);
        if (refusal) {
            refuse(loyalty::name_of(*refusal));
            continue;
        }
        answer.coupons.push_back({one.campaign.value, one.skus});
    }
    if (!answer.coupons.empty()) answer.refusal.clear();
    if (answer.coupons.empty() && answer.refusal.empty())
        refuse(loyalty::name_of(found.empty() ? CouponRefusal::UnknownCoupon
                                              : CouponRefusal::OutsideDates));
    return answer;
}

std::optional<sync::RewardAnswer> answered_before(const CouponClaims& claims,
                                                  const sync::CouponWanted& wanted,
                                                  sync::RewardAnswer now) {
    const auto first = claims.claims.lower_bound({wanted.claim, loyalty::CampaignId{}});
    sync::RewardAnswer answer;
    bool known = false;
    for (auto claim = first; claim != claims.claims.end() && claim->first.first == wanted.claim;
         ++claim) {
        const KnownClaim& one = claim->second;
        const bool same = one.code == wanted.code && one.member == wanted.member;
        if (!same || one.state == ClaimState::Released) {
            answer.refusal = std::string{kNotAllowed};
            return answer;
        }
        if (one.state == ClaimState::Refused) {
            answer.refusal = one.refusal;
            return answer;
        }
        if (!claim->first.second) continue;
        known = true;
        answer.coupons.push_back({claim->first.second.value, {}});
    }
    if (!known) return std::nullopt;
    for (sync::CouponOfCampaign& coupon : answer.coupons) {
        for (sync::CouponOfCampaign& other : now.coupons) {
            if (other.campaign == coupon.campaign) coupon.skus = std::move(other.skus);
        }
    }
    return answer;
}

Result<sync::RewardAnswer> claim_coupon(Connection& connection,
                                        const Asking& asking,
                                        const sync::CouponWanted& wanted) {
    Books books;
    NamedRewards named;
    named.redemptions.insert(wanted.claim);
    PARETO_TRY_VOID(read_rewards(connection, std::move(named), books));
    PARETO_TRY(const sync::RewardAnswer answer, look_at_code(connection, asking, wanted));
    if (const auto before = answered_before(books.coupons, wanted, answer)) return *before;
    KnownClaim by{.code = wanted.code, .member = wanted.member, .refusal = {}, .sale = {}};
    std::vector<loyalty::CampaignId> campaigns;
    for (const sync::CouponOfCampaign& coupon : answer.coupons)
        campaigns.emplace_back(loyalty::CampaignId{coupon.campaign});
    if (!answer.refusal.empty()) {
        // Its entry may have been noted already, as asking.
        books.coupons.claims.erase({wanted.claim, loyalty::CampaignId{}});
        campaigns = {loyalty::CampaignId{}};
        by.state = ClaimState::Refused;
        by.refusal = answer.refusal;
    }
    books.coupons.claim(wanted.claim, campaigns, by);
    PARETO_TRY_VOID(write_rewards(connection, books));
    return answer;
}

}  // namespace

Result<sync::Response> SyncService::answer_about_rewards(TerminalId id,
                                                         const sync::Request& request) {
    sync::Response response;
    const auto* const voucher = std::get_if<sync::VoucherWanted>(&request.body);
    const auto* const coupon = std::get_if<sync::CouponWanted>(&request.body);
    const EntryId asked = voucher != nullptr  ? voucher->redemption
                          : coupon != nullptr ? coupon->claim
                                              : EntryId{};
    response.reward.refusal = std::string{kNotAllowed};
    if (!asked) return response;
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(const auto owner,
               connection_.execute(
                   "select t.branch_id from registration r join terminal t on t.terminal_id = "
                   "r.terminal_id where r.registration = $1 and r.terminal_id = $2 and r.standing "
                   "<> 'forked' and t.standing = 'enrolled'",
                   {std::int64_t{asked.registration()}, id.value}));
    const bool sound = voucher == nullptr || (voucher->due_minor <= kMinorMax &&
                                              voucher->voucher.size() == loyalty::kVoucherKeyBytes);
    if (owner.empty() || !sound) return response;
    PARETO_TRY(const Preamble preamble, preamble_.read(connection_));
    PARETO_TRY(const BusinessDate on,
               usable_on(connection_, clock_, BranchId{owner[0].integer(0)}));
    const Asking asking{id, on, &preamble.rules.rbegin()->second};
    if (voucher != nullptr) {
        PARETO_TRY(response.reward, hold_voucher(connection_, asking, *voucher));
    } else {
        PARETO_TRY(response.reward, claim_coupon(connection_, asking, *coupon));
    }
    if (response.reward.refusal.empty()) response.outcome = sync::AuthoriseOutcome::Approved;
    PARETO_TRY_VOID(transaction.commit());
    return response;
}

}  // namespace pareto::hq::database

#include "terminal/app/rewards.h"

#include <algorithm>

#include "terminal/app/allowances.h"
#include "terminal/app/redemption.h"
#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

using loyalty::PresentedCoupon;
using loyalty::RedemptionMeans;
using loyalty::VoucherRefusal;

tl::unexpected<std::variant<Refused, Fault>> refuse_voucher(VoucherRefusal why) {
    return refuse(TerminalRefusal::VoucherRefused,
                  std::string{loyalty::name_of(why)} + ": " + std::string{loyalty::advice(why)});
}

Outcome<EntryId> append(Journal& journal, const ports::Clock& clock, journal::Body body) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    const journal::Entry entry{clock.now(), *state.shift_date, state.operator_id, std::move(body)};
    PARETO_TRY(const EntryId id, journal.append(entry, {}, {}));
    return id;
}

/// What HQ says when this program does not know the refusal: it is told as HQ said it.
std::string told_by_hq(const std::string& name) {
    for (std::uint8_t number = 1; number <= loyalty::kVoucherRefusalLast; ++number) {
        const auto refusal = static_cast<VoucherRefusal>(number);
        if (loyalty::name_of(refusal) == name)
            return name + ": " + std::string{loyalty::advice(refusal)};
    }
    return name + ": HQ refuses it";
}

/// A terminal that HQ left the voucher to takes it without asking, also while HQ answers: nobody
/// else may.
Outcome<ApprovedVoucher> take_held(Journal& journal,
                                   const ports::Clock& clock,
                                   const VoucherShown& shown,
                                   const HeldVoucher& held) {
    const Journal::State state = journal.state();
    const auto terms = journal::decode_voucher(held.grant);
    const bool is_ours =
        terms && terms->holder == state.offline.terminal &&
        journal::is_voucher_signed(state.offline.allowance_key, held.grant, held.signature);
    if (!is_ours) return refuse_voucher(VoucherRefusal::UnknownVoucher);
    // What it took before it was restored, it may not know.
    if (state.offline.restored) return refuse_voucher(VoucherRefusal::HqDoesNotAnswer);
    const auto use =
        loyalty::plan_use(*terms,
                          {.member = shown.member,
                           .terminal = state.offline.terminal,
                           .today = offline_date(state, clock),
                           .due_minor = shown.due_minor,
                           .left_minor = terms->value_minor * terms->uses - held.spent_minor,
                           .keeps_rest = state.rules.vouchers.keeps_rest});
    if (!use) return refuse_voucher(use.error());
    PARETO_TRY(const EntryId id,
               append(journal,
                      clock,
                      journal::VoucherRequested{.voucher = terms->key,
                                                .member = shown.member,
                                                .due_minor = shown.due_minor,
                                                .means = RedemptionMeans::Allowance,
                                                .use = *use,
                                                .grant = held.grant,
                                                .signature = held.signature}));
    const std::int64_t left =
        terms->value_minor * terms->uses - held.spent_minor - use->taken_minor;
    return ApprovedVoucher{id, terms->key, use->paid_minor, left, RedemptionMeans::Allowance};
}

bool has_pool(const Journal::State& state) {
    if (!state.campaigns) return false;
    const auto& live = state.campaigns->set.campaigns();
    return std::any_of(
        live.begin(), live.end(), [](const auto& campaign) { return campaign.coupons.pool; });
}

/// A campaign that states the code itself needs no pool.
bool is_stated(const Journal::State& state, const std::string& code) {
    if (!state.campaigns) return false;
    const auto& live = state.campaigns->set.campaigns();
    return std::any_of(live.begin(), live.end(), [&](const loyalty::Campaign& campaign) {
        const auto& codes = campaign.coupons.codes;
        return std::find(codes.begin(), codes.end(), code) != codes.end();
    });
}

/// Those of the campaigns that are live here and may have the code used once more.
std::vector<HeldCoupon> usable(const Journal::State& state,
                               const std::vector<HeldCoupon>& held,
                               BusinessDate today) {
    std::vector<HeldCoupon> found;
    if (state.offline.restored || !state.campaigns) return found;
    for (const HeldCoupon& one : held) {
        const loyalty::Campaign* const campaign = state.campaigns->set.find(one.coupon.campaign);
        if (campaign == nullptr || one.coupon.holder != state.offline.terminal) continue;
        if (today < campaign->from || today > campaign->to) continue;
        const auto& terms = campaign->coupons;
        if (terms.uses_per_code > 0 && one.uses >= terms.uses_per_code) continue;
        if (terms.uses_per_member > 0 && one.uses_by_member >= terms.uses_per_member) continue;
        found.push_back(one);
    }
    return found;
}

Outcome<std::vector<PresentedCoupon>> take_held(Journal& journal,
                                                const ports::Clock& clock,
                                                const std::vector<HeldCoupon>& held,
                                                const journal::CouponRequested& asked) {
    const auto today = offline_date(journal.state(), clock);
    const auto usable_here = usable(journal.state(), held, today);
    if (usable_here.empty())
        return refuse(TerminalRefusal::CouponRefused, "UsedUp: this coupon was used, or is over");
    journal::CouponRequested request = asked;
    request.means = RedemptionMeans::Allowance;
    for (const HeldCoupon& one : usable_here)
        request.campaigns.push_back(one.coupon.campaign);
    PARETO_TRY(const EntryId claim, append(journal, clock, request));
    std::vector<PresentedCoupon> coupons;
    for (const HeldCoupon& one : usable_here)
        coupons.push_back({asked.code, one.coupon.campaign, one.coupon.skus, claim});
    return coupons;
}

}  // namespace

Outcome<ApprovedVoucher> request_voucher(Journal& journal,
                                         Uplink& uplink,
                                         const ports::Clock& clock,
                                         const VoucherShown& shown) {
    if (const auto refused = refuse_to_sell(journal.state())) return unexpected{*refused};
    if (shown.due_minor <= 0) return refuse_voucher(VoucherRefusal::NothingDue);
    const Bytes key = journal::voucher_key(shown.secret);
    PARETO_TRY(const auto held, journal.held_voucher(key));
    if (held) return take_held(journal, clock, shown, *held);
    if (!uplink.connected()) return refuse_voucher(VoucherRefusal::HqDoesNotAnswer);
    PARETO_TRY(const EntryId id,
               append(journal,
                      clock,
                      journal::VoucherRequested{.voucher = key,
                                                .member = shown.member,
                                                .due_minor = shown.due_minor,
                                                .use = {},
                                                .grant = {},
                                                .signature = {}}));
    uplink.wake();
    const auto response =
        uplink.ask(sync::VoucherWanted{id, key, shown.member, shown.due_minor}, kAuthoriseWithin);
    const bool answered = response && response->error.empty();
    const bool approved = answered && response->outcome == sync::AuthoriseOutcome::Approved;
    if (approved && response->reward.paid_minor > 0 &&
        response->reward.paid_minor <= shown.due_minor) {
        return ApprovedVoucher{
            id, key, response->reward.paid_minor, response->reward.left_minor, RedemptionMeans::Hq};
    }
    // HQ may have taken it although its answer was lost; the reversal gives it back.
    PARETO_TRY_VOID(reverse_redemption(journal, clock, id));
    uplink.wake();
    if (!answered) return refuse_voucher(VoucherRefusal::HqDoesNotAnswer);
    return refuse(TerminalRefusal::VoucherRefused, told_by_hq(response->reward.refusal));
}

Outcome<std::vector<PresentedCoupon>> claim_coupon(Journal& journal,
                                                   Uplink& uplink,
                                                   const ports::Clock& clock,
                                                   const std::string& code,
                                                   MemberId member) {
    const Journal::State state = journal.state();
    const std::vector<PresentedCoupon> as_stated{{code, {}, {}, {}}};
    if (!has_pool(state) || is_stated(state, code)) return as_stated;
    PARETO_TRY(const auto held, journal.held_coupons(code, member));
    const journal::CouponRequested asked{.code = code, .member = member, .campaigns = {}};
    if (!held.empty()) return take_held(journal, clock, held, asked);
    constexpr std::string_view kNobodyToAsk =
        "HqDoesNotAnswer: only HQ can tell whether this coupon was used";
    if (!uplink.connected())
        return refuse(TerminalRefusal::CouponRefused, std::string{kNobodyToAsk});
    PARETO_TRY(const EntryId claim, append(journal, clock, asked));
    uplink.wake();
    const auto response = uplink.ask(sync::CouponWanted{claim, code, member}, kAuthoriseWithin);
    const bool answered = response && response->error.empty();
    if (answered && response->outcome == sync::AuthoriseOutcome::Approved) {
        std::vector<PresentedCoupon> coupons;
        for (const sync::CouponOfCampaign& one : response->reward.coupons)
            coupons.push_back({code, loyalty::CampaignId{one.campaign}, one.skus, claim});
        return coupons;
    }
    PARETO_TRY_VOID(reverse_redemption(journal, clock, claim));
    uplink.wake();
    if (!answered) return refuse(TerminalRefusal::CouponRefused, std::string{kNobodyToAsk});
    return refuse(TerminalRefusal::CouponRefused,
                  response->reward.refusal + ": HQ refuses this coupon");
}

std::vector<GivenVoucher> vouchers_of(const Journal::State& state,
                                      const sale::Sale& sale,
                                      Registration registration,
                                      UtcTime occurred_at) {
    std::vector<GivenVoucher> given;
    for (std::size_t i = 0; i < sale.campaigns.awards.size(); ++i) {
        if (sale.campaigns.awards[i].voucher_minor <= 0) continue;
        given.push_back({i,
                         journal::voucher_secret(state.card_key_secret,
                                                 {registration,
                                                  sale.receipt_number,
                                                  to_ms(occurred_at),
                                                  static_cast<std::int32_t>(i) + 1})});
    }
    return given;
}

}  // namespace pareto::terminal

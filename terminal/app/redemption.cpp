#include "terminal/app/redemption.h"

#include <algorithm>

#include "terminal/app/allowances.h"
#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

using loyalty::RedemptionMeans;

RedemptionMeans means_of(const journal::Body& body) {
    if (const auto* const points = std::get_if<journal::RedemptionRequested>(&body))
        return points->means;
    if (const auto* const voucher = std::get_if<journal::VoucherRequested>(&body))
        return voucher->means;
    const auto* const coupon = std::get_if<journal::CouponRequested>(&body);
    return coupon == nullptr ? RedemptionMeans::Hq : coupon->means;
}

Result<void> append_reversal(Journal& journal, const ports::Clock& clock, EntryId redemption) {
    const Journal::State state = journal.state();
    PARETO_TRY(const auto request, journal.find(redemption));
    const RedemptionMeans means = request ? means_of(request->body) : RedemptionMeans::Hq;
    journal::Entry entry;
    entry.occurred_at = clock.now();
    // At start the shift may be closed; the reversal then belongs to the day it is written on.
    entry.business_date = state.shift_date.value_or(
        BusinessDate{std::chrono::floor<std::chrono::days>(entry.occurred_at)});
    entry.operator_id = state.shift ? state.operator_id : std::string{};
    entry.body = journal::RedemptionReversed{redemption, means != RedemptionMeans::Hq};
    PARETO_TRY_VOID(journal.append(entry, {}, {}));
    return {};
}

Outcome<EntryId> append_request(Journal& journal,
                                const ports::Clock& clock,
                                journal::RedemptionRequested request) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    const journal::Entry entry{
        clock.now(), *state.shift_date, state.operator_id, std::move(request)};
    PARETO_TRY(const EntryId id, journal.append(entry, {}, {}));
    return id;
}

Outcome<ApprovedRedemption> approve(Journal& journal,
                                    const ports::Clock& clock,
                                    const PresentedCard& card,
                                    const journal::RedemptionRequested& request) {
    PARETO_TRY(const EntryId id, append_request(journal, clock, request));
    // What was reserved for this terminal is not in the balance that HQ told.
    const bool from_balance = request.means == RedemptionMeans::StandIn;
    const Points available = card.facts().available;
    return ApprovedRedemption{
        id,
        request.points,
        loyalty::worth(request.points, journal.state().rules),
        from_balance ? Points{available.value - request.points.value} : available,
        request.means};
}

Result<std::optional<HeldAllowance>> usable_allowance(Journal& journal,
                                                      const ports::Clock& clock,
                                                      MemberId member) {
    PARETO_TRY(const auto all, journal.allowances(member));
    const BusinessDate today = offline_date(journal.state(), clock);
    const auto found = std::find_if(all.begin(), all.end(), [&](const HeldAllowance& held) {
        return loyalty::accepts(held.allowance, held.spent, Points{1}, today);
    });
    return found == all.end() ? std::nullopt : std::optional{*found};
}

/// HQ may name a refusal that this program does not know.
tl::unexpected<std::variant<Refused, Fault>> refuse_gift(std::string_view name) {
    std::string_view advice = "HQ refuses it";
    for (std::uint8_t number = 1; number <= loyalty::kGiftRefusalLast; ++number) {
        const auto refusal = static_cast<loyalty::GiftRefusal>(number);
        if (loyalty::name_of(refusal) == name) advice = loyalty::advice(refusal);
    }
    return refuse(TerminalRefusal::GiftRefused, std::string{name} + ": " + std::string{advice});
}

Outcome<ApprovedRedemption> redeem_offline(Journal& journal,
                                           const ports::Clock& clock,
                                           const PresentedCard& card,
                                           const WantedPoints& wanted) {
    const Points points = wanted.points;
    PARETO_TRY(const auto question, offline_question(journal, clock, card, points));
    const auto means = loyalty::decide(question);
    if (!wanted.in_stock) return refuse_gift(loyalty::name_of(loyalty::GiftRefusal::OutOfStock));
    if (!means) {
        return refuse(TerminalRefusal::RedemptionOffline,
                      std::string{loyalty::name_of(means.error())} + ": HQ does not answer, and " +
                          std::string{loyalty::advice(means.error())});
    }
    const MemberId member = card.facts().member;
    journal::RedemptionRequested request{member, points, *means};
    request.gift = wanted.gift;
    if (*means == RedemptionMeans::Allowance) {
        PARETO_TRY(const auto held, usable_allowance(journal, clock, member));
        if (!held) return refuse(TerminalRefusal::RedemptionOffline, "the allowance has ended");
        request.allowance = held->allowance.id;
        request.spent = Points{held->spent.value + points.value};
    } else {
        request.card_key = card.card_key;
        request.secure = question.card_is_secure;
    }
    return approve(journal, clock, card, request);
}

/// HQ said no. What it had reserved for this terminal it does not see in the balance, so that may
/// serve.
Outcome<ApprovedRedemption> refused_by_hq(Journal& journal,
                                          const ports::Clock& clock,
                                          const PresentedCard& card,
                                          const WantedPoints& wanted,
                                          const sync::Response& response) {
    const Points points = wanted.points;
    if (!response.reward.refusal.empty()) return refuse_gift(response.reward.refusal);
    switch (response.outcome) {
        case sync::AuthoriseOutcome::InsufficientPoints: {
            PARETO_TRY(const auto question, offline_question(journal, clock, card, points));
            const auto means = loyalty::decide(question);
            if (means && *means == RedemptionMeans::Allowance)
                return redeem_offline(journal, clock, card, wanted);
            return refuse(TerminalRefusal::RedemptionRefused,
                          "not enough points: " + std::to_string(response.available.value));
        }
        case sync::AuthoriseOutcome::UnknownMember:
            return refuse(TerminalRefusal::RedemptionRefused, "HQ does not know the member");
        case sync::AuthoriseOutcome::Approved:
        case sync::AuthoriseOutcome::NotAllowed:
            break;
    }
    return refuse(TerminalRefusal::RedemptionRefused, "HQ does not allow it");
}

}  // namespace

Result<loyalty::RedemptionQuestion> offline_question(Journal& journal,
                                                     const ports::Clock& clock,
                                                     const PresentedCard& card,
                                                     Points points) {
    const Journal::State state = journal.state();
    const loyalty::MemberFacts facts = card.facts();
    loyalty::RedemptionQuestion question;
    question.wanted = points;
    question.limits = state.rules.offline;
    question.terminal_restored = state.offline.restored;
    const std::int64_t heard_ms = std::max(state.offline.hq_answered_ms, state.offline.hq_time_ms);
    if (heard_ms != 0) question.since_hq = clock.now() - from_ms(heard_ms);
    PARETO_TRY(const KnownCard known, journal.find_card(card.card_key));
    question.card_blocked = card.blocked || known.blocked;
    question.card_must_prove = !card.may_redeem();
    question.card_is_secure =
        loyalty::is_secure(card.family) && card.proof != loyalty::CardProof::None;
    PARETO_TRY(const auto held, usable_allowance(journal, clock, facts.member));
    if (held) question.allowance_left = Points{held->allowance.limit.value - held->spent.value};
    PARETO_TRY(const auto member, journal.find_member(facts.member));
    question.last_known_balance = member ? member->facts.available : facts.available;
    PARETO_TRY(question.counters, journal.stand_in(card.card_key));
    return question;
}

Outcome<ApprovedRedemption> request_redemption(Journal& journal,
                                               Uplink& uplink,
                                               const ports::Clock& clock,
                                               const PresentedCard& card,
                                               Points points) {
    return request_points_for(journal, uplink, clock, card, {points, {}});
}

Outcome<ApprovedRedemption> request_points_for(Journal& journal,
                                               Uplink& uplink,
                                               const ports::Clock& clock,
                                               const PresentedCard& card,
                                               const WantedPoints& wanted) {
    const MemberId member = card.facts().member;
    const Points points = wanted.points;
    if (const auto refused = refuse_to_sell(journal.state())) return unexpected{*refused};
    if (!uplink.connected()) return redeem_offline(journal, clock, card, wanted);
    journal::RedemptionRequested request{member, points};
    request.gift = wanted.gift;
    PARETO_TRY(const EntryId id, append_request(journal, clock, std::move(request)));
    uplink.wake();
    const auto response =
        uplink.ask(sync::Authorise{id, member, points, wanted.gift}, kAuthoriseWithin);
    const bool answered = response && response->error.empty();
    if (answered && response->outcome == sync::AuthoriseOutcome::Approved) {
        return ApprovedRedemption{
            id, points, loyalty::worth(points, journal.state().rules), response->available};
    }
    // HQ may have debited although its answer was lost; the reversal gives that back, and goes
    // before whatever is redeemed without HQ.
    PARETO_TRY_VOID(append_reversal(journal, clock, id));
    uplink.wake();
    if (!answered) return redeem_offline(journal, clock, card, wanted);
    return refused_by_hq(journal, clock, card, wanted, *response);
}

Outcome<void> reverse_redemption(Journal& journal, const ports::Clock& clock, EntryId redemption) {
    PARETO_TRY_VOID(append_reversal(journal, clock, redemption));
    return {};
}

Outcome<int> reverse_open_redemptions(Journal& journal, const ports::Clock& clock) {
    if (!journal.state().may_sell) return 0;
    PARETO_TRY(const auto open, journal.open_redemptions());
    int reversed = 0;
    for (const EntryId redemption : open) {
        PARETO_TRY_VOID(append_reversal(journal, clock, redemption));
        ++reversed;
    }
    return reversed;
}

}  // namespace pareto::terminal

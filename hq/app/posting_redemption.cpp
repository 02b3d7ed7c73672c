// What was paid with points: the sale captures a redemption that HQ held, or is debited now, once.
#include <algorithm>

#include "hq/app/posting.h"

namespace pareto::hq {
namespace {

constexpr std::string_view name_of(RedemptionState state) {
    switch (state) {
        case RedemptionState::Held:
            return "held";
        case RedemptionState::Refused:
            return "refused";
        case RedemptionState::Captured:
            return "captured";
        case RedemptionState::Reversed:
            return "reversed";
    }
    return "unknown";
}

std::int64_t given_back_of(const KnownSale& known) {
    std::int64_t points = 0;
    for (const auto& [line, back] : known.returned)
        points += back.given;
    return points;
}

}  // namespace

void Posting::capture(Booking& booking,
                      KnownSale& known,
                      const sale::Tender& tender,
                      MemberId owner) {
    const SaleHead& head = known.head;
    const EntryId entry{head.id.value};
    const std::int64_t points = tender.points.value;
    if (points <= 0 || !tender.redemption) {
        suspend(entry,
                suspense_reason::kRedemptionConflict,
                "a tender of points without points or without a redemption");
        return;
    }
    if (loyalty::worth(tender.points, rules_of(known)) < tender.amount_minor) {
        suspend(entry,
                suspense_reason::kEngineMismatch,
                std::to_string(points) + " points were taken for more than their worth");
    }
    const auto [found, is_new] = books_.redemptions.try_emplace(tender.redemption.value);
    Redemption& redemption = found->second;
    if (!is_new && redemption.state == RedemptionState::Captured) {
        suspend(entry,
                suspense_reason::kRedemptionConflict,
                "redemption " + std::to_string(tender.redemption.value) + " was captured before");
        return;
    }
    if (!is_new && (redemption.state != RedemptionState::Held || redemption.points != points)) {
        suspend(entry,
                suspense_reason::kRedemptionConflict,
                "redemption " + std::to_string(tender.redemption.value) + " was " +
                    std::string{name_of(redemption.state)} + " with " +
                    std::to_string(redemption.points) + " points, captured with " +
                    std::to_string(points));
    }
    if (!is_new && redemption.state == RedemptionState::Held) {
        capture_held(booking, tender.redemption, redemption, points);
        if (points > redemption.points)
            debit(booking, head, redemption.member, points - redemption.points);
    } else {
        const auto offline = books_.offline_redemptions.find(tender.redemption.value);
        const bool vouched_for = offline != books_.offline_redemptions.end();
        // Whose allowance it is, HQ said itself, also when it has lost the member since.
        if (vouched_for && (offline->second.allowance ||
                            books_.members.contains(offline->second.member.value)))
            redemption.member = offline->second.member;
        if (!redemption.member) redemption.member = owner;
        redemption.points = points;
        const std::int64_t left =
            vouched_for ? spend_reserved(booking, offline->second.allowance, points) : points;
        // With an unknown card the debit waits with the rest of the member's part: member 0 says
        // so.
        if (redemption.member && left > 0) debit(booking, head, redemption.member, left);
    }
    redemption.state = RedemptionState::Captured;
    redemption.captured_by = head.id;
    plan_.redemptions.insert(tender.redemption);
    branch_day(head).points_redeemed += points;
}

void Posting::capture_held(Booking& booking,
                           EntryId id,
                           const Redemption& redemption,
                           std::int64_t points) {
    MemberAccount& account = account_of(redemption.member);
    std::int64_t left = std::min(points, redemption.points);
    for (const Transfer& held : transfers_of(id)) {
        if (held.credit != Account::MemberHeld) continue;
        const std::int64_t taken = std::min(left, held.amount);
        left -= taken;
        if (taken > 0) {
            book(booking,
                 redemption.member,
                 account,
                 {.debit = Account::MemberHeld,
                  .credit = Account::Redeemed,
                  .amount = taken,
                  .code = transfer_code::kCapture,
                  .lot_cause = held.lot_cause,
                  .lot_number = held.lot_number});
        }
        give(booking,
             redemption.member,
             account,
             {.points = held.amount - taken,
              .from = Account::MemberHeld,
              .lot = {held.lot_cause, held.lot_number},
              .expires_on = {},
              .code = transfer_code::kReverse});
    }
}

void Posting::debit(Booking& booking, const SaleHead& head, MemberId member, std::int64_t points) {
    take(booking,
         member,
         account_of(member),
         {.points = points,
          .to = Account::Redeemed,
          .first = {},
          .on = head.business_date,
          .code = transfer_code::kRedeem});
}

void Posting::debit_deferred(Booking& booking, KnownSale& known, MemberId owner) {
    const auto& sale = std::get<sale::Sale>(known.entry->entry->body);
    std::int64_t given = given_back_of(known);
    for (const sale::Tender& tender : sale.tenders) {
        const auto found = books_.redemptions.find(tender.redemption.value);
        if (!pays_with_points(tender) || found == books_.redemptions.end()) continue;
        Redemption& redemption = found->second;
        const bool deferred = !redemption.member && redemption.state == RedemptionState::Captured;
        if (!deferred || redemption.captured_by != known.head.id) continue;
        redemption.member = owner;
        plan_.redemptions.insert(tender.redemption);
        // What returns gave back meanwhile was never debited.
        const std::int64_t points = std::max<std::int64_t>(redemption.points - given, 0);
        given -= redemption.points - points;
        if (points > 0) debit(booking, known.head, owner, points);
    }
}

void Posting::void_redemptions(Booking& booking, KnownSale& known) {
    const std::int64_t given = given_back_of(known);
    const auto [captured, payer] = captured_for(known);
    give_back(booking,
              known,
              {.after = given,
               .points = captured - given,
               .on = known.head.business_date,
               .code = transfer_code::kVoid});
    branch_day(known.head).points_redeemed -= captured - given;
    for (const sale::Tender& tender : std::get<sale::Sale>(known.entry->entry->body).tenders) {
        const auto found = books_.redemptions.find(tender.redemption.value);
        if (!pays_with_points(tender) || found == books_.redemptions.end()) continue;
        Redemption& redemption = found->second;
        if (redemption.state != RedemptionState::Captured ||
            redemption.captured_by != known.head.id)
            continue;
        redemption.state = RedemptionState::Reversed;
        plan_.redemptions.insert(tender.redemption);
    }
}

void Posting::post_reversal(const TakenEntry& taken, EntryId id) {
    const auto [found, is_new] = books_.redemptions.try_emplace(id.value);
    Redemption& redemption = found->second;
    if (is_new) {
        // HQ was never asked, or the question is still under way: it will be refused.
        redemption.state = RedemptionState::Reversed;
        plan_.redemptions.insert(id);
        // What was spent offline and given back counts as spent at the terminal for ever: here it
        // is the member's again.
        const auto offline = books_.offline_redemptions.find(id.value);
        if (offline == books_.offline_redemptions.end()) return;
        Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
        release(booking, offline->second.allowance, offline->second.points);
        return;
    }
    switch (redemption.state) {
        case RedemptionState::Refused:
        case RedemptionState::Reversed:
            return;
        case RedemptionState::Captured:
            suspend(
                taken.id,
                suspense_reason::kRedemptionConflict,
                "redemption " + std::to_string(id.value) + " was captured and cannot be reversed");
            return;
        case RedemptionState::Held:
            break;
    }
    redemption.state = RedemptionState::Reversed;
    plan_.redemptions.insert(id);
    MemberAccount& account = account_of(redemption.member);
    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    for (const Transfer& held : transfers_of(id)) {
        if (held.credit != Account::MemberHeld) continue;
        give(booking,
             redemption.member,
             account,
             {.points = held.amount,
              .from = Account::MemberHeld,
              .lot = {held.lot_cause, held.lot_number},
              .expires_on = {},
              .code = transfer_code::kReverse});
    }
}

std::pair<std::int64_t, MemberId> Posting::captured_for(const KnownSale& known) const {
    std::int64_t points = 0;
    MemberId payer;
    std::set<EntryId> counted;
    for (const sale::Tender& tender : std::get<sale::Sale>(known.entry->entry->body).tenders) {
        const auto found = books_.redemptions.find(tender.redemption.value);
        if (!pays_with_points(tender) || found == books_.redemptions.end()) continue;
        const Redemption& redemption = found->second;
        const bool is_own = redemption.state == RedemptionState::Captured &&
                            redemption.captured_by == known.head.id;
        if (!is_own || !counted.insert(tender.redemption).second) continue;
        points += tender.points.value;
        if (redemption.member) payer = redemption.member;
    }
    return {points, payer};
}

// In the order in which the lots were drawn, each back to where it came from.
void Posting::give_back(Booking& booking, const KnownSale& original, const GivingBack& giving) {
    const MemberId payer = captured_for(original).second;
    if (!payer || giving.points <= 0) return;
    const loyalty::RuleSet& rules = rules_of(original);
    MemberAccount& account = account_of(payer);
    const auto give_to = [&](std::int64_t points, LotKey lot, BusinessDate expires_on) {
        if (!account.lots_known) account.lots_wanted = true;
        if (const OpenLot* const open = find_lot(account, lot)) expires_on = open->expires_on;
        if (!lot.cause || expires_on < giving.on) lot = {booking.cause, kGivenBackLot};
        if (expires_on < giving.on)
            expires_on = std::min(add_days(giving.on, rules.give_back_days), kLastDate);
        give(booking,
             payer,
             account,
             {.points = points,
              .from = Account::Redeemed,
              .lot = lot,
              .expires_on = expires_on,
              .code = giving.code});
    };
    const BusinessDate as_earned = usable_until(original.head.business_date, rules);
    std::int64_t skipped = giving.after;
    std::int64_t left = giving.points;
    for (const Transfer& done : transfers_of(EntryId{original.head.id.value})) {
        if (done.credit != Account::Redeemed) continue;
        const std::int64_t passed = std::min(skipped, done.amount);
        skipped -= passed;
        const std::int64_t points = std::min(left, done.amount - passed);
        left -= points;
        if (points > 0) give_to(points, {done.lot_cause, done.lot_number}, as_earned);
    }
    // What was debited when the card became known stands under that cause, and had no lots here.
    if (left > 0) give_to(left, {}, as_earned);
}

void Posting::take_given_back(Booking& booking,
                              const KnownSale& original,
                              const ReturnedLine& done) {
    const MemberId payer = captured_for(original).second;
    if (!payer || done.given <= 0) return;
    take(booking,
         payer,
         account_of(payer),
         {.points = done.given,
          .to = Account::Redeemed,
          .first = {done.entry, kGivenBackLot},
          .on = original.head.business_date,
          .code = transfer_code::kVoid});
}

std::vector<Transfer> Posting::transfers_of(EntryId cause) const {
    std::vector<Transfer> found;
    if (const auto read = books_.transfers.find(cause.value); read != books_.transfers.end())
        found = read->second;
    std::copy_if(plan_.transfers.begin(),
                 plan_.transfers.end(),
                 std::back_inserter(found),
                 [&](const Transfer& transfer) { return transfer.cause == cause; });
    std::sort(found.begin(), found.end(), [](const Transfer& a, const Transfer& b) {
        return a.number < b.number;
    });
    return found;
}

}  // namespace pareto::hq

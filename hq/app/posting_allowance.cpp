// What HQ reserves for terminals, and what becomes of it.
#include <algorithm>

#include "hq/app/posting.h"

namespace pareto::hq {
namespace {

BusinessDate expiry_of(const MemberAccount& account, const LotKey& key, BusinessDate otherwise) {
    const auto found = std::find_if(account.lots.begin(),
                                    account.lots.end(),
                                    [&](const OpenLot& lot) { return lot.key == key; });
    return found == account.lots.end() ? otherwise : found->expires_on;
}

KnownAllowance* find(Books& books, EntryId id) {
    const auto found = books.allowances.find(id.value);
    return found == books.allowances.end() ? nullptr : &found->second;
}

std::string text(EntryId id) {
    return std::to_string(id.registration()) + ":" + std::to_string(id.sequence());
}

}  // namespace

void Posting::reserve(const TakenEntry& taken, EntryId id, std::int64_t points) {
    KnownAllowance& allowance = books_.allowances[id.value];
    plan_.allowances.insert(id);
    if (points <= 0) return;
    MemberAccount& account = account_of(allowance.member);
    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    const std::size_t before = plan_.transfers.size();
    take(booking,
         allowance.member,
         account,
         {.points = points,
          .to = Account::MemberAllowance,
          .first = {},
          .on = taken.entry->business_date,
          .code = transfer_code::kReserve});
    std::int64_t number = allowance.lots.empty() ? 0 : allowance.lots.back().number;
    for (std::size_t index = before; index < plan_.transfers.size(); ++index) {
        const Transfer& moved = plan_.transfers[index];
        const LotKey lot{moved.lot_cause, moved.lot_number};
        allowance.lots.push_back({.number = ++number,
                                  .lot = lot,
                                  .expires_on = expiry_of(account, lot, allowance.last_day),
                                  .remaining = moved.amount,
                                  .changed = true});
    }
}

void Posting::release(Booking& booking, EntryId id, std::int64_t points) {
    KnownAllowance* const allowance = find(books_, id);
    if (allowance == nullptr) return;
    plan_.allowances.insert(id);
    std::int64_t left = points;
    for (auto lot = allowance->lots.rbegin(); lot != allowance->lots.rend() && left > 0; ++lot) {
        const std::int64_t given = std::min(left, lot->remaining);
        if (given <= 0) continue;
        left -= given;
        lot->remaining -= given;
        lot->changed = true;
        give(booking,
             allowance->member,
             account_of(allowance->member),
             {.points = given,
              .from = Account::MemberAllowance,
              .lot = lot->lot.cause ? lot->lot : LotKey{booking.cause, kSaleLot},
              .expires_on = lot->expires_on,
              .code = transfer_code::kRelease});
    }
}

std::int64_t Posting::spend_reserved(Booking& booking, EntryId id, std::int64_t points) {
    KnownAllowance* const allowance = find(books_, id);
    if (allowance == nullptr) return points;
    plan_.allowances.insert(id);
    std::int64_t left = points;
    for (ReservedLot& lot : allowance->lots) {
        const std::int64_t spent = std::min(left, lot.remaining);
        if (spent <= 0) continue;
        left -= spent;
        lot.remaining -= spent;
        lot.changed = true;
        book(booking,
             allowance->member,
             account_of(allowance->member),
             {.debit = Account::MemberAllowance,
              .credit = Account::Redeemed,
              .amount = spent,
              .code = transfer_code::kCapture,
              .lot_cause = lot.lot.cause,
              .lot_number = lot.lot.number});
    }
    return left;
}

void Posting::post_granted(const TakenEntry& taken, const journal::AllowanceGranted& granted) {
    const EntryId id = granted.allowance ? granted.allowance : taken.id;
    KnownAllowance& allowance = books_.allowances[id.value];
    allowance.member = granted.member;
    allowance.holder = granted.holder;
    allowance.last_day = granted.last_day;
    const std::int64_t more = granted.limit.value - allowance.limit;
    allowance.limit = std::max(allowance.limit, granted.limit.value);
    reserve(taken, id, more);
}

void Posting::post_received(const TakenEntry& taken, const journal::AllowanceReceived& received) {
    const auto grant = journal::decode_grant(received.grant);
    const auto key =
        grant ? books_.allowance_keys.find(grant->key_id) : books_.allowance_keys.end();
    if (key == books_.allowance_keys.end() ||
        !journal::is_signed(key->second, received.grant, received.signature)) {
        suspend(taken.id, suspense_reason::kAllowanceConflict, "no allowance that this HQ signed");
        return;
    }
    if (grant->holder != taken.terminal) {
        suspend(taken.id,
                suspense_reason::kAllowanceConflict,
                "allowance " + text(grant->id) + " is another terminal's");
        return;
    }
    // An HQ that was restored learns here what it had reserved.
    KnownAllowance& allowance = books_.allowances[grant->id.value];
    if (!allowance.member) {
        allowance.member = grant->member;
        allowance.holder = grant->holder;
    }
    const std::int64_t more = grant->limit.value - allowance.limit;
    if (more > 0) allowance.last_day = grant->last_day;
    allowance.limit = std::max(allowance.limit, grant->limit.value);
    allowance.received = std::max(allowance.received, grant->limit.value);
    reserve(taken, grant->id, more);
}

void Posting::post_offline_request(const TakenEntry& taken,
                                   const journal::RedemptionRequested& request) {
    OfflineRedemption& redemption = books_.offline_redemptions[taken.id.value];
    redemption = {.member = request.member,
                  .points = request.points.value,
                  .means = request.means,
                  .allowance = request.allowance,
                  .terminal = taken.terminal};
    plan_.offline_redemptions.insert(taken.id);
    if (request.means != loyalty::RedemptionMeans::Allowance) return;
    KnownAllowance* const allowance = find(books_, request.allowance);
    if (allowance == nullptr || allowance->holder != taken.terminal ||
        allowance->member != request.member) {
        suspend(taken.id,
                suspense_reason::kAllowanceConflict,
                "allowance " + text(request.allowance) + " is not this member's at this terminal");
        // Then nothing was reserved, and the points are owed like a stand-in's.
        redemption.means = loyalty::RedemptionMeans::StandIn;
        redemption.allowance = {};
        return;
    }
    allowance->spent = std::max(allowance->spent, request.spent.value);
    plan_.allowances.insert(request.allowance);
}

void Posting::post_closed(const TakenEntry& taken, const journal::AllowanceClosed& closed) {
    KnownAllowance* const allowance = find(books_, closed.allowance);
    if (allowance == nullptr || allowance->holder != taken.terminal) {
        suspend(taken.id,
                suspense_reason::kAllowanceConflict,
                "allowance " + text(closed.allowance) + " is not this terminal's");
        return;
    }
    allowance->spent = std::max(allowance->spent, closed.spent.value);
    end_allowance(taken, closed.allowance, AllowanceState::Closed);
}

/// What is not known to be spent is the member's again, once.
void Posting::end_allowance(const TakenEntry& taken, EntryId id, AllowanceState state) {
    KnownAllowance* const allowance = find(books_, id);
    if (allowance == nullptr) return;
    plan_.allowances.insert(id);
    if (allowance->state != AllowanceState::Open) return;
    allowance->state = state;
    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    release(booking, id, allowance->limit - allowance->spent);
}

}  // namespace pareto::hq

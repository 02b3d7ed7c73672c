#include "hq/app/member_account.h"

#include <algorithm>
#include <tuple>

#include "common/base/check.h"

namespace pareto::hq {
namespace {

PendingLot* find_pending(MemberAccount& account, const LotKey& key) {
    const auto found = std::find_if(account.pending.begin(),
                                    account.pending.end(),
                                    [&](const PendingLot& lot) { return lot.key == key; });
    return found == account.pending.end() ? nullptr : &*found;
}

std::vector<loyalty::Lot> as_lots(const MemberAccount& account) {
    std::vector<loyalty::Lot> lots;
    lots.reserve(account.lots.size());
    for (const OpenLot& lot : account.lots) {
        lots.push_back({lot.key.cause,
                        static_cast<std::int32_t>(lot.key.number),
                        Points{lot.remaining},
                        lot.expires_on});
    }
    return lots;
}

// Whose accounts a movement is booked on.
MemberId owner_of(MemberAccount& account, MemberId member, const Transfer& movement) {
    const bool is_debt =
        movement.debit == Account::MemberDebt || movement.credit == Account::MemberDebt;
    if (is_debt) return account.holder ? account.holder : member;
    const LotKey key{movement.lot_cause, movement.lot_number};
    const bool is_pending =
        movement.debit == Account::MemberPending || movement.credit == Account::MemberPending;
    if (is_pending) {
        PendingLot* const pending = find_pending(account, key);
        if (pending == nullptr) return member;
        if (!pending->owner) pending->owner = member;
        return pending->owner;
    }
    OpenLot* const lot = find_lot(account, key);
    if (lot == nullptr) return member;
    if (!lot->owner) lot->owner = member;
    return lot->owner;
}

void give_pending(Booking& booking, MemberId member, MemberAccount& account, const Giving& giving) {
    PendingLot* lot = find_pending(account, giving.lot);
    if (lot == nullptr) {
        account.pending.push_back({.key = giving.lot,
                                   .remaining = 0,
                                   .matures_on = *giving.matures_on,
                                   .expires_on = giving.expires_on,
                                   .is_new = true});
        lot = &account.pending.back();
    }
    lot->remaining += giving.points;
    lot->changed = true;
    book(booking,
         member,
         account,
         {.debit = giving.from,
          .credit = Account::MemberPending,
          .amount = giving.points,
          .code = giving.code,
          .lot_cause = giving.lot.cause,
          .lot_number = giving.lot.number});
}

// Returns what it took.
std::int64_t take_pending(Booking& booking,
                          MemberId member,
                          MemberAccount& account,
                          const Taking& taking) {
    std::vector<PendingLot*> lots;
    for (PendingLot& lot : account.pending) {
        if (lot.remaining > 0 && (!taking.first.cause || lot.key == taking.first))
            lots.push_back(&lot);
    }
    std::sort(lots.begin(), lots.end(), [](const PendingLot* a, const PendingLot* b) {
        return std::tie(a->matures_on, a->key) < std::tie(b->matures_on, b->key);
    });
    std::int64_t left = taking.points;
    for (PendingLot* const lot : lots) {
        const std::int64_t points = std::min(left, lot->remaining);
        if (points <= 0) break;
        left -= points;
        lot->remaining -= points;
        lot->changed = true;
        book(booking,
             member,
             account,
             {.debit = Account::MemberPending,
              .credit = taking.to,
              .amount = points,
              .code = taking.code,
              .lot_cause = lot->key.cause,
              .lot_number = lot->key.number});
    }
    return taking.points - left;
}

}  // namespace

OpenLot* find_lot(MemberAccount& account, const LotKey& key) {
    const auto found = std::find_if(account.lots.begin(),
                                    account.lots.end(),
                                    [&](const OpenLot& lot) { return lot.key == key; });
    return found == account.lots.end() ? nullptr : &*found;
}

void book(Booking& booking, MemberId member, MemberAccount& account, Transfer movement) {
    PARETO_CHECK(movement.amount > 0 && booking.transfers != nullptr);
    movement.member = owner_of(account, member, movement);
    movement.cause = booking.cause;
    movement.number = booking.next_number++;
    movement.rules_version = booking.rules_version;
    if (movement.debit == Account::MemberDebt) account.debt -= movement.amount;
    if (movement.credit == Account::MemberDebt) account.debt += movement.amount;
    PARETO_CHECK(account.debt <= 0);
    booking.transfers->push_back(movement);
}

void give(Booking& booking, MemberId member, MemberAccount& account, const Giving& giving) {
    if (giving.points <= 0) return;
    if (!giving.lot_is_new && !account.lots_known) account.lots_wanted = true;
    if (giving.matures_on || find_pending(account, giving.lot) != nullptr)
        return give_pending(booking, member, account, giving);
    const std::int64_t repaid = std::min(giving.points, -account.debt);
    if (repaid > 0) {
        book(booking,
             member,
             account,
             {.debit = giving.from,
              .credit = Account::MemberDebt,
              .amount = repaid,
              .code = transfer_code::kRepay});
    }
    const std::int64_t rest = giving.points - repaid;
    if (rest <= 0) return;
    OpenLot* lot = find_lot(account, giving.lot);
    if (lot == nullptr) {
        account.lots.push_back(
            {.key = giving.lot, .remaining = 0, .expires_on = giving.expires_on, .is_new = true});
        lot = &account.lots.back();
    }
    lot->remaining += rest;
    lot->changed = true;
    book(booking,
         member,
         account,
         {.debit = giving.from,
          .credit = Account::MemberPoints,
          .amount = rest,
          .code = giving.code,
          .lot_cause = giving.lot.cause,
          .lot_number = giving.lot.number});
}

void take_from_lot(MemberAccount& account, const LotKey& key, std::int64_t points) {
    OpenLot* const lot = find_lot(account, key);
    PARETO_CHECK(lot != nullptr && lot->remaining >= points);
    lot->remaining -= points;
    lot->changed = true;
}

std::int64_t take(Booking& booking, MemberId member, MemberAccount& account, const Taking& taking) {
    if (!account.lots_known) account.lots_wanted = true;
    std::int64_t left = taking.points;
    if (taking.pending_first) left -= take_pending(booking, member, account, taking);
    if (taking.reach == loyalty::ClawBack::OnlyPending) return taking.points - left;
    const auto draw = [&](const LotKey& key, std::int64_t points) {
        take_from_lot(account, key, points);
        left -= points;
        book(booking,
             member,
             account,
             {.debit = Account::MemberPoints,
              .credit = taking.to,
              .amount = points,
              .code = taking.code,
              .lot_cause = key.cause,
              .lot_number = key.number});
    };
    if (const OpenLot* const first = find_lot(account, taking.first);
        first != nullptr && first->remaining > 0 && left > 0) {
        draw(first->key, std::min(left, first->remaining));
    }
    if (left > 0) {
        for (const loyalty::Draw& drawn :
             loyalty::draw_up_to(as_lots(account), Points{left}, taking.on)) {
            draw({drawn.cause, drawn.number}, drawn.points.value);
        }
    }
    if (left > 0 && taking.reach == loyalty::ClawBack::Unlimited) {
        book(booking,
             member,
             account,
             {.debit = Account::MemberDebt,
              .credit = taking.to,
              .amount = left,
              .code = taking.code});
        left = 0;
    }
    return taking.points - left;
}

}  // namespace pareto::hq

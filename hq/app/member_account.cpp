#include "hq/app/member_account.h"

#include <algorithm>

#include "common/base/check.h"

namespace pareto::hq {
namespace {

OpenLot* find_lot(MemberAccount& account, const LotKey& key) {
    const auto found = std::find_if(account.lots.begin(),
                                    account.lots.end(),
                                    [&](const OpenLot& lot) { return lot.key == key; });
    return found == account.lots.end() ? nullptr : &*found;
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

std::int64_t& sum_of(MemberAccount& account, Account kind) {
    if (kind == Account::MemberPoints) return account.points_delta;
    if (kind == Account::MemberHeld) return account.held_delta;
    if (kind == Account::MemberAllowance) return account.allowance_delta;
    PARETO_CHECK(kind == Account::MemberDebt);
    return account.debt_delta;
}

bool is_member_account(Account kind) {
    return kind < Account::Issued;
}

}  // namespace

void book(Booking& booking, MemberId member, MemberAccount& account, Transfer movement) {
    PARETO_CHECK(movement.amount > 0 && booking.transfers != nullptr);
    movement.member = member;
    movement.cause = booking.cause;
    movement.number = booking.next_number++;
    movement.rules_version = booking.rules_version;
    if (is_member_account(movement.debit)) sum_of(account, movement.debit) -= movement.amount;
    if (is_member_account(movement.credit)) sum_of(account, movement.credit) += movement.amount;
    if (movement.debit == Account::MemberDebt) account.debt -= movement.amount;
    if (movement.credit == Account::MemberDebt) account.debt += movement.amount;
    PARETO_CHECK(account.debt <= 0);
    booking.transfers->push_back(movement);
}

void give(Booking& booking, MemberId member, MemberAccount& account, const Giving& giving) {
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
    if (!giving.lot_is_new && !account.lots_known) account.lots_wanted = true;
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

void take(Booking& booking, MemberId member, MemberAccount& account, const Taking& taking) {
    if (!account.lots_known) account.lots_wanted = true;
    std::int64_t left = taking.points;
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
    if (left > 0) {
        book(booking,
             member,
             account,
             {.debit = Account::MemberDebt,
              .credit = taking.to,
              .amount = left,
              .code = taking.code});
    }
}

}  // namespace pareto::hq

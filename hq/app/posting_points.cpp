// Posting of what HQ's jobs and staff do with points: expiry, transfers, shared accounts. No
// terminal may do any of it.
#include <algorithm>

#include "hq/app/posting.h"

namespace pareto::hq {
namespace {

std::vector<loyalty::Lot> lots_of(const MemberAccount& account) {
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

}  // namespace

void Posting::post_expiry(const TakenEntry& taken, const journal::PointsExpired& expired) {
    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    for (const journal::ExpiredLot& named : expired.lots) {
        MemberAccount& account = account_of(named.member);
        const LotKey key{named.cause, named.number};
        const auto lot =
            std::find_if(account.lots.begin(), account.lots.end(), [&](const OpenLot& open) {
                return open.key == key && open.owner == named.member;
            });
        // Nothing that was drawn meanwhile expires, and nothing that is usable still.
        if (lot == account.lots.end() || lot->expires_on > expired.through) continue;
        const std::int64_t points = std::min(lot->remaining, named.points.value);
        if (points <= 0) continue;
        take_from_lot(account, key, points);
        book(booking,
             named.member,
             account,
             {.debit = Account::MemberPoints,
              .credit = Account::Expired,
              .amount = points,
              .code = transfer_code::kExpire,
              .lot_cause = key.cause,
              .lot_number = key.number});
    }
}

void Posting::post_transfer(const TakenEntry& taken,
                            const journal::PointsTransferred& transferred) {
    for (const MemberId member : {transferred.from, transferred.to}) {
        if (books_.members.contains(member.value)) continue;
        suspend(taken.id, suspense_reason::kMalformed, "a transfer names a member that is none");
        return;
    }
    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    MemberAccount& giver = account_of(transferred.from);
    MemberAccount& receiver = account_of(transferred.to);
    if (&giver == &receiver) return;
    const BusinessDate today = taken.entry->business_date;
    std::int64_t left = transferred.points.value;
    if (!giver.lots_known) giver.lots_wanted = true;
    std::int64_t number = 0;
    for (const loyalty::Draw& draw : loyalty::draw_up_to(lots_of(giver), Points{left}, today)) {
        const LotKey key{draw.cause, draw.number};
        const auto lot = std::find_if(giver.lots.begin(),
                                      giver.lots.end(),
                                      [&](const OpenLot& open) { return open.key == key; });
        const BusinessDate expires_on = lot->expires_on;
        take_from_lot(giver, key, draw.points.value);
        left -= draw.points.value;
        book(booking,
             transferred.from,
             giver,
             {.debit = Account::MemberPoints,
              .credit = Account::Transferred,
              .amount = draw.points.value,
              .code = transfer_code::kTransfer,
              .lot_cause = key.cause,
              .lot_number = key.number});
        give(booking,
             transferred.to,
             receiver,
             {.points = draw.points.value,
              .from = Account::Transferred,
              .lot = {taken.id, ++number},
              .expires_on = expires_on,
              .code = transfer_code::kTransfer,
              .lot_is_new = true});
    }
    // Whoever wrote the entry saw that the points were there, in the same transaction.
    if (left > 0)
        suspend(taken.id,
                suspense_reason::kNotAllowed,
                std::to_string(left) + " points were not there to be transferred");
}

// A debt belongs to the account, so it goes to the holder; what was earned stays where it is.
void Posting::carry_debt(Booking& booking, MemberId from, MemberId to) {
    MemberAccount& old_account = account_of(from);
    MemberAccount& new_account = account_of(to);
    const std::int64_t debt = -old_account.debt;
    if (debt <= 0) return;
    book(booking,
         from,
         old_account,
         {.debit = Account::Transferred,
          .credit = Account::MemberDebt,
          .amount = debt,
          .code = transfer_code::kTransfer});
    book(booking,
         to,
         new_account,
         {.debit = Account::MemberDebt,
          .credit = Account::Transferred,
          .amount = debt,
          .code = transfer_code::kTransfer});
}

void Posting::post_account(const TakenEntry& taken, const journal::AccountChanged& changed) {
    const MemberId target = changed.account ? changed.account : changed.member;
    for (const MemberId member : {changed.member, target}) {
        if (books_.members.contains(member.value)) continue;
        suspend(taken.id, suspense_reason::kMalformed, "an account of a member that is none");
        return;
    }
    plan_.members_changed.insert(changed.member);
    plan_.members_changed.insert(target);
    if (!changed.account) {
        plan_.account_changes.push_back({changed.member, MemberId{}, false});
        return;
    }
    const MemberId holder = holder_of(books_, target);
    const MemberId before = holder_of(books_, changed.member);
    if (holder == before) {
        // The same account already: only that they are one person may be new.
        plan_.account_changes.push_back({changed.member, holder, changed.merged, target});
        return;
    }
    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    // What one owes is repaid from what the other has, at once.
    carry_debt(booking, changed.member, target);
    MemberAccount& joined = account_of(target);
    for (MemberAccount* const from : {&account_of(changed.member), &joined}) {
        const std::int64_t debt = -joined.debt;
        for (const loyalty::Draw& draw :
             loyalty::draw_up_to(lots_of(*from), Points{debt}, taken.entry->business_date)) {
            const LotKey key{draw.cause, draw.number};
            take_from_lot(*from, key, draw.points.value);
            book(booking,
                 changed.member,
                 *from,
                 {.debit = Account::MemberPoints,
                  .credit = Account::Transferred,
                  .amount = draw.points.value,
                  .code = transfer_code::kTransfer,
                  .lot_cause = key.cause,
                  .lot_number = key.number});
            book(booking,
                 target,
                 joined,
                 {.debit = Account::Transferred,
                  .credit = Account::MemberDebt,
                  .amount = draw.points.value,
                  .code = transfer_code::kRepay});
        }
    }
    // Whoever shared the member's account goes along.
    for (const auto& [member, of] : books_.holders) {
        if (of == before && member != changed.member)
            plan_.account_changes.push_back({member, holder, false});
    }
    plan_.account_changes.push_back({changed.member, holder, changed.merged, target});
}

}  // namespace pareto::hq

// What a member has: open lots, debt, and the two movements that change them. Giving repays a debt
// first; taking draws the lots, and what is not there becomes debt.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "common/loyalty/loyalty.h"
#include "hq/app/accounts.h"

namespace pareto::hq {

struct LotKey {
    EntryId cause;
    std::int64_t number = 0;
    auto operator<=>(const LotKey&) const = default;
};

struct OpenLot {
    LotKey key;
    std::int64_t remaining = 0;
    BusinessDate expires_on{};
    bool is_new = false;
    bool changed = false;
};

struct MemberAccount {
    std::int64_t debt = 0;    ///< balance of MemberDebt, ≤ 0
    bool lots_known = false;  ///< false: `lots` has only what this group of entries gave
    bool lots_wanted =
        false;  ///< the lots were needed and not known: read them and post the group anew
    std::vector<OpenLot> lots{};
    std::int64_t points_delta = 0;
    std::int64_t held_delta = 0;
    std::int64_t debt_delta = 0;
    std::int64_t allowance_delta = 0;
};

/// Who books what: the transfers of one entry are numbered on from here.
struct Booking {
    EntryId cause;
    std::int64_t next_number = 1;
    std::int32_t rules_version = 0;
    std::vector<Transfer>* transfers = nullptr;
};

/// A hold bears the id that its request will have in the terminal's journal. A terminal that was
/// restored without anyone noticing may use that id for another entry, so holds are numbered apart.
inline constexpr std::int64_t kHoldNumber = 3'000'001;

/// Books one movement and keeps the account's sums. A lot is (0, 0) where none is concerned.
void book(Booking& booking, MemberId member, MemberAccount& account, Transfer movement);

struct Giving {
    std::int64_t points = 0;
    Account from = Account::Issued;
    LotKey lot;               ///< is opened when it is not there
    BusinessDate expires_on;  ///< of a lot that is opened
    std::string_view code;
    bool lot_is_new = false;  ///< an earning's own lot, which nobody can have opened before
};

void give(Booking& booking, MemberId member, MemberAccount& account, const Giving& giving);

struct Taking {
    std::int64_t points = 0;
    Account to = Account::Issued;
    LotKey first;  ///< the lot to draw before all others, whatever its date; cause 0 = none
    BusinessDate on;
    std::string_view code;
};

void take(Booking& booking, MemberId member, MemberAccount& account, const Taking& taking);

/// Takes `points` out of the named lot (there must be as many).
void take_from_lot(MemberAccount& account, const LotKey& key, std::int64_t points);

}  // namespace pareto::hq

// What a member has: open lots, pending lots, debt, and the two movements that change them. Giving
// repays a debt first, unless it is to a pending lot; taking draws the lots, and what is not there
// becomes debt or stays with the member.
//
// Members who share an account have one MemberAccount. Each lot stays its owner's, and so does what
// is booked on it; the account's debt is its holder's.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "common/loyalty/loyalty.h"
#include "hq/app/accounts.h"

namespace pareto::hq {

struct LotKey {
    EntryId cause;
    std::int64_t number = 0;
    auto operator<=>(const LotKey&) const = default;  // NOLINT(modernize-use-nullptr): as in id.h
};

struct OpenLot {
    LotKey key;
    std::int64_t remaining = 0;
    BusinessDate expires_on{};
    bool is_new = false;
    bool changed = false;
    MemberId owner{};  ///< whose row it is; 0 = new, and then the one it is given to
};

/// An earning that cannot be used yet. It becomes the lot of the same key when it matures; then
/// there is no pending lot of that key any more.
struct PendingLot {
    LotKey key;
    std::int64_t remaining = 0;
    BusinessDate matures_on{};
    BusinessDate expires_on{};
    bool is_new = false;
    bool changed = false;
    MemberId owner{};  ///< as of an open lot
};

struct MemberAccount {
    MemberId holder{};        ///< of an account that several share; 0 = nobody shares it
    std::int64_t debt = 0;    ///< balance of MemberDebt, ≤ 0
    bool lots_known = false;  ///< false: `lots` has only what this group of entries gave
    bool lots_wanted =
        false;  ///< the lots were needed and not known: read them and post the group anew
    std::vector<OpenLot> lots{};
    std::vector<PendingLot> pending{};  ///< known when the lots are
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

/// Books one movement and keeps the account's debt. A lot is (0, 0) where none is concerned. It is
/// booked for the lot's owner, or the debt's; for `member` when there is neither.
void book(Booking& booking, MemberId member, MemberAccount& account, Transfer movement);

struct Giving {
    std::int64_t points = 0;
    Account from = Account::Issued;
    LotKey lot;               ///< is opened when it is not there
    BusinessDate expires_on;  ///< of a lot that is opened
    std::string_view code;
    bool lot_is_new = false;  ///< an earning's own lot, which nobody can have opened before
    std::optional<BusinessDate> matures_on{};  ///< of an earning that is pending until then
};

/// To the lot's pending lot, when there is one.
void give(Booking& booking, MemberId member, MemberAccount& account, const Giving& giving);
/// The open lot of that key, if the account has it.
[[nodiscard]] OpenLot* find_lot(MemberAccount& account, const LotKey& key);

struct Taking {
    std::int64_t points = 0;
    Account to = Account::Issued;
    LotKey first;  ///< the lot to draw before all others, whatever its date; cause 0 = none
    BusinessDate on;
    std::string_view code;
    bool pending_first = false;  ///< of `first`, or of all when there is none, soonest mature first
    loyalty::ClawBack reach = loyalty::ClawBack::Unlimited;
};

/// Returns what was taken: all of it, unless `reach` is less than unlimited.
std::int64_t take(Booking& booking, MemberId member, MemberAccount& account, const Taking& taking);

/// Takes `points` out of the named lot (there must be as many).
void take_from_lot(MemberAccount& account, const LotKey& key, std::int64_t points);

}  // namespace pareto::hq

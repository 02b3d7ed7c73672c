// Bodies of the entries that only HQ writes about points: what its staff and its jobs decide.
#pragma once

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/money/money.h"

#include <string>
#include <vector>

namespace pareto::journal {

/// Signed change by staff or an opening balance from an import.
struct PointsAdjusted {
    MemberId member;
    Points points;
    BusinessDate expires_on;
    std::string reason;
    std::string approved_by = {};  ///< the second person; empty = none was needed
    bool operator==(const PointsAdjusted&) const = default;
};

/// What was left of a lot when it expired.
struct ExpiredLot {
    MemberId member;
    EntryId cause;
    std::int64_t number = 0;
    Points points;
    bool operator==(const ExpiredLot&) const = default;
};

/// A part of one day's expiry, by HQ's job.
struct PointsExpired {
    BusinessDate through;  ///< the last usable day of the youngest lots that expired
    std::vector<ExpiredLot> lots;
    bool operator==(const PointsExpired&) const = default;
};

/// By staff, from one account to another; the points keep their dates.
struct PointsTransferred {
    MemberId from, to;
    Points points;
    std::string reason;
    std::string approved_by;
    bool operator==(const PointsTransferred&) const = default;
};

/// The member shares the account of another from now on, or has its own again. Nothing moves.
struct AccountChanged {
    MemberId member;
    MemberId account;     ///< whose account it is; 0 = the member's own again
    bool merged = false;  ///< they are one person: `member` is merged into `account`, for ever
    std::string reason;
    bool operator==(const AccountChanged&) const = default;
};

enum class Settlement : std::uint8_t {
    Released = 1,  ///< what was withheld is booked after all
    Rejected = 2,  ///< what was withheld never will be
    Noted = 3,     ///< somebody has seen it; nothing is booked
};

/// What a person decided about an entry in suspense.
struct SuspenseSettled {
    EntryId entry;
    Settlement outcome = Settlement::Noted;
    std::string reason;
    std::string approved_by = {};  ///< the second person; only of a release
    bool operator==(const SuspenseSettled&) const = default;
};

}  // namespace pareto::journal

// Bodies of the entries that only HQ writes about stored value: what its staff and its jobs decide.
#pragma once

#include "common/base/time.h"
#include "common/sale/value_account.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pareto::journal {

/// What was left in an account when its last day had passed.
struct ExpiredValue {
    sale::ValueAccount account;
    std::int64_t minor = 0;  ///< > 0
    bool operator==(const ExpiredValue&) const = default;
};

/// A part of one day's expiry, by HQ's job.
struct StoredValueExpired {
    BusinessDate through;  ///< the last usable day of the youngest value that expired
    std::vector<ExpiredValue> accounts;
    bool operator==(const StoredValueExpired&) const = default;
};

/// Signed change by staff.
struct StoredValueAdjusted {
    sale::ValueAccount account;
    std::int64_t minor = 0;
    std::string reason;
    std::string approved_by = {};  ///< the second person; empty = none was needed
    bool operator==(const StoredValueAdjusted&) const = default;
};

}  // namespace pareto::journal

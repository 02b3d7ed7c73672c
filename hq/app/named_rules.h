// The rule set that a sale names, and what stands in for one that HQ does not have: a terminal that
// sold before its first feed names version 0, and an HQ that was restored may have lost the newest.
#pragma once

#include <cstdint>
#include <iterator>
#include <map>

#include "common/base/check.h"
#include "common/loyalty/loyalty.h"

namespace pareto::hq {

/// By version.
using RuleSets = std::map<std::int32_t, loyalty::RuleSet>;

/// The newest that is not newer than `version`, else the oldest: rules that come later change
/// nothing of what was booked. `sets` is not empty.
[[nodiscard]] inline const loyalty::RuleSet& named_rules(const RuleSets& sets,
                                                         std::int32_t version) {
    PARETO_CHECK(!sets.empty());
    const auto after = sets.upper_bound(version);
    return after == sets.begin() ? after->second : std::prev(after)->second;
}

}  // namespace pareto::hq

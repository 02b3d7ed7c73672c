// How much may be redeemed while HQ is out of reach: part of the rule set, so that it has a version and is fed to all
// terminals. What is redeemed within an allowance is reserved beforehand; only a stand-in can overdraw a member, and
// no terminal by more than its own two limits.
#pragma once

#include "common/money/money.h"

namespace pareto::loyalty {

struct OfflineLimits {
    bool enabled = true;

    // Stand-in: nothing was reserved. "secure" is a card that proved itself, at this tap.
    Points card_points{200};               ///< f: the most in one redemption with a card that proves nothing
    Points secure_card_points{1'000};      ///< f: the same with a card that proved itself
    std::int32_t uses_of_card = 1;         ///< k: how often one card may, at one terminal, until HQ acknowledged
    Points terminal_points{3'000};         ///< F: of one terminal with cards that prove nothing, until HQ acknowledged
    Points terminal_secure_points{10'000}; ///< F_secure: the same with cards that proved themselves
    std::int32_t hours_since_hq = 24;      ///< T_off

    // Allowances: what HQ reserves for the terminals of a member's home branch.
    std::int32_t allowance_percent = 20;   ///< of what the member can use
    Points allowance_points{500};          ///< the most that one is worth unspent
    std::int32_t allowance_members = 200;  ///< open at one terminal
    std::int32_t allowance_days = 30;      ///< its last usable day is so many after the grant

    bool operator==(const OfflineLimits&) const = default;
};

}  // namespace pareto::loyalty

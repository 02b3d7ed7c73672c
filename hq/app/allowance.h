// Points that HQ took out of a member's balance for a terminal that may spend them unseen.
//
//     granted   MemberPoints    → MemberAllowance   the terminal's allowance, its limit grows
//     spent     MemberAllowance → Redeemed          by the sale that captures the redemption
//     released  MemberAllowance → MemberPoints      the redemption was reversed, the allowance
//     closed or written off
//
// What is spent beyond what is reserved (a terminal that was restored unnoticed, or doubled) is the
// member's debt.
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/time.h"
#include "common/loyalty/allowance.h"
#include "hq/app/member_account.h"

namespace pareto::hq {

/// A lot that points were taken from, in the order taken: spent from the front, released from the
/// back.
struct ReservedLot {
    std::int64_t number = 0;  ///< within the allowance, from 1
    LotKey lot;               ///< cause 0 = the member owes these
    BusinessDate expires_on{};
    std::int64_t remaining = 0;
    bool changed = false;
};

enum class AllowanceState : std::uint8_t { Open, Closed, WrittenOff };

struct KnownAllowance {
    MemberId member;
    TerminalId holder;
    std::int64_t limit = 0;     ///< L
    std::int64_t spent = 0;     ///< C, as far as the holder has told
    std::int64_t received = 0;  ///< the greatest L that the holder has told to have
    BusinessDate last_day{};
    AllowanceState state = AllowanceState::Open;
    std::vector<ReservedLot> lots{};

    [[nodiscard]] std::int64_t reserved() const {
        std::int64_t sum = 0;
        for (const ReservedLot& lot : lots)
            sum += lot.remaining;
        return sum;
    }
};

/// A redemption that HQ did not vouch for.
struct OfflineRedemption {
    MemberId member;
    std::int64_t points = 0;
    loyalty::RedemptionMeans means = loyalty::RedemptionMeans::StandIn;
    EntryId allowance;
    TerminalId terminal;
};

}  // namespace pareto::hq

// How transfers and lots are numbered within what caused them.
#pragma once

#include <cstdint>

namespace pareto::hq {

/// Transfers are numbered within their cause. What one entry causes at different times begins
/// apart.
inline constexpr std::int64_t kFirstNumber = 1;
inline constexpr std::int64_t kRedeemingNumber = 1'000'001;
inline constexpr std::int64_t kReturningNumber = 2'000'001;
/// A sale's points are lot (sale, 1), whenever they are credited; what it gives back and has no
/// lot to go to is lot (sale, 2).
inline constexpr std::int64_t kSaleLot = 1;
inline constexpr std::int64_t kGivenBackLot = 2;

}  // namespace pareto::hq

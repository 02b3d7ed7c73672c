// What HQ holds a sale against besides its entry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "common/sync/feed.h"

namespace pareto::hq {

/// Whose minted points are counted, and that HQ heard from a terminal: see mint_caps.h.
enum class MintedFor : std::uint8_t { Terminal = 1, Member = 2, Heard = 3 };

/// By kind, id and day number.
using MintedKey = std::tuple<MintedFor, std::int64_t, std::int32_t>;

/// What HQ itself knows of a member who buys.
struct OwnFacts {
    std::string tier;
    bool vip = false;
    std::optional<sync::CampaignFacts>
        campaigns{};  ///< of the newest list; read when a sale names one
};

}  // namespace pareto::hq

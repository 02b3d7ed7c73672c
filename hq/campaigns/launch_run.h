// Launching, in turns with whoever else works with the books: members are fed what the campaign asks
// about them, in chunks; then it is live.
#pragma once

#include <functional>

#include "common/ports/clock.h"
#include "hq/campaigns/campaign_books.h"
#include "hq/import/turns.h"

namespace pareto::hq::campaigns {

/// The day that it still is somewhere.
[[nodiscard]] BusinessDate today_somewhere(const ports::Clock& clock);

struct LaunchSteps {
    /// Within the transaction that makes it live.
    std::function<Result<void>(pareto::database::Connection&, const CampaignVersion&)> also = {};
    /// Asked between the chunks: false stops it (Unsupported); it is not live then.
    std::function<bool()> goes_on = {};
};

[[nodiscard]] Result<CampaignVersion> launch_in_turns(import::Turns& turns,
                                                      const ports::Clock& clock,
                                                      CampaignId id,
                                                      const LaunchSteps& steps = {});

}  // namespace pareto::hq::campaigns

// The tables of campaigns: what HQ sent, and what was given here.
#pragma once

#include <memory>
#include <vector>

#include "common/database/database.h"
#include "common/sync/message.h"
#include "terminal/app/campaigns.h"

namespace pareto::terminal::database {

/// A version of a campaign, or the list of those that are live. After the list the books' set must
/// be loaded anew.
[[nodiscard]] Result<void> put_campaign(pareto::database::Connection& connection,
                                        const sync::Change& change);
/// Null when HQ never sent a list. A campaign that this program cannot price with is left out: HQ
/// then finds that this terminal priced otherwise, and lists it.
[[nodiscard]] Result<std::shared_ptr<const LiveCampaigns>> load_campaigns(
    pareto::database::Connection& connection);
/// A sale's awards; sign -1 when it is voided.
[[nodiscard]] Result<void> move_campaign_uses(pareto::database::Connection& connection,
                                              const sale::Sale& sale,
                                              BusinessDate date,
                                              int sign);
/// Those that count for this customer (0 = nobody known) on that day.
[[nodiscard]] Result<std::vector<CampaignUse>> select_campaign_uses(
    pareto::database::Connection& connection, MemberId member, BusinessDate date);

}  // namespace pareto::terminal::database

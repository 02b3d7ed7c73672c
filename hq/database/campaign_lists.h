// Campaigns as terminals have them: the list of those that are live, in every version, and what
// they gave with sales.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "common/database/database.h"
#include "common/sync/campaign_list.h"
#include "common/sync/feed.h"
#include "hq/app/plan.h"

namespace pareto::hq::database {

/// Makes the next version of the list and feeds it down, with the campaigns that are new in it;
/// nothing when the list is as it was. A campaign's budgets are shared out among the terminals that
/// are enrolled when that version of it is first listed. Inside a transaction begun with
/// begin_writing.
[[nodiscard]] Result<void> publish_campaigns(pareto::database::Connection& connection,
                                             std::vector<loyalty::Campaign> live,
                                             std::int64_t now_ms);

/// The newest list, with its campaigns; version 0 = there never was one.
[[nodiscard]] Result<sync::CampaignsOfList> live_list(pareto::database::Connection& connection);

[[nodiscard]] Result<void> write_campaign_awards(pareto::database::Connection& connection,
                                                 const Plan& plan);

/// What live campaigns ask about these members; nothing is asked while no campaign is live.
[[nodiscard]] Result<std::map<MemberId, sync::CampaignFacts>> read_campaign_facts(
    pareto::database::Connection& connection, const std::set<MemberId>& members);

}  // namespace pareto::hq::database

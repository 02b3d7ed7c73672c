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
/// are enrolled when that version of it is first listed. All members are fed within it for a
/// campaign that asks about them and was not announced. Inside a transaction begun with
/// begin_writing.
[[nodiscard]] Result<void> publish_campaigns(pareto::database::Connection& connection,
                                             std::vector<loyalty::Campaign> live,
                                             std::int64_t now_ms);

/// The newest list, with its campaigns; version 0 = there never was one.
[[nodiscard]] Result<sync::CampaignsOfList> live_list(pareto::database::Connection& connection);
/// Before a campaign is published, so that its members need not be fed in one long transaction:
/// from now on what it asks about members is read with their facts. True when they are to be fed
/// again: feed_members_after() until it gives 0, then note_members_fed(); each in a transaction of
/// its own.
[[nodiscard]] Result<bool> announce_campaign(pareto::database::Connection& connection,
                                             const loyalty::Campaign& campaign);
/// The next 1,000 by id; the last of them, or 0 when there were none.
[[nodiscard]] Result<MemberId> feed_members_after(pareto::database::Connection& connection,
                                                  MemberId after,
                                                  std::int64_t now_ms);
[[nodiscard]] Result<void> note_members_fed(pareto::database::Connection& connection,
                                            const loyalty::Campaign& campaign);

[[nodiscard]] Result<void> write_campaign_awards(pareto::database::Connection& connection,
                                                 const Plan& plan);

/// What campaigns that are live or announced ask about these members; nothing while there are none.
[[nodiscard]] Result<std::map<MemberId, sync::CampaignFacts>> read_campaign_facts(
    pareto::database::Connection& connection, const std::set<MemberId>& members);

}  // namespace pareto::hq::database

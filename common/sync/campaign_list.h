// Which campaigns are live, as bytes: what the down feed carries, and what HQ keeps of each version so that a sale can
// be priced again as it was.
//
// A campaign (campaign.h) is a change of kind Campaign, one subject for each version of it; the list says which are
// live. A version is in the feed before a list names it, and leaves the feed after no list names it any more.
#pragma once

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/loyalty/campaign_set.h"

#include <string>
#include <vector>

namespace pareto::sync {

/// A live campaign. Its budgets are shared out: each of `terminals` terminals, those with ids up to `last_terminal`, may
/// spend an equal part of those that are not the member's own; a terminal that was enrolled later may spend nothing of
/// them.
struct ListedCampaign {
    loyalty::CampaignId id;
    std::int32_t version = 0;
    std::int64_t terminals = 0;
    TerminalId last_terminal;
    bool operator==(const ListedCampaign&) const = default;
};

/// subject = "current". A sale says by which version of the list it was priced.
struct CampaignList {
    std::int64_t version = 0;  ///< 1 … n; 0 = there never was a campaign
    std::vector<ListedCampaign> campaigns;
    bool operator==(const CampaignList&) const = default;
};

/// A list with its campaigns, as HQ keeps every version of it.
struct CampaignsOfList {
    CampaignList list;
    std::vector<loyalty::Campaign> campaigns;
    bool operator==(const CampaignsOfList&) const = default;
};

/// "18:3"
[[nodiscard]] std::string campaign_subject(loyalty::CampaignId id, std::int32_t version);

[[nodiscard]] Bytes encode(const CampaignList& list);
/// Corrupt for malformed bytes, or a list that names a campaign twice.
[[nodiscard]] Result<CampaignList> decode_campaign_list(BytesView bytes);

[[nodiscard]] Bytes encode(const CampaignsOfList& kept);
[[nodiscard]] Result<CampaignsOfList> decode_campaigns_of_list(BytesView bytes);

}  // namespace pareto::sync

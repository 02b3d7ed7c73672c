#include "common/sync/campaign_list.h"

#include "common/sync/campaign.h"
#include "common/sync/proto/campaign.pb.h"

#include <set>

namespace pareto::sync {

namespace proto = ::pareto::campaign::v1;

std::string campaign_subject(loyalty::CampaignId id, std::int32_t version) {
    return std::to_string(id.value) + ":" + std::to_string(version);
}

namespace {

void put(const CampaignList& from, proto::CampaignList& to) {
    to.set_version(from.version);
    for (const ListedCampaign& each : from.campaigns) {
        proto::ListedCampaign& added = *to.add_campaigns();
        added.set_id(each.id.value);
        added.set_version(each.version);
        added.set_terminals(each.terminals);
        added.set_last_terminal(each.last_terminal.value);
    }
}

Result<CampaignList> take(const proto::CampaignList& from) {
    if (from.version() < 0) return fault(FaultCode::Corrupt, "campaign list: malformed");
    CampaignList to{from.version(), {}};
    std::set<std::int64_t> ids;
    for (const proto::ListedCampaign& each : from.campaigns()) {
        if (each.id() <= 0 || each.version() <= 0 || each.terminals() < 0 || !ids.insert(each.id()).second)
            return fault(FaultCode::Corrupt, "campaign list: a campaign out of range, or twice");
        to.campaigns.push_back({loyalty::CampaignId{each.id()}, each.version(), each.terminals(),
                                TerminalId{each.last_terminal()}});
    }
    return to;
}

}  // namespace

Bytes encode(const CampaignList& list) {
    proto::CampaignList to;
    put(list, to);
    return to.SerializeAsString();
}

Result<CampaignList> decode_campaign_list(BytesView bytes) {
    proto::CampaignList from;
    if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, "campaign list: malformed");
    return take(from);
}

Bytes encode(const CampaignsOfList& kept) {
    proto::CampaignsOfList to;
    put(kept.list, *to.mutable_list());
    for (const loyalty::Campaign& campaign : kept.campaigns) to.add_campaigns(encode(campaign));
    return to.SerializeAsString();
}

Result<CampaignsOfList> decode_campaigns_of_list(BytesView bytes) {
    proto::CampaignsOfList from;
    if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, "campaign list: malformed");
    CampaignsOfList to;
    PARETO_TRY(to.list, take(from.list()));
    for (const Bytes& campaign : from.campaigns()) {
        PARETO_TRY(auto read, decode_campaign(campaign));
        to.campaigns.push_back(std::move(read));
    }
    return to;
}

}  // namespace pareto::sync

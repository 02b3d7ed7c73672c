#include "terminal/database/campaigns.h"

#include <set>
#include <string>
#include <utility>

#include "common/sync/campaign.h"

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;

namespace {

constexpr std::string_view kList = "current";

Result<std::optional<Bytes>> find(Connection& connection, const std::string& subject) {
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from campaign where subject = $1", {subject}));
    if (rows.empty()) return std::nullopt;
    return std::optional{rows[0].bytes(0)};
}

}  // namespace

Result<void> put_campaign(Connection& connection, const sync::Change& change) {
    if (change.bytes.empty()) {
        PARETO_TRY_VOID(
            connection.execute("delete from campaign where subject = $1", {change.subject}));
        return {};
    }
    PARETO_TRY_VOID(connection.execute(
        "insert into campaign(subject, bytes) values ($1, $2) on conflict(subject) do update set "
        "bytes = excluded.bytes",
        {change.subject, Blob{change.bytes}}));
    return {};
}

Result<std::shared_ptr<const LiveCampaigns>> load_campaigns(Connection& connection) {
    std::shared_ptr<const LiveCampaigns> none;
    PARETO_TRY(const auto bytes, find(connection, std::string{kList}));
    if (!bytes) return none;
    PARETO_TRY(sync::CampaignList list, sync::decode_campaign_list(*bytes));
    std::vector<loyalty::Campaign> campaigns;
    for (const sync::ListedCampaign& listed : list.campaigns) {
        PARETO_TRY(const auto kept,
                   find(connection, sync::campaign_subject(listed.id, listed.version)));
        if (!kept) continue;
        auto campaign = sync::decode_campaign(*kept);
        const bool named = campaign && campaign->id == listed.id;
        if (named) campaigns.push_back(std::move(*campaign));
    }
    auto set = loyalty::CampaignSet::prepare(std::move(campaigns));
    if (!set) return fault(FaultCode::Corrupt, "the live campaigns cannot be priced with");
    return std::make_shared<const LiveCampaigns>(LiveCampaigns{std::move(list), std::move(*set)});
}

Result<void> move_campaign_uses(Connection& connection,
                                const sale::Sale& sale,
                                BusinessDate date,
                                int sign) {
    // What everybody got and what this member got, ever and today.
    std::set<std::pair<MemberId, std::string>> counted;
    for (const MemberId member : {MemberId{}, sale.facts.member}) {
        counted.emplace(member, "");
        counted.emplace(member, to_string(date));
    }
    for (const auto& [campaign, use] : loyalty::uses_of(sale.campaigns.awards)) {
        for (const auto& [member, day] : counted) {
            PARETO_TRY_VOID(connection.execute(
                "insert into campaign_use(member_id, campaign_id, business_date, uses, points, "
                "minor) values ($1, $2, $3, $4, $5, $6) "
                "on conflict(member_id, campaign_id, business_date) do update set "
                "uses = campaign_use.uses + excluded.uses, "
                "points = campaign_use.points + excluded.points, "
                "minor = campaign_use.minor + excluded.minor",
                {member.value,
                 campaign.value,
                 day,
                 sign * use.uses,
                 sign * use.points,
                 sign * use.minor}));
        }
    }
    return {};
}

Result<std::vector<CampaignUse>> select_campaign_uses(Connection& connection,
                                                      MemberId member,
                                                      BusinessDate date) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select member_id, campaign_id, business_date, uses, points, minor from "
                           "campaign_use where member_id in (0, $1) and business_date in ('', $2)",
                           {member.value, to_string(date)}));
    std::vector<CampaignUse> uses;
    uses.reserve(rows.size());
    for (const Row& row : rows) {
        CampaignUse use{loyalty::CampaignId{row.integer(1)},
                        MemberId{row.integer(0)},
                        {},
                        {row.integer(3), row.integer(4), row.integer(5)}};
        if (!row.text(2).empty()) use.date = date;
        uses.push_back(use);
    }
    return uses;
}

}  // namespace pareto::terminal::database

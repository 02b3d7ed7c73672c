#include "hq/database/campaign_lists.h"

#include <algorithm>

#include "common/sync/campaign.h"
#include "hq/app/personal.h"
#include "hq/database/feed_subjects.h"
#include "hq/database/plan_writer.h"
#include "hq/database/select_in.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;

Result<sync::CampaignsOfList> newest_list(Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from campaign_list order by version desc limit 1"));
    if (rows.empty()) return sync::CampaignsOfList{};
    return sync::decode_campaigns_of_list(rows[0].bytes(0));
}

const sync::ListedCampaign* find(const sync::CampaignList& list,
                                 const loyalty::Campaign& campaign) {
    const auto found = std::find_if(
        list.campaigns.begin(), list.campaigns.end(), [&](const sync::ListedCampaign& listed) {
            return listed.id == campaign.id && listed.version == campaign.version;
        });
    return found == list.campaigns.end() ? nullptr : &*found;
}

/// A list without its version, to see whether anything changed.
std::vector<sync::ListedCampaign> sorted(std::vector<sync::ListedCampaign> campaigns) {
    std::sort(campaigns.begin(), campaigns.end(), [](const auto& a, const auto& b) {
        return a.id < b.id;
    });
    return campaigns;
}

// Conditions about the member: all who may have them are fed anew, in the branches that know them.
bool asks_about_members(const loyalty::Campaign& campaign) {
    return std::any_of(
        campaign.rules.begin(), campaign.rules.end(), [](const loyalty::CampaignRule& rule) {
            const loyalty::Conditions& wanted = rule.conditions;
            return wanted.targeted || wanted.birthday || wanted.visit || !wanted.segments.empty();
        });
}

Result<void> feed_all_members(Connection& connection, std::int64_t now_ms) {
    MemberId after;
    do {
        PARETO_TRY(after, feed_members_after(connection, after, now_ms));
    } while (after);
    return {};
}

std::set<std::string> segments_of(const loyalty::Campaign& campaign) {
    std::set<std::string> names;
    for (const loyalty::CampaignRule& rule : campaign.rules)
        names.insert(rule.conditions.segments.begin(), rule.conditions.segments.end());
    return names;
}

Result<bool> is_fed(Connection& connection, const loyalty::Campaign& campaign) {
    PARETO_TRY(const auto rows,
               connection.execute("select 1 from asked_campaign where campaign_id = $1 and "
                                  "version = $2 and fed = 1",
                                  {campaign.id.value, std::int64_t{campaign.version}}));
    return !rows.empty();
}

Result<void> ask(Connection& connection, const loyalty::Campaign& campaign) {
    const std::int64_t version = campaign.version;
    PARETO_TRY_VOID(connection.execute(
        "insert into asked_campaign(campaign_id, version, fed) values ($1, $2, 0) on conflict do "
        "nothing",
        {campaign.id.value, version}));
    for (const std::string& name : segments_of(campaign)) {
        PARETO_TRY_VOID(connection.execute(
            "insert into asked_segment(campaign_id, version, name) values ($1, $2, $3) on "
            "conflict do nothing",
            {campaign.id.value, version, name}));
    }
    return {};
}

/// What is asked is what the list asks, and nothing that was announced and never launched.
Result<void> keep_asked(Connection& connection, const sync::CampaignsOfList& list) {
    PARETO_TRY_VOID(connection.execute("delete from asked_campaign"));
    PARETO_TRY_VOID(connection.execute("delete from asked_segment"));
    for (const loyalty::Campaign& campaign : list.campaigns) {
        PARETO_TRY_VOID(ask(connection, campaign));
        PARETO_TRY_VOID(note_members_fed(connection, campaign));
    }
    return {};
}

}  // namespace

Result<sync::CampaignsOfList> live_list(Connection& connection) {
    return newest_list(connection);
}

Result<MemberId> feed_members_after(Connection& connection, MemberId after, std::int64_t now_ms) {
    constexpr std::int64_t kAtOnce = 1'000;
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select member_id from member where member_id > $1 order by member_id limit $2",
                   {after.value, kAtOnce}));
    std::set<MemberId> members;
    for (const Row& row : rows)
        members.insert(MemberId{row.integer(0)});
    if (members.empty()) return MemberId{};
    PARETO_TRY_VOID(feed_members(connection, members, {}, now_ms));
    return *members.rbegin();
}

Result<bool> announce_campaign(Connection& connection, const loyalty::Campaign& campaign) {
    if (!asks_about_members(campaign)) return false;
    PARETO_TRY(const bool fed, is_fed(connection, campaign));
    if (fed) return false;
    PARETO_TRY_VOID(ask(connection, campaign));
    return true;
}

Result<void> note_members_fed(Connection& connection, const loyalty::Campaign& campaign) {
    PARETO_TRY_VOID(connection.execute(
        "update asked_campaign set fed = 1 where campaign_id = $1 and version = $2",
        {campaign.id.value, std::int64_t{campaign.version}}));
    return {};
}

Result<void> publish_campaigns(Connection& connection,
                               std::vector<loyalty::Campaign> live,
                               std::int64_t now_ms) {
    PARETO_TRY(const sync::CampaignsOfList before, newest_list(connection));
    PARETO_TRY(const auto terminals,
               connection.execute("select count(*), coalesce(max(terminal_id), 0) from terminal "
                                  "where standing = 'enrolled'"));
    sync::CampaignsOfList next{{before.list.version + 1, {}}, std::move(live)};
    std::vector<FeedSubject> subjects;
    bool feeds_members = false;
    for (const loyalty::Campaign& campaign : next.campaigns) {
        if (const auto* const listed = find(before.list, campaign)) {
            next.list.campaigns.push_back(*listed);
            continue;
        }
        next.list.campaigns.push_back({campaign.id,
                                       campaign.version,
                                       terminals[0].integer(0),
                                       TerminalId{terminals[0].integer(1)}});
        subjects.push_back({sync::ChangeKind::Campaign,
                            sync::campaign_subject(campaign.id, campaign.version),
                            sync::encode(campaign)});
        if (feeds_members || !asks_about_members(campaign)) continue;
        PARETO_TRY(const bool fed, is_fed(connection, campaign));
        feeds_members = !fed;
    }
    if (sorted(next.list.campaigns) == sorted(before.list.campaigns)) return {};
    subjects.push_back({sync::ChangeKind::CampaignList, "current", sync::encode(next.list)});
    for (const loyalty::Campaign& campaign : before.campaigns) {
        if (find(next.list, campaign) == nullptr)
            subjects.push_back({sync::ChangeKind::Campaign,
                                sync::campaign_subject(campaign.id, campaign.version),
                                {}});
    }
    PARETO_TRY_VOID(connection.execute("insert into campaign_list(version, bytes) values ($1, $2)",
                                       {next.list.version, Blob{sync::encode(next)}}));
    PARETO_TRY_VOID(keep_asked(connection, next));
    // What a campaign asks about members is there before the campaign is.
    if (feeds_members) PARETO_TRY_VOID(feed_all_members(connection, now_ms));
    return publish(connection, subjects);
}

Result<void> write_campaign_awards(Connection& connection, const Plan& plan) {
    BulkInsert awards{.table = "campaign_award",
                      .columns = {"campaign_id",
                                  "sale_id",
                                  "version",
                                  "variant",
                                  "member_id",
                                  "branch_id",
                                  "business_date",
                                  "points",
                                  "cost_minor"},
                      .conflict = "",
                      .rows = {}};
    for (const CampaignAwardRow& row : plan.campaign_awards) {
        awards.rows.push_back({row.campaign.value,
                               row.sale.value,
                               std::int64_t{row.version},
                               std::int64_t{row.variant},
                               row.member.value,
                               row.branch.value,
                               to_string(row.business_date),
                               row.points,
                               row.cost_minor});
    }
    PARETO_TRY_VOID(connection.insert_many(awards));
    for (const SaleId sale : plan.awards_taken_back) {
        PARETO_TRY_VOID(
            connection.execute("delete from campaign_award where sale_id = $1", {sale.value}));
    }
    return {};
}

Result<std::map<MemberId, sync::CampaignFacts>> read_campaign_facts(
    Connection& connection, const std::set<MemberId>& members) {
    std::map<MemberId, sync::CampaignFacts> facts;
    PARETO_TRY(const auto asked, connection.execute("select campaign_id from asked_campaign"));
    if (asked.empty()) return facts;
    const auto keys = keys_of(members);
    for (const MemberId member : members)
        facts[member].visits = 0;
    std::set<loyalty::CampaignId> listed;
    for (const Row& row : asked)
        listed.insert(loyalty::CampaignId{row.integer(0)});
    PARETO_TRY_VOID(select_in(connection,
                              "select member_id, name from segment_member where member_id",
                              keys,
                              " and name in (select name from asked_segment) order by name",
                              [&](const Row& row) -> Result<void> {
                                  facts[MemberId{row.integer(0)}].segments.push_back(row.text(1));
                                  return {};
                              }));
    PARETO_TRY_VOID(select_in(connection,
                              "select member_id, campaign_id from campaign_target where member_id",
                              keys,
                              " order by campaign_id",
                              [&](const Row& row) -> Result<void> {
                                  const loyalty::CampaignId campaign{row.integer(1)};
                                  if (listed.contains(campaign))
                                      facts[MemberId{row.integer(0)}].targeted.push_back(campaign);
                                  return {};
                              }));
    PARETO_TRY_VOID(select_in(connection,
                              "select shard_key, visits from member_day where shard_key",
                              keys,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  auto& visits = facts[MemberId{row.integer(0)}].visits;
                                  visits = visits.value_or(0) + row.integer(1);
                                  return {};
                              }));
    PARETO_TRY_VOID(select_in(connection,
                              "select entry_id, bytes from personal_data where entry_id",
                              keys,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  const auto personal = read_personal(row.bytes(1));
                                  const auto day = parse_birthday(personal.birthday);
                                  if (day) facts[MemberId{row.integer(0)}].birthday = *day;
                                  return {};
                              }));
    std::map<std::pair<MemberId, loyalty::CampaignId>, loyalty::BudgetUse> uses;
    PARETO_TRY_VOID(
        select_in(connection,
                  "select member_id, campaign_id, points, cost_minor from campaign_award "
                  "where member_id",
                  keys,
                  "",
                  [&](const Row& row) -> Result<void> {
                      const loyalty::CampaignId campaign{row.integer(1)};
                      if (!listed.contains(campaign)) return {};
                      auto& use = uses[{MemberId{row.integer(0)}, campaign}];
                      ++use.uses;
                      use.points += row.integer(2);
                      use.minor += row.integer(3);
                      return {};
                  }));
    for (const auto& [key, use] : uses)
        facts[key.first].uses.emplace_back(key.second, use);
    return facts;
}

}  // namespace pareto::hq::database

#include "hq/campaigns/campaign_books.h"

#include <set>

#include "hq/campaigns/read_campaign.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/segments.h"
#include "hq/database/writing.h"

namespace pareto::hq::campaigns {
namespace {

using pareto::database::Connection;
using pareto::database::Row;
using pareto::database::Value;

const std::string kVersions =
    "select campaign_id, version, state, json, drafted_by, approved_by from campaign_version ";

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

std::string name_of(CampaignId id) {
    return "campaign " + std::to_string(id.value);
}

Result<CampaignVersion> version_of(const Row& row) {
    CampaignVersion made;
    made.id = CampaignId{row.integer(0)};
    made.version = static_cast<std::int32_t>(row.integer(1));
    made.state = row.text(2);
    made.json = row.text(3);
    made.drafted_by = row.text(4);
    made.approved_by = row.text(5);
    auto read = read_campaign(made.json);
    if (!read)
        return fault(FaultCode::Corrupt,
                     name_of(made.id) + " in the books: " + read.error().detail);
    made.campaign = std::move(*read);
    made.campaign.id = made.id;
    made.campaign.version = made.version;
    return made;
}

Result<std::vector<CampaignVersion>> versions(Connection& connection,
                                              const std::string& where,
                                              std::initializer_list<Value> parameters) {
    PARETO_TRY(
        const auto rows,
        connection.execute(kVersions + where + " order by campaign_id, version", parameters));
    std::vector<CampaignVersion> found;
    for (const Row& row : rows) {
        PARETO_TRY(CampaignVersion one, version_of(row));
        found.push_back(std::move(one));
    }
    return found;
}

Result<void> set_state(Connection& connection,
                       const CampaignVersion& of,
                       const std::string& state,
                       std::int64_t now_ms) {
    const std::string column = state == "simulated" ? "simulated_ms"
                               : state == "live"    ? "launched_ms"
                                                    : "ended_ms";
    PARETO_TRY_VOID(connection.execute("update campaign_version set state = $3, " + column +
                                           " = $4 where campaign_id = $1 and version = $2",
                                       {of.id.value, std::int64_t{of.version}, state, now_ms}));
    return {};
}

Result<void> insert(Connection& connection, const CampaignVersion& made, std::int64_t now_ms) {
    const bool is_past = made.state == "ended";
    PARETO_TRY_VOID(
        connection.execute("insert into campaign_version(campaign_id, version, name, state, json, "
                           "from_date, to_date, drafted_by, drafted_ms, "
                           "simulated_ms, approved_by, approved_ms, launched_ms, ended_ms) "
                           "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', 0, 0, $10)",
                           {made.id.value,
                            std::int64_t{made.version},
                            made.campaign.name,
                            made.state,
                            made.json,
                            to_string(made.campaign.from),
                            to_string(made.campaign.to),
                            made.drafted_by,
                            now_ms,
                            is_past ? now_ms : 0}));
    return {};
}

Result<void> check_segments(Connection& connection, const CampaignVersion& of) {
    std::set<std::string> names;
    for (const loyalty::CampaignRule& rule : of.campaign.rules)
        names.insert(rule.conditions.segments.begin(), rule.conditions.segments.end());
    PARETO_TRY(const auto unknown, hq::database::unknown_segments(connection, names));
    if (unknown.empty()) return {};
    return refuse(name_of(of.id) + " asks for the segment " + unknown.front() +
                  ", which is neither ready-made nor defined; run pareto-hq segment define");
}

Result<void> publish(Connection& connection, std::int64_t now_ms) {
    PARETO_TRY(auto live, live_campaigns(connection));
    return hq::database::publish_campaigns(connection, std::move(live), now_ms);
}

Result<CampaignVersion> new_version(Connection& connection,
                                    const std::string& json,
                                    CampaignId id) {
    CampaignVersion made;
    PARETO_TRY(made.campaign, read_campaign(json));
    made.json = json;
    made.version = 1;
    if (id) {
        PARETO_TRY(const CampaignVersion newest, find_version(connection, id, 0));
        made.version = newest.version + 1;
        made.id = id;
    } else {
        PARETO_TRY(made.id.value, hq::database::draw(connection, "campaign", 1));
    }
    made.campaign.id = made.id;
    made.campaign.version = made.version;
    return made;
}

}  // namespace

Result<CampaignVersion> draft(Connection& connection,
                              const std::string& json,
                              CampaignId id,
                              const std::string& by,
                              std::int64_t now_ms) {
    if (by.empty()) return refuse("who drafts it is missing");
    PARETO_TRY(CampaignVersion made, new_version(connection, json, id));
    made.state = "draft";
    made.drafted_by = by;
    PARETO_TRY_VOID(insert(connection, made, now_ms));
    return made;
}

Result<CampaignVersion> record_past(Connection& connection,
                                    const std::string& json,
                                    std::int64_t now_ms) {
    PARETO_TRY(CampaignVersion made, new_version(connection, json, {}));
    made.state = "ended";
    made.drafted_by = "import";
    PARETO_TRY_VOID(insert(connection, made, now_ms));
    return made;
}

Result<CampaignVersion> find_version(Connection& connection, CampaignId id, std::int32_t version) {
    PARETO_TRY(auto found, versions(connection, "where campaign_id = $1", {id.value}));
    if (found.empty()) return refuse("there is no " + name_of(id));
    if (version == 0) return std::move(found.back());
    for (CampaignVersion& one : found) {
        if (one.version == version) return std::move(one);
    }
    return refuse("there is no version " + std::to_string(version) + " of " + name_of(id));
}

Result<std::vector<CampaignVersion>> all_versions(Connection& connection) {
    return versions(connection, "", {});
}

Result<std::vector<loyalty::Campaign>> live_campaigns(Connection& connection) {
    PARETO_TRY(auto live, versions(connection, "where state = 'live'", {}));
    std::vector<loyalty::Campaign> found;
    for (CampaignVersion& one : live)
        found.push_back(std::move(one.campaign));
    return found;
}

Result<void> note_simulated(Connection& connection,
                            CampaignId id,
                            std::int32_t version,
                            std::int64_t now_ms) {
    PARETO_TRY(const CampaignVersion found, find_version(connection, id, version));
    if (found.state != "draft") return {};
    return set_state(connection, found, "simulated", now_ms);
}

Result<CampaignVersion> approve(Connection& connection,
                                CampaignId id,
                                const std::string& by,
                                std::int64_t now_ms) {
    PARETO_TRY(CampaignVersion found, find_version(connection, id, 0));
    if (by.empty()) return refuse("who approves it is missing");
    if (found.state == "draft")
        return refuse(name_of(id) + " was not simulated yet; run pareto-hq campaign simulate");
    if (found.state != "simulated") return refuse(name_of(id) + " is " + found.state + " already");
    if (by == found.drafted_by)
        return refuse(name_of(id) + " was drafted by " + by + "; another person approves it");
    PARETO_TRY_VOID(connection.execute(
        "update campaign_version set state = 'approved', approved_by = $3, approved_ms = $4 "
        "where campaign_id = $1 and version = $2",
        {id.value, std::int64_t{found.version}, by, now_ms}));
    found.state = "approved";
    found.approved_by = by;
    return found;
}

Result<CampaignVersion> ready_to_launch(Connection& connection, CampaignId id, BusinessDate today) {
    PARETO_TRY(CampaignVersion found, find_version(connection, id, 0));
    if (found.state == "live" || found.state == "ended")
        return refuse(name_of(id) + " is " + found.state + " already");
    if (found.state != "approved")
        return refuse(name_of(id) + " was not approved yet; it is a " + found.state + " version");
    if (found.campaign.to < today)
        return refuse(name_of(id) + " has its last day on " + to_string(found.campaign.to));
    PARETO_TRY_VOID(check_segments(connection, found));
    return found;
}

Result<CampaignVersion> launch(Connection& connection,
                               CampaignId id,
                               BusinessDate today,
                               std::int64_t now_ms) {
    PARETO_TRY(CampaignVersion found, ready_to_launch(connection, id, today));
    PARETO_TRY(const auto before,
               versions(connection, "where campaign_id = $1 and state = 'live'", {id.value}));
    for (const CampaignVersion& live : before)
        PARETO_TRY_VOID(set_state(connection, live, "ended", now_ms));
    PARETO_TRY_VOID(set_state(connection, found, "live", now_ms));
    found.state = "live";
    PARETO_TRY_VOID(publish(connection, now_ms));
    return found;
}

Result<CampaignVersion> end(Connection& connection, CampaignId id, std::int64_t now_ms) {
    PARETO_TRY(auto live,
               versions(connection, "where campaign_id = $1 and state = 'live'", {id.value}));
    if (live.empty()) {
        PARETO_TRY(const CampaignVersion newest, find_version(connection, id, 0));
        return refuse(name_of(id) + " is not live; it is " +
                      (newest.state == "ended" ? "ended" : "a " + newest.state));
    }
    PARETO_TRY_VOID(set_state(connection, live.back(), "ended", now_ms));
    live.back().state = "ended";
    PARETO_TRY_VOID(publish(connection, now_ms));
    return std::move(live.back());
}

}  // namespace pareto::hq::campaigns

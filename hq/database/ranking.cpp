#include "hq/database/ranking.h"

#include <algorithm>
#include <unordered_map>

#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

constexpr const char* kOfChain =
    "select shard_key, sum(net_minor), sum(visits), max(case when visits > 0 then business_date "
    "else '' end), max(business_date) "
    "from member_day where business_date > $1 and business_date <= $2 and shard_key > 0 "
    "group by shard_key having sum(net_minor) > 0";
constexpr const char* kOfBranch =
    "select shard_key, sum(net_minor), sum(visits), max(case when visits > 0 then business_date "
    "else '' end), max(business_date) "
    "from member_day where business_date > $1 and business_date <= $2 and shard_key > 0 and "
    "branch_id = $3 "
    "group by shard_key having sum(net_minor) > 0";

/// The same where members were merged: they count as the one they are.
std::string of_persons(std::string sql) {
    constexpr std::string_view kFrom = "from member_day where";
    const auto replace = [&](std::string_view what, std::string_view with) {
        for (auto at = sql.find(what); at != std::string::npos; at = sql.find(what, at + with.size()))
            sql.replace(at, what.size(), with);
    };
    replace("select shard_key,", "select coalesce(m.merged_into, d.shard_key),");
    replace(kFrom, "from member_day d left join member m on m.member_id = d.shard_key where");
    replace("shard_key > 0", "d.shard_key > 0");
    replace("group by shard_key", "group by coalesce(m.merged_into, d.shard_key)");
    return sql;
}

bool ranks_before(const RankedMember& a, const RankedMember& b) {
    if (a.net_spend_minor != b.net_spend_minor) return a.net_spend_minor > b.net_spend_minor;
    if (a.visits != b.visits) return a.visits > b.visits;
    if (a.card_number.empty() != b.card_number.empty()) return b.card_number.empty();
    if (a.card_number != b.card_number) return a.card_number < b.card_number;
    return a.member < b.member;
}

Result<std::vector<RankedMember>> read_spend(Connection& connection,
                                             const RankingRequest& request) {
    std::vector<Value> parameters{to_string(add_days(request.as_of, -request.window_days)),
                                  to_string(request.as_of)};
    if (request.branch) parameters.emplace_back(request.branch->value);
    const std::string sql = request.branch ? kOfBranch : kOfChain;
    PARETO_TRY(const auto merged, read_merged(connection));
    PARETO_TRY(const auto rows,
               connection.execute(merged.empty() ? sql : of_persons(sql), parameters));
    std::vector<RankedMember> members;
    members.reserve(rows.size());
    for (const Row& row : rows) {
        RankedMember member;
        member.member = MemberId{row.integer(0)};
        member.net_spend_minor = row.integer(1);
        member.visits = row.integer(2);
        PARETO_TRY(member.last_visit, read_date(row, row.text(3).empty() ? 4 : 3));
        members.push_back(std::move(member));
    }
    return members;
}

Result<void> read_names(Connection& connection, std::vector<RankedMember>& members) {
    std::unordered_map<std::int64_t, RankedMember*> by_id;
    std::vector<Value> keys;
    for (RankedMember& member : members) {
        by_id[member.member.value] = &member;
        keys.emplace_back(member.member.value);
    }
    PARETO_TRY_VOID(select_in(connection,
                              "select member_id, member_number, name from member where member_id",
                              keys,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  RankedMember& member = *by_id.at(row.integer(0));
                                  member.member_number = row.text(1);
                                  member.name = row.text(2);
                                  return {};
                              }));
    PARETO_TRY(const auto merged, read_merged(connection));
    for (const auto& [member, into] : merged) {
        const auto survivor = by_id.find(into.value);
        if (survivor == by_id.end()) continue;
        by_id.emplace(member.value, survivor->second);
        keys.emplace_back(member.value);
    }
    return select_in(connection,
                     "select member_id, card_number from card where member_id",
                     keys,
                     "",
                     [&](const Row& row) -> Result<void> {
                         // Compared here: byte order is then the same on every database.
                         std::string& lowest = by_id.at(row.integer(0))->card_number;
                         const std::string& number = row.text(1);
                         if (!number.empty() && (lowest.empty() || number < lowest))
                             lowest = number;
                         return {};
                     });
}

}  // namespace

Result<Ranking> rank_members(Connection& connection, const RankingRequest& request) {
    Ranking ranking;
    PARETO_TRY(ranking.members, read_spend(connection, request));
    PARETO_TRY_VOID(read_names(connection, ranking.members));
    std::sort(ranking.members.begin(), ranking.members.end(), ranks_before);
    const auto count = static_cast<std::int64_t>(ranking.members.size());
    ranking.vips = (count * request.percent + 99) / 100;
    for (std::int64_t index = 0; index < count; ++index) {
        const std::int64_t spend = ranking.members[static_cast<std::size_t>(index)].net_spend_minor;
        ranking.total_revenue_minor += spend;
        if (index >= ranking.vips) continue;
        ranking.vip_revenue_minor += spend;
        ranking.threshold_minor = spend;
    }
    return ranking;
}

}  // namespace pareto::hq::database

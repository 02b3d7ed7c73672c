#include "hq/database/ranking.h"

#include <algorithm>
#include <unordered_map>

#include "common/base/check.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

/// One pass over the days of all windows: for each, net spend, visits, last visit and last day.
std::string spend_sql(std::size_t windows, bool of_branch) {
    std::string sql = "select shard_key,";
    for (std::size_t index = 0; index < windows; ++index) {
        const std::string within = "business_date > $" + std::to_string(3 + 2 * index) +
                                   " and business_date <= $" + std::to_string(4 + 2 * index);
        sql += (index > 0 ? ", " : " ") + ("sum(case when " + within) +
               " then net_minor else 0 end), sum(case when " + within +
               " then visits else 0 end), max(case when " + within +
               " and visits > 0 then business_date else '' end), max(case when " + within +
               " then business_date else '' end)";
    }
    sql += " from member_day where business_date > $1 and business_date <= $2 and shard_key > 0";
    if (of_branch) sql += " and branch_id = $" + std::to_string(3 + 2 * windows);
    return sql + " group by shard_key";
}

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

/// By window, those with positive net spend, in no order.
Result<std::vector<std::vector<RankedMember>>> read_spend(Connection& connection,
                                                          const RankingRequest& request,
                                                          std::span<const RankingWindow> windows) {
    BusinessDate first = windows.front().after();
    BusinessDate last = windows.front().as_of;
    std::vector<Value> parameters{Value{}, Value{}};
    for (const RankingWindow& window : windows) {
        first = std::min(first, window.after());
        last = std::max(last, window.as_of);
        parameters.emplace_back(to_string(window.after()));
        parameters.emplace_back(to_string(window.as_of));
    }
    parameters[0] = to_string(first);
    parameters[1] = to_string(last);
    if (request.branch) parameters.emplace_back(request.branch->value);
    const std::string sql = spend_sql(windows.size(), request.branch.has_value());
    PARETO_TRY(const auto merged, read_merged(connection));
    PARETO_TRY(const auto rows,
               connection.execute(merged.empty() ? sql : of_persons(sql), parameters));
    std::vector<std::vector<RankedMember>> found(windows.size());
    for (const Row& row : rows) {
        for (std::size_t index = 0; index < windows.size(); ++index) {
            const std::size_t column = 1 + 4 * index;
            RankedMember member;
            member.member = MemberId{row.integer(0)};
            member.net_spend_minor = row.integer(column);
            if (member.net_spend_minor <= 0) continue;
            member.visits = row.integer(column + 1);
            const bool visited = !row.text(column + 2).empty();
            PARETO_TRY(member.last_visit, read_date(row, visited ? column + 2 : column + 3));
            found[index].push_back(std::move(member));
        }
    }
    return found;
}

/// What people call a member, read once for all windows.
struct Called {
    std::string number, name, card;
};

using CalledByMember = std::unordered_map<std::int64_t, Called>;

Result<CalledByMember> read_names(Connection& connection,
                                  const std::vector<std::vector<RankedMember>>& lists) {
    CalledByMember called;
    std::vector<Value> keys;
    for (const auto& members : lists) {
        for (const RankedMember& member : members) {
            if (called.try_emplace(member.member.value).second)
                keys.emplace_back(member.member.value);
        }
    }
    PARETO_TRY_VOID(select_in(connection,
                              "select member_id, member_number, name from member where member_id",
                              keys,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  Called& one = called.at(row.integer(0));
                                  one.number = row.text(1);
                                  one.name = row.text(2);
                                  return {};
                              }));
    std::unordered_map<std::int64_t, std::int64_t> survivor_of;
    PARETO_TRY(const auto merged, read_merged(connection));
    for (const auto& [member, into] : merged) {
        if (!called.contains(into.value)) continue;
        survivor_of.emplace(member.value, into.value);
        keys.emplace_back(member.value);
    }
    PARETO_TRY_VOID(select_in(connection,
                              "select member_id, card_number from card where member_id",
                              keys,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  const auto survivor = survivor_of.find(row.integer(0));
                                  const std::int64_t member = survivor == survivor_of.end()
                                                                  ? row.integer(0)
                                                                  : survivor->second;
                                  // Compared here: byte order is the same on every database.
                                  std::string& lowest = called.at(member).card;
                                  const std::string& number = row.text(1);
                                  if (!number.empty() && (lowest.empty() || number < lowest))
                                      lowest = number;
                                  return {};
                              }));
    return called;
}

Ranking rank(std::vector<RankedMember> members, const CalledByMember& called, int percent) {
    for (RankedMember& member : members) {
        const Called& one = called.at(member.member.value);
        member.member_number = one.number;
        member.name = one.name;
        member.card_number = one.card;
    }
    Ranking ranking;
    ranking.members = std::move(members);
    std::sort(ranking.members.begin(), ranking.members.end(), ranks_before);
    const auto count = static_cast<std::int64_t>(ranking.members.size());
    ranking.vips = (count * percent + 99) / 100;
    for (std::int64_t index = 0; index < count; ++index) {
        const std::int64_t spend = ranking.members[static_cast<std::size_t>(index)].net_spend_minor;
        ranking.total_revenue_minor += spend;
        if (index >= ranking.vips) continue;
        ranking.vip_revenue_minor += spend;
        ranking.threshold_minor = spend;
    }
    return ranking;
}

}  // namespace

Result<std::vector<Ranking>> rank_members_in(Connection& connection,
                                             const RankingRequest& request,
                                             std::span<const RankingWindow> windows) {
    PARETO_CHECK(!windows.empty());
    PARETO_TRY(auto lists, read_spend(connection, request, windows));
    PARETO_TRY(const CalledByMember called, read_names(connection, lists));
    std::vector<Ranking> rankings;
    for (auto& members : lists)
        rankings.push_back(rank(std::move(members), called, request.percent));
    return rankings;
}

Result<Ranking> rank_members(Connection& connection, const RankingRequest& request) {
    const RankingWindow window{request.as_of, request.window_days};
    PARETO_TRY(auto rankings, rank_members_in(connection, request, {&window, 1}));
    return std::move(rankings.front());
}

}  // namespace pareto::hq::database

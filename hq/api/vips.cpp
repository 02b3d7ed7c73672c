#include "hq/api/vips.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace pareto::hq::api {
namespace {

using hq::database::RankedMember;
using hq::database::Ranking;
using hq::database::RankingRequest;
using pareto::database::Connection;

using ByMember = std::unordered_map<std::int64_t, StoodBefore>;

ByMember standing_in(const Ranking& ranking) {
    ByMember standing;
    std::int64_t rank = 0;
    for (const RankedMember& member : ranking.members)
        standing[member.member.value] = {++rank, member.net_spend_minor};
    return standing;
}

std::optional<StoodBefore> find(const ByMember& standing, MemberId member) {
    const auto found = standing.find(member.value);
    return found == standing.end() ? std::nullopt : std::optional{found->second};
}

/// Spend that is still in the window 30 days later; everybody's own when the window is that short.
Result<ByMember> spend_kept(Connection& books, const RankingRequest& request, const Ranking& now) {
    if (request.window_days <= kChangeDays) return standing_in(now);
    RankingRequest later = request;
    later.window_days = request.window_days - kChangeDays;
    PARETO_TRY(const Ranking kept, hq::database::rank_members(books, later));
    return standing_in(kept);
}

}  // namespace

Result<Vips> find_vips(Connection& books, const RankingRequest& request) {
    Vips vips;
    PARETO_TRY(vips.now, hq::database::rank_members(books, request));
    RankingRequest earlier = request;
    earlier.as_of = add_days(request.as_of, -kChangeDays);
    PARETO_TRY(const Ranking then, hq::database::rank_members(books, earlier));
    vips.threshold_before_minor = then.threshold_minor;
    const ByMember before = standing_in(then);
    const ByMember current = standing_in(vips.now);
    PARETO_TRY(const ByMember kept, spend_kept(books, request, vips.now));
    for (std::int64_t index = 0; index < vips.now.vips; ++index) {
        VipRow row;
        row.member = vips.now.members[static_cast<std::size_t>(index)];
        row.rank = index + 1;
        row.before = find(before, row.member.member);
        const auto left_over = find(kept, row.member.member);
        row.kept_minor = left_over ? left_over->net_spend_minor : 0;
        const bool was = row.before && row.before->rank <= then.vips;
        row.status = !was                                        ? "entered"
                     : row.kept_minor < vips.now.threshold_minor ? "at_risk"
                                                                 : "vip";
        vips.entered += was ? 0 : 1;
        vips.at_risk += row.status == "at_risk" ? 1 : 0;
        vips.rows.push_back(std::move(row));
    }
    for (std::int64_t index = 0; index < then.vips; ++index) {
        const RankedMember& member = then.members[static_cast<std::size_t>(index)];
        const auto standing = find(current, member.member);
        if (standing && standing->rank <= vips.now.vips) continue;
        VipRow row;
        row.member = member;
        row.before = StoodBefore{index + 1, member.net_spend_minor};
        row.rank = standing ? standing->rank : 0;
        row.member.net_spend_minor = standing ? standing->net_spend_minor : 0;
        row.status = "left";
        vips.left.push_back(std::move(row));
    }
    return vips;
}

}  // namespace pareto::hq::api

#include "hq/api/vips.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace pareto::hq::api {
namespace {

using hq::database::RankedMember;
using hq::database::Ranking;
using hq::database::RankingRequest;
using hq::database::RankingWindow;
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

}  // namespace

Result<Vips> find_vips(Connection& books, const RankingRequest& request) {
    Vips vips;
    // Now, as it was, and what will be left of now without a further purchase. A window as short as
    // that keeps everybody's own.
    const int kept_days = request.window_days > kChangeDays ? request.window_days - kChangeDays
                                                            : request.window_days;
    const std::array windows{
        RankingWindow{request.as_of, request.window_days},
        RankingWindow{add_days(request.as_of, -kChangeDays), request.window_days},
        RankingWindow{request.as_of, kept_days}};
    PARETO_TRY(auto rankings, hq::database::rank_members_in(books, request, windows));
    vips.now = std::move(rankings[0]);
    const Ranking& then = rankings[1];
    vips.threshold_before_minor = then.threshold_minor;
    const ByMember before = standing_in(then);
    const ByMember current = standing_in(vips.now);
    const ByMember kept = standing_in(rankings[2]);
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

#include "hq/database/vip.h"

#include <set>

#include "hq/database/plan_writer.h"
#include "hq/database/ranking.h"
#include "hq/database/select_in.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

Result<std::set<MemberId>> flagged_members(Connection& connection) {
    PARETO_TRY(const auto rows, connection.execute("select member_id from member where vip = 1"));
    std::set<MemberId> members;
    for (const Row& row : rows)
        members.insert(MemberId{row.integer(0)});
    return members;
}

std::set<MemberId> difference(const std::set<MemberId>& of, const std::set<MemberId>& without) {
    std::set<MemberId> left;
    for (const MemberId member : of) {
        if (!without.contains(member)) left.insert(member);
    }
    return left;
}

Result<void> set_flag(Connection& connection, const std::set<MemberId>& members, bool vip) {
    const std::string head =
        std::string{"update member set vip = "} + (vip ? "1" : "0") + " where member_id";
    return select_in(
        connection, head, keys_of(members), "", [](const Row&) -> Result<void> { return {}; });
}

}  // namespace

Result<VipRun> set_vip_flags(Connection& connection, ports::Clock& clock, const VipRule& rule) {
    VipRun run;
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const auto job,
               connection.execute(
                   "insert into job_run(job, business_date, finished_ms) values ('vip', $1, $2) "
                   "on conflict do nothing",
                   {to_string(rule.as_of), to_ms(clock.now())}));
    if (job.affected == 0) {
        run.done_before = true;
        return run;
    }
    PARETO_TRY(const Ranking ranking,
               rank_members(connection,
                            {.as_of = rule.as_of,
                             .window_days = rule.window_days,
                             .percent = rule.percent,
                             .branch = std::nullopt}));
    std::set<MemberId> best;
    for (std::int64_t rank = 0; rank < ranking.vips; ++rank)
        best.insert(ranking.members[static_cast<std::size_t>(rank)].member);
    PARETO_TRY(const auto before, flagged_members(connection));
    const auto entered = difference(best, before);
    const auto left = difference(before, best);
    PARETO_TRY_VOID(set_flag(connection, entered, true));
    PARETO_TRY_VOID(set_flag(connection, left, false));
    std::set<MemberId> changed = entered;
    changed.insert(left.begin(), left.end());
    PARETO_TRY_VOID(feed_members(connection, changed, {}, to_ms(clock.now())));
    PARETO_TRY_VOID(transaction.commit());
    run.members = static_cast<std::int64_t>(ranking.members.size());
    run.vips = ranking.vips;
    run.entered = static_cast<std::int64_t>(entered.size());
    run.left = static_cast<std::int64_t>(left.size());
    return run;
}

}  // namespace pareto::hq::database

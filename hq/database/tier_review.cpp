#include "hq/database/tier_review.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/journal/entry.h"
#include "hq/database/plan_writer.h"
#include "hq/database/select_in.h"
#include "hq/database/setup.h"
#include "hq/database/shared_accounts.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using loyalty::TierStanding;
using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;

constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;

struct Reviewed {
    MemberId member;
    std::string tier;
};

struct Change {
    MemberId member;
    std::string from;
    TierStanding to;
};

std::string_view name_of(loyalty::TierReason reason) {
    switch (reason) {
        case loyalty::TierReason::Reached:
            return "reached";
        case loyalty::TierReason::Kept:
            return "kept";
        case loyalty::TierReason::Granted:
            return "granted";
        case loyalty::TierReason::BelowAll:
            return "below";
    }
    return "below";
}

Result<std::vector<Reviewed>> read_page(Connection& connection,
                                        MemberId after,
                                        std::int64_t members_max) {
    PARETO_TRY(const auto rows,
               connection.execute("select member_id, tier from member where member_id > $1 and "
                                  "merged_into is null order by member_id limit $2",
                                  {after.value, members_max}));
    std::vector<Reviewed> page;
    page.reserve(rows.size());
    for (const Row& row : rows)
        page.push_back({MemberId{row.integer(0)}, row.text(1)});
    return page;
}

Result<std::vector<Change>> find_changes(Connection& connection,
                                         const loyalty::TierRules& rules,
                                         const std::vector<Reviewed>& page,
                                         BusinessDate over) {
    std::set<MemberId> members;
    for (const Reviewed& one : page)
        members.insert(one.member);
    PARETO_TRY(const TierFigures figures, read_tier_figures(connection, rules, members, over));
    std::vector<Change> changes;
    for (const Reviewed& one : page) {
        const auto own = figures.find(one.member);
        if (own == figures.end() && one.tier.empty()) continue;
        const std::vector<loyalty::TierDay> none;
        const auto& days = own == figures.end() ? none : own->second;
        TierStanding standing = loyalty::tier_on(rules, days, std::nullopt, over);
        if (standing.tier == one.tier) continue;
        if (!one.tier.empty()) {
            PARETO_TRY(const auto granted, read_granted(connection, one.member));
            standing = loyalty::tier_on(rules, days, granted, over);
        }
        if (standing.tier != one.tier) changes.push_back({one.member, one.tier, standing});
    }
    return changes;
}

Result<void> write_changes(Connection& connection,
                           const loyalty::RuleSet& rules,
                           const std::vector<Change>& changes,
                           BusinessDate over,
                           std::int64_t now_ms) {
    BulkInsert insert{.table = "tier_change",
                      .columns = {"member_id",
                                  "business_date",
                                  "from_tier",
                                  "to_tier",
                                  "reason",
                                  "basis",
                                  "figure",
                                  "threshold",
                                  "period_from",
                                  "period_to",
                                  "rules_version",
                                  "changed_ms"},
                      .conflict = "on conflict(member_id, business_date) do nothing",
                      .rows = {}};
    std::map<std::string, std::vector<Value>> by_tier;
    std::set<MemberId> members;
    const bool is_spend = rules.tier_rules.basis == loyalty::TierBasis::Spend;
    for (const Change& change : changes) {
        insert.rows.push_back({change.member.value,
                               to_string(over),
                               change.from,
                               change.to.tier,
                               std::string{name_of(change.to.reason)},
                               std::string{is_spend ? "spend" : "points"},
                               change.to.figure,
                               change.to.threshold,
                               to_string(change.to.from),
                               to_string(change.to.to),
                               std::int64_t{rules.version},
                               now_ms});
        by_tier[change.to.tier].emplace_back(change.member.value);
        members.insert(change.member);
    }
    PARETO_TRY_VOID(connection.insert_many(insert));
    for (const auto& [tier, keys] : by_tier) {
        // Names of tiers are plain: loyalty::check.
        PARETO_CHECK(tier.find('\'') == std::string::npos);
        PARETO_TRY_VOID(select_in(connection,
                                  "update member set tier = '" + tier + "' where member_id",
                                  keys,
                                  "",
                                  [](const Row&) -> Result<void> { return {}; }));
    }
    return feed_members(connection, members, {}, now_ms);
}

Result<void> finish(Connection& connection, BusinessDate over, std::int64_t now_ms) {
    PARETO_TRY_VOID(connection.execute(
        "insert into job_run(job, business_date, finished_ms) values ('tiers', $1, $2) on conflict "
        "do nothing",
        {to_string(over), now_ms}));
    return {};
}

}  // namespace

Result<std::optional<loyalty::GrantedTier>> read_granted(Connection& connection, MemberId member) {
    std::optional<loyalty::GrantedTier> granted;
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select bytes, received_ms from entry where registration = $1 and sequence = $2",
                   {std::int64_t{member.registration()}, member.sequence()}));
    if (rows.empty()) return granted;
    const auto entry = journal::decode(rows[0].bytes(0));
    if (!entry) return granted;
    const auto* const enrolled = std::get_if<journal::MemberEnrolled>(&entry->body);
    if (enrolled != nullptr && !enrolled->tier.empty()) {
        granted = loyalty::GrantedTier{
            enrolled->tier, static_cast<std::int32_t>(rows[0].integer(1) / kDayMs)};
    }
    return granted;
}

Result<TierFigures> read_tier_figures(Connection& connection,
                                      const loyalty::TierRules& rules,
                                      const std::set<MemberId>& members,
                                      BusinessDate on) {
    PARETO_TRY(const auto merged, read_merged(connection));
    std::set<MemberId> shards = members;
    for (const auto& [member, into] : merged) {
        if (members.contains(into)) shards.insert(member);
    }
    std::map<MemberId, std::map<std::int32_t, std::int64_t>> sums;
    const auto add = [&](MemberId shard, std::int32_t day, std::int64_t figure) {
        const auto into = merged.find(shard);
        sums[into == merged.end() ? shard : into->second][day] += figure;
    };
    const BusinessDate first = loyalty::first_day_needed(rules, on);
    if (rules.basis == loyalty::TierBasis::Spend) {
        PARETO_TRY_VOID(
            select_in(connection,
                      "select shard_key, business_date, net_minor from member_day where shard_key",
                      keys_of(shards),
                      " and business_date between '" + to_string(first) + "' and '" +
                          to_string(on) + "'",
                      [&](const Row& row) -> Result<void> {
                          const auto date = parse_date(row.text(1));
                          if (date)
                              add(MemberId{row.integer(0)}, to_day_number(*date), row.integer(2));
                          return {};
                      }));
    } else {
        PARETO_TRY_VOID(select_in(connection,
                                  "select shard_key, day, points from tier_day where shard_key",
                                  keys_of(shards),
                                  " and day between " + std::to_string(to_day_number(first)) +
                                      " and " + std::to_string(to_day_number(on)),
                                  [&](const Row& row) -> Result<void> {
                                      add(MemberId{row.integer(0)},
                                          static_cast<std::int32_t>(row.integer(1)),
                                          row.integer(2));
                                      return {};
                                  }));
    }
    TierFigures figures;
    for (const auto& [member, days] : sums) {
        for (const auto& [day, figure] : days)
            figures[member].push_back({day, figure});
    }
    return figures;
}

Result<TierPage> review_some(Connection& connection,
                             ports::Clock& clock,
                             BusinessDate over,
                             MemberId after,
                             std::int64_t members_max) {
    TierPage result;
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const auto ran,
               connection.execute("select 1 from job_run where job = 'tiers' and business_date >= "
                                  "$1 limit 1",
                                  {to_string(over)}));
    if (!ran.empty()) {
        result.done = true;
        result.done_before = true;
        return result;
    }
    const std::int64_t now_ms = to_ms(clock.now());
    PARETO_TRY(const loyalty::RuleSet rules, current_rules(connection));
    std::vector<Reviewed> page;
    // A chain without tiers leaves what its members came with.
    if (!rules.tier_rules.tiers.empty()) {
        PARETO_TRY(page, read_page(connection, after, members_max));
    }
    result.members = static_cast<std::int64_t>(page.size());
    if (page.empty()) {
        result.done = true;
        PARETO_TRY_VOID(finish(connection, over, now_ms));
        PARETO_TRY_VOID(transaction.commit());
        return result;
    }
    result.last = page.back().member;
    PARETO_TRY(const auto changes, find_changes(connection, rules.tier_rules, page, over));
    for (const Change& change : changes) {
        const bool up = change.to.rank > loyalty::rank_of(rules.tier_rules, change.from);
        (up ? result.upgraded : result.downgraded) += 1;
    }
    if (!changes.empty())
        PARETO_TRY_VOID(write_changes(connection, rules, changes, over, now_ms));
    PARETO_TRY_VOID(transaction.commit());
    return result;
}

}  // namespace pareto::hq::database

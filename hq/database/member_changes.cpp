#include "hq/database/member_changes.h"

#include "hq/database/campaign_lists.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"

namespace pareto::hq::database {

using pareto::database::Connection;
using pareto::database::Row;

namespace {

using Changes = std::map<MemberId, sync::MemberChange>;

Result<void> add_members(Connection& connection,
                         BranchId branch,
                         const std::set<MemberId>& members,
                         std::int64_t now_ms,
                         Changes& changes) {
    const auto keys = keys_of(members);
    PARETO_TRY_VOID(select_in(connection,
                              "select m.member_id, m.member_number, m.home_branch_id, "
                              "coalesce(s.tier, m.tier), coalesce(s.vip, m.vip), m.name from "
                              "member m left join member s on s.member_id = m.merged_into where "
                              "m.member_id",
                              keys,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  sync::MemberChange& change = changes[MemberId{row.integer(0)}];
                                  change.facts.member = MemberId{row.integer(0)};
                                  change.facts.tier = row.text(3);
                                  change.facts.vip = row.integer(4) != 0;
                                  change.member_number = row.text(1);
                                  // Names travel to the member's home branch only.
                                  if (BranchId{row.integer(2)} == branch) change.name = row.text(5);
                                  change.as_of_ms = now_ms;
                                  return {};
                              }));
    PARETO_TRY_VOID(
        select_in(connection,
                  "select member_id, card_key, blocked, family from card where member_id",
                  keys,
                  " order by card_key",
                  [&](const Row& row) -> Result<void> {
                      const auto change = changes.find(MemberId{row.integer(0)});
                      if (change == changes.end()) return {};
                      change->second.cards.push_back(
                          {.card_key = row.bytes(1),
                           .family = static_cast<loyalty::CardFamily>(row.integer(3)),
                           .blocked = row.integer(2) != 0});
                      return {};
                  }));
    return {};
}

// Everybody who shares an account may use all that is in it.
Result<void> add_balances(Connection& connection,
                          const std::set<MemberId>& members,
                          BusinessDate on,
                          Changes& changes) {
    PARETO_TRY(const auto holders, read_holders(connection, members));
    std::set<MemberId> sharers = members;
    std::multimap<MemberId, MemberId> sharing;
    for (const auto& [member, holder] : holders) {
        sharers.insert(member);
        sharing.emplace(holder, member);
    }
    const auto add = [&](MemberId member, std::int64_t points) {
        const auto change = changes.find(member);
        if (change != changes.end()) change->second.facts.available.value += points;
    };
    PARETO_TRY_VOID(select_in(connection,
                              "select shard_key, remaining, expires_on from lot where shard_key",
                              keys_of(sharers),
                              " and remaining > 0",
                              [&](const Row& row) -> Result<void> {
                                  if (row.text(2) < to_string(on)) return {};
                                  const MemberId owner{row.integer(0)};
                                  const auto shared = holders.find(owner);
                                  if (shared == holders.end()) {
                                      add(owner, row.integer(1));
                                      return {};
                                  }
                                  const auto [first, last] = sharing.equal_range(shared->second);
                                  for (auto sharer = first; sharer != last; ++sharer)
                                      add(sharer->second, row.integer(1));
                                  return {};
                              }));
    PARETO_TRY_VOID(select_in(connection,
                              "select shard_key, amount from balance where shard_key",
                              keys_of(members),
                              " and account = 4",
                              [&](const Row& row) -> Result<void> {
                                  const auto change = changes.find(MemberId{row.integer(0)});
                                  if (change != changes.end())
                                      change->second.facts.pending = Points{row.integer(1)};
                                  return {};
                              }));
    return {};
}

}  // namespace

Result<Changes> read_member_changes(Connection& connection,
                                    BranchId branch,
                                    const std::set<MemberId>& members,
                                    BusinessDate on,
                                    std::int64_t now_ms) {
    Changes changes;
    PARETO_TRY_VOID(add_members(connection, branch, members, now_ms, changes));
    PARETO_TRY_VOID(add_balances(connection, members, on, changes));
    PARETO_TRY(auto facts, read_campaign_facts(connection, members));
    for (auto& [member, known] : facts) {
        const auto change = changes.find(member);
        if (change != changes.end()) change->second.campaigns = std::move(known);
    }
    return changes;
}

}  // namespace pareto::hq::database

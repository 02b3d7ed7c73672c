#include "hq/database/member_changes.h"

#include "hq/database/select_in.h"

namespace pareto::hq::database {

using pareto::database::Connection;
using pareto::database::Row;

Result<std::map<MemberId, sync::MemberChange>> read_member_changes(
    Connection& connection,
    BranchId branch,
    const std::set<MemberId>& members,
    BusinessDate on,
    std::int64_t now_ms) {
    std::map<MemberId, sync::MemberChange> changes;
    const auto keys = keys_of(members);
    PARETO_TRY_VOID(select_in(connection,
                              "select member_id, member_number, home_branch_id, tier, vip, name "
                              "from member where member_id",
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
    PARETO_TRY_VOID(select_in(connection,
                              "select shard_key, remaining, expires_on from lot where shard_key",
                              keys,
                              " and remaining > 0",
                              [&](const Row& row) -> Result<void> {
                                  const auto change = changes.find(MemberId{row.integer(0)});
                                  if (change == changes.end() || row.text(2) < to_string(on))
                                      return {};
                                  change->second.facts.available.value += row.integer(1);
                                  return {};
                              }));
    PARETO_TRY_VOID(select_in(connection,
                              "select shard_key, amount from balance where shard_key",
                              keys,
                              " and account = 4",
                              [&](const Row& row) -> Result<void> {
                                  const auto change = changes.find(MemberId{row.integer(0)});
                                  if (change != changes.end())
                                      change->second.facts.pending = Points{row.integer(1)};
                                  return {};
                              }));
    return changes;
}

}  // namespace pareto::hq::database

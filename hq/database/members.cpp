#include "hq/database/members.h"

#include <algorithm>
#include <set>

#include "hq/app/accounts.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

constexpr std::string_view kSelect =
    "select m.member_id, m.member_number, m.name, coalesce(b.code, ''), m.tier, m.joined_on, "
    "m.vip, coalesce(m.merged_into, 0), coalesce(m.account_id, 0) from member m left join branch b "
    "on b.branch_id = m.home_branch_id where ";

MemberFound member_of(const Row& row) {
    return {.member = MemberId{row.integer(0)},
            .member_number = row.text(1),
            .name = row.text(2),
            .home_branch = row.text(3),
            .tier = row.text(4),
            .joined_on = row.text(5),
            .vip = row.integer(6) != 0,
            .merged_into = MemberId{row.integer(7)},
            .account = MemberId{row.integer(8)}};
}

}  // namespace

Result<std::optional<MemberFound>> find_member(Connection& connection,
                                               const std::string& member_number) {
    PARETO_TRY(const auto rows,
               connection.execute(std::string{kSelect} + "m.member_number = $1", {member_number}));
    return rows.empty() ? std::optional<MemberFound>{} : std::optional{member_of(rows[0])};
}

Result<std::vector<MemberFound>> read_members(Connection& connection,
                                              const std::vector<MemberId>& members) {
    std::vector<MemberFound> found;
    PARETO_TRY_VOID(select_in(connection,
                              std::string{kSelect} + "m.member_id",
                              keys_of(members),
                              "",
                              [&](const Row& row) -> Result<void> {
                                  found.push_back(member_of(row));
                                  return {};
                              }));
    std::sort(found.begin(), found.end(), [](const MemberFound& a, const MemberFound& b) {
        return a.member_number < b.member_number;
    });
    return found;
}

Result<std::vector<MemberFound>> search_members(Connection& connection,
                                                const std::string& text,
                                                std::int64_t limit) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    pattern += '%';
    PARETO_TRY(const auto rows,
               connection.execute(std::string{kSelect} +
                                      "m.member_number = $1 or lower(m.name) like lower($2) escape "
                                      "'!' or m.member_id in (select c.member_id from card c where "
                                      "c.card_number = $1) order by m.member_number limit $3",
                                  {text, pattern, limit}));
    std::vector<MemberFound> found;
    found.reserve(rows.size());
    for (const Row& row : rows)
        found.push_back(member_of(row));
    return found;
}

Result<AccountState> read_account(Connection& connection, MemberId member, BusinessDate on) {
    AccountState state{.holder = member, .members = {}};
    PARETO_TRY(const auto holders, read_holders(connection, {member}));
    if (const auto shared = holders.find(member); shared != holders.end())
        state.holder = shared->second;
    state.members.push_back(state.holder);
    for (const auto& [sharer, holder] : holders) {
        if (sharer != state.holder) state.members.push_back(sharer);
    }
    const std::vector<Value> keys = keys_of(state.members);
    PARETO_TRY_VOID(select_in(connection,
                              "select account, amount from balance where shard_key",
                              keys,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  const auto account = static_cast<Account>(row.integer(0));
                                  if (account == Account::MemberPoints)
                                      state.points += row.integer(1);
                                  if (account == Account::MemberHeld) state.held += row.integer(1);
                                  if (account == Account::MemberDebt) state.debt += row.integer(1);
                                  return {};
                              }));
    PARETO_TRY_VOID(select_in(connection,
                              "select remaining, expires_on from lot where shard_key",
                              keys,
                              " and remaining > 0",
                              [&](const Row& row) -> Result<void> {
                                  if (row.text(1) >= to_string(on)) state.usable += row.integer(0);
                                  return {};
                              }));
    return state;
}

}  // namespace pareto::hq::database

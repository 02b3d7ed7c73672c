#include "hq/database/shared_accounts.h"

#include "hq/database/select_in.h"

namespace pareto::hq::database {

using pareto::database::Connection;
using pareto::database::Row;

Result<std::map<MemberId, MemberId>> read_holders(Connection& connection,
                                                  const std::set<MemberId>& members) {
    std::map<MemberId, MemberId> holders;
    PARETO_TRY(const auto any,
               connection.execute("select 1 from member where account_id is not null limit 1"));
    if (any.empty()) return holders;
    std::set<MemberId> asked = members;
    const auto note = [&](const Row& row) -> Result<void> {
        const MemberId holder{row.integer(1)};
        holders[MemberId{row.integer(0)}] = holder;
        holders[holder] = holder;
        asked.insert(holder);
        return {};
    };
    constexpr std::string_view kOf = "select member_id, account_id from member where ";
    PARETO_TRY_VOID(select_in(connection,
                              std::string{kOf} + "member_id",
                              keys_of(members),
                              " and account_id is not null",
                              note));
    const std::vector<Value> keys = keys_of(asked);
    PARETO_TRY_VOID(select_in(connection, std::string{kOf} + "account_id", keys, "", note));
    return holders;
}

Result<std::set<MemberId>> with_sharers(Connection& connection,
                                        const std::set<MemberId>& members) {
    std::set<MemberId> all = members;
    PARETO_TRY(const auto holders, read_holders(connection, members));
    for (const auto& [member, holder] : holders)
        all.insert(member);
    return all;
}

Result<std::map<MemberId, MemberId>> read_merged(Connection& connection) {
    PARETO_TRY(
        const auto rows,
        connection.execute(
            "select member_id, merged_into from member where merged_into is not null"));
    std::map<MemberId, MemberId> merged;
    for (const Row& row : rows)
        merged[MemberId{row.integer(0)}] = MemberId{row.integer(1)};
    return merged;
}

}  // namespace pareto::hq::database

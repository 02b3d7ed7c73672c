// Members as people name and see them: by number, with what is in their account.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/database/database.h"

namespace pareto::hq::database {

struct MemberFound {
    MemberId member;
    std::string member_number, name, home_branch, tier, joined_on;
    bool vip = false;
    MemberId merged_into;  ///< 0 = not merged
    MemberId account;      ///< whose account it shares; 0 = its own, or it is the holder
};

/// Nothing when nobody has this number.
[[nodiscard]] Result<std::optional<MemberFound>> find_member(
    pareto::database::Connection& connection, const std::string& member_number);
[[nodiscard]] Result<std::vector<MemberFound>> read_members(
    pareto::database::Connection& connection, const std::vector<MemberId>& members);
/// By a part of the name, or the whole member or card number; at most `limit`, by member number.
[[nodiscard]] Result<std::vector<MemberFound>> search_members(
    pareto::database::Connection& connection, const std::string& text, std::int64_t limit);

/// What is in the account of a member, alone or shared.
struct AccountState {
    MemberId holder;
    std::vector<MemberId> members;  ///< all who share it, the holder first; one when nobody does
    std::int64_t points = 0;        ///< open lots
    std::int64_t usable = 0;        ///< of these, those that are usable on the day
    std::int64_t held = 0;          ///< by redemptions under way
    std::int64_t debt = 0;          ///< ≤ 0

    [[nodiscard]] std::int64_t balance() const { return points + debt; }
};

[[nodiscard]] Result<AccountState> read_account(pareto::database::Connection& connection,
                                                MemberId member,
                                                BusinessDate on);

}  // namespace pareto::hq::database

// The people who use HQ's console: what they may do, and where.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/database/database.h"

namespace pareto::hq::access {

enum class Role : std::uint8_t { Marketing, Manager, Operations, Auditor, Admin };
inline constexpr std::array kRoles{
    Role::Marketing, Role::Manager, Role::Operations, Role::Auditor, Role::Admin};
/// "marketing", "manager", "operations", "auditor", "admin".
[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::optional<Role> find_role(std::string_view name);

struct User {
    std::int64_t id = 0;
    std::string name;
    Role role = Role::Marketing;
    std::vector<std::string> branches;  ///< codes, in byte order; of a manager only
    std::string password_hash;
    bool password_is_temporary = false;
    bool disabled = false;
    std::int64_t failures = 0;
    std::int64_t locked_until_ms = 0;
    Bytes second_factor;  ///< empty = none
    std::int64_t second_factor_step = 0;
};

/// 1 to 40 of a-z, 0-9, '.', '-', '_', beginning with a letter.
[[nodiscard]] bool is_user_name(std::string_view name);

/// By name.
[[nodiscard]] Result<std::vector<User>> all_users(pareto::database::Connection& connection);
[[nodiscard]] Result<std::optional<User>> find_user(pareto::database::Connection& connection,
                                                    const std::string& name);
[[nodiscard]] Result<std::optional<User>> find_user(pareto::database::Connection& connection,
                                                    std::int64_t id);

// What follows changes something: inside a transaction begun with begin_writing. What is refused is
// a fault (Unsupported) with one line for a person.

/// A manager has branches, others have none. Takes name, role, branches, password_hash and
/// password_is_temporary of `user`.
[[nodiscard]] Result<void> add_user(pareto::database::Connection& connection,
                                    const User& user,
                                    std::int64_t now_ms);
/// The role and the branches of `user`; its sessions end. Not the last admin that is not disabled.
[[nodiscard]] Result<void> change_role(pareto::database::Connection& connection, const User& user);
/// Disabled ones cannot sign in; their sessions end. Not the last admin.
[[nodiscard]] Result<void> disable_user(pareto::database::Connection& connection,
                                        const User& user,
                                        bool disabled);
/// Unlocks too; all sessions end.
[[nodiscard]] Result<void> change_password(pareto::database::Connection& connection,
                                           std::int64_t user,
                                           const std::string& hash,
                                           bool is_temporary);
/// Empty = none any more.
[[nodiscard]] Result<void> change_second_factor(pareto::database::Connection& connection,
                                                std::int64_t user,
                                                const Bytes& secret);

}  // namespace pareto::hq::access

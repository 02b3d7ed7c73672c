#include "hq/access/users.h"

#include <algorithm>

#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::access {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;
using pareto::database::Value;

constexpr std::size_t kNameMax = 40;
constexpr std::string_view kSelect =
    "select user_id, name, role, password_hash, password_is_temporary, disabled, failures, "
    "locked_until_ms, coalesce(second_factor, $1), second_factor_step from web_user where ";

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

User user_of(const Row& row) {
    return {.id = row.integer(0),
            .name = row.text(1),
            .role = find_role(row.text(2)).value_or(Role::Auditor),
            .branches = {},
            .password_hash = row.text(3),
            .password_is_temporary = row.integer(4) != 0,
            .disabled = row.integer(5) != 0,
            .failures = row.integer(6),
            .locked_until_ms = row.integer(7),
            .second_factor = row.bytes(8),
            .second_factor_step = row.integer(9)};
}

Result<std::vector<User>> select(Connection& connection, std::string_view where, const Value& key) {
    PARETO_TRY(const auto rows,
               connection.execute(std::string{kSelect} + std::string{where}, {Blob{}, key}));
    std::vector<User> users;
    for (const Row& row : rows)
        users.push_back(user_of(row));
    PARETO_TRY(const auto branches,
               connection.execute("select u.user_id, b.code from web_user_branch u join branch b "
                                  "on b.branch_id = u.branch_id"));
    for (User& user : users) {
        for (const Row& row : branches) {
            if (row.integer(0) == user.id) user.branches.push_back(row.text(1));
        }
        std::sort(user.branches.begin(), user.branches.end());
    }
    std::sort(
        users.begin(), users.end(), [](const User& a, const User& b) { return a.name < b.name; });
    return users;
}

Result<std::optional<User>> one_of(Result<std::vector<User>> users) {
    if (!users) return unexpected{users.error()};
    return users->empty() ? std::optional<User>{} : std::optional{std::move(users->front())};
}

Result<void> put_branches(Connection& connection, const User& user) {
    if ((user.role == Role::Manager) == user.branches.empty()) {
        return refuse(user.branches.empty() ? "a manager needs at least one branch"
                                            : "only managers have branches");
    }
    PARETO_TRY_VOID(
        connection.execute("delete from web_user_branch where user_id = $1", {user.id}));
    for (const std::string& code : user.branches) {
        PARETO_TRY(const auto branch, hq::database::find_branch(connection, code));
        if (!branch) return refuse("there is no branch " + code);
        PARETO_TRY_VOID(connection.execute(
            "insert into web_user_branch(user_id, branch_id) values ($1, $2) on conflict do "
            "nothing",
            {user.id, branch->value}));
    }
    return {};
}

Result<void> end_sessions(Connection& connection, std::int64_t user) {
    PARETO_TRY_VOID(connection.execute("delete from web_session where user_id = $1", {user}));
    return {};
}

/// Somebody must be left who can let others in.
Result<void> check_other_admin(Connection& connection, const User& user) {
    PARETO_TRY(const auto rows,
               connection.execute("select count(*) from web_user where role = 'admin' and "
                                  "disabled = 0 and user_id <> $1",
                                  {user.id}));
    if (rows[0].integer(0) == 0) return refuse(user.name + " is the last admin");
    return {};
}

}  // namespace

std::string_view name_of(Role role) {
    switch (role) {
        case Role::Marketing:
            return "marketing";
        case Role::Manager:
            return "manager";
        case Role::Operations:
            return "operations";
        case Role::Auditor:
            return "auditor";
        case Role::Admin:
            return "admin";
    }
    return "";
}

std::optional<Role> find_role(std::string_view name) {
    for (const Role role : kRoles) {
        if (name_of(role) == name) return role;
    }
    return std::nullopt;
}

bool is_user_name(std::string_view name) {
    return !name.empty() && name.size() <= kNameMax && name.front() >= 'a' && name.front() <= 'z' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                      c == '_';
           });
}

Result<std::vector<User>> all_users(Connection& connection) {
    return select(connection, "cast($2 as bigint) = 0", std::int64_t{0});
}

Result<std::optional<User>> find_user(Connection& connection, const std::string& name) {
    return one_of(select(connection, "name = $2", name));
}

Result<std::optional<User>> find_user(Connection& connection, std::int64_t id) {
    return one_of(select(connection, "user_id = $2", id));
}

Result<void> add_user(Connection& connection, const User& user, std::int64_t now_ms) {
    if (!is_user_name(user.name)) {
        return refuse(
            "a user's name has 1 to 40 small letters, digits, '.', '-' and '_', a letter first");
    }
    PARETO_TRY(const auto known, find_user(connection, user.name));
    if (known) return refuse("there is a user " + user.name + " already");
    User added = user;
    PARETO_TRY(added.id, hq::database::draw(connection, "web_user", 1));
    PARETO_TRY_VOID(connection.execute(
        "insert into web_user(user_id, name, role, password_hash, password_is_temporary, disabled, "
        "failures, locked_until_ms, second_factor_step, created_ms) values ($1, $2, $3, $4, $5, 0, "
        "0, 0, 0, $6)",
        {added.id,
         added.name,
         std::string{name_of(added.role)},
         added.password_hash,
         std::int64_t{added.password_is_temporary ? 1 : 0},
         now_ms}));
    return put_branches(connection, added);
}

Result<void> change_role(Connection& connection, const User& user) {
    if (user.role != Role::Admin) PARETO_TRY_VOID(check_other_admin(connection, user));
    PARETO_TRY_VOID(connection.execute("update web_user set role = $2 where user_id = $1",
                                       {user.id, std::string{name_of(user.role)}}));
    PARETO_TRY_VOID(put_branches(connection, user));
    return end_sessions(connection, user.id);
}

Result<void> disable_user(Connection& connection, const User& user, bool disabled) {
    if (disabled) PARETO_TRY_VOID(check_other_admin(connection, user));
    PARETO_TRY_VOID(connection.execute("update web_user set disabled = $2 where user_id = $1",
                                       {user.id, std::int64_t{disabled ? 1 : 0}}));
    return end_sessions(connection, user.id);
}

Result<void> change_password(Connection& connection,
                             std::int64_t user,
                             const std::string& hash,
                             bool is_temporary) {
    PARETO_TRY_VOID(connection.execute(
        "update web_user set password_hash = $2, password_is_temporary = $3, failures = 0, "
        "locked_until_ms = 0 where user_id = $1",
        {user, hash, std::int64_t{is_temporary ? 1 : 0}}));
    return end_sessions(connection, user);
}

Result<void> change_second_factor(Connection& connection, std::int64_t user, const Bytes& secret) {
    const Value kept = secret.empty() ? Value{} : Value{Blob{secret}};
    PARETO_TRY_VOID(connection.execute(
        "update web_user set second_factor = $2, second_factor_step = 0 where user_id = $1",
        {user, kept}));
    return end_sessions(connection, user);
}

}  // namespace pareto::hq::access

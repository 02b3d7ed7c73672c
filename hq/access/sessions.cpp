#include "hq/access/sessions.h"

#include <algorithm>

#include <sodium.h>

#include "common/journal/entry.h"

namespace pareto::hq::access {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;

constexpr std::size_t kTokenBytes = 32;

Bytes hash_of(std::string_view token) {
    return Bytes{journal::sha256(token).view()};
}

}  // namespace

std::chrono::milliseconds lock_after(std::int64_t failures) {
    if (failures < kFreeTries) return std::chrono::milliseconds{0};
    std::chrono::milliseconds lock = kFirstLock;
    for (std::int64_t further = kFreeTries; further < failures && lock < kLongestLock; ++further)
        lock *= 2;
    return std::min(lock, kLongestLock);
}

Result<std::optional<User>> begin_try(Connection& connection,
                                      const std::string& name,
                                      std::int64_t now_ms) {
    PARETO_TRY(auto user, find_user(connection, name));
    if (!user || user->disabled || user->locked_until_ms > now_ms) return std::optional<User>{};
    const std::int64_t failures = user->failures + 1;
    const std::chrono::milliseconds lock = lock_after(failures);
    PARETO_TRY_VOID(connection.execute(
        "update web_user set failures = $2, locked_until_ms = $3 where user_id = $1",
        {user->id, failures, lock.count() == 0 ? std::int64_t{0} : now_ms + lock.count()}));
    return user;
}

Result<OpenedSession> open_session(Connection& connection,
                                   const User& user,
                                   std::int64_t second_factor_step,
                                   ports::Random& random,
                                   std::int64_t now_ms) {
    PARETO_TRY(
        const auto updated,
        connection.execute("update web_user set failures = 0, locked_until_ms = 0, "
                           "second_factor_step = $2 where user_id = $1 and "
                           "second_factor_step + cast($3 as bigint) <= $2",
                           {user.id,
                            second_factor_step == 0 ? user.second_factor_step : second_factor_step,
                            std::int64_t{second_factor_step == 0 ? 0 : 1}}));
    if (updated.affected == 0) return fault(FaultCode::Denied, "the code was used before");
    OpenedSession opened{to_hex(random.bytes(kTokenBytes))};
    PARETO_TRY_VOID(connection.execute(
        "insert into web_session(token_hash, user_id, created_ms, seen_ms) values ($1, $2, $3, $3)",
        {Blob{hash_of(opened.token)}, user.id, now_ms}));
    return opened;
}

Result<std::optional<Session>> find_session(Connection& connection,
                                            const std::string& token,
                                            std::int64_t now_ms) {
    Session session;
    session.token_hash = hash_of(token);
    PARETO_TRY(
        const auto rows,
        connection.execute("select user_id, created_ms, seen_ms from web_session where token_hash "
                           "= $1",
                           {Blob{session.token_hash}}));
    if (rows.empty()) return std::optional<Session>{};
    session.seen_ms = rows[0].integer(2);
    const bool over = now_ms - rows[0].integer(1) >= kSessionLimit.count() ||
                      now_ms - session.seen_ms >= kIdleLimit.count();
    if (over) return std::optional<Session>{};
    PARETO_TRY(auto user, find_user(connection, rows[0].integer(0)));
    if (!user || user->disabled) return std::optional<Session>{};
    session.user = std::move(*user);
    return session;
}

Result<void> note_seen(Connection& connection, const Session& session, std::int64_t now_ms) {
    PARETO_TRY_VOID(connection.execute("update web_session set seen_ms = $2 where token_hash = $1",
                                       {Blob{session.token_hash}, now_ms}));
    PARETO_TRY_VOID(
        connection.execute("delete from web_session where seen_ms <= $1 or created_ms <= $2",
                           {now_ms - kIdleLimit.count(), now_ms - kSessionLimit.count()}));
    return {};
}

Result<void> close_session(Connection& connection, const Bytes& token_hash) {
    PARETO_TRY_VOID(
        connection.execute("delete from web_session where token_hash = $1", {Blob{token_hash}}));
    return {};
}

std::string page_token(const std::string& session_token) {
    return to_hex(journal::sha256("pareto page token:" + session_token).view());
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace pareto::hq::access

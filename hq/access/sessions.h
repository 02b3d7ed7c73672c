// Signing in, and the sessions that come of it. A try is written down before the password is looked
// at, so that neither a crash nor many tries at once give more of them; five without a good one
// lock the name for a minute, and each further one for twice as long, an hour at most.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/ports/random.h"
#include "hq/access/users.h"

namespace pareto::hq::access {

inline constexpr std::int64_t kFreeTries = 5;
inline constexpr std::chrono::milliseconds kFirstLock{60'000};
inline constexpr std::chrono::milliseconds kLongestLock{3'600'000};
inline constexpr std::chrono::milliseconds kIdleLimit{30 * 60'000};
inline constexpr std::chrono::milliseconds kSessionLimit{12 * 3'600'000};
inline constexpr std::chrono::milliseconds kSeenEvery{60'000};

/// How long the name is locked after so many tries without a good one; 0 = not.
[[nodiscard]] std::chrono::milliseconds lock_after(std::int64_t failures);

/// The user as it was before this try, when it may try: one that is there, not disabled and not
/// locked. Inside a transaction begun with begin_writing, to be committed in any case.
[[nodiscard]] Result<std::optional<User>> begin_try(pareto::database::Connection& connection,
                                                    const std::string& name,
                                                    std::int64_t now_ms);

struct OpenedSession {
    std::string token;  ///< for the browser alone: 256 random bits, as hexadecimal
};

/// The try was good: forgets the failures, and opens a session. `second_factor_step`: of the code
/// that was used, 0 = none. Inside a transaction begun with begin_writing.
[[nodiscard]] Result<OpenedSession> open_session(pareto::database::Connection& connection,
                                                 const User& user,
                                                 std::int64_t second_factor_step,
                                                 ports::Random& random,
                                                 std::int64_t now_ms);

struct Session {
    User user;
    Bytes token_hash;
    std::int64_t seen_ms = 0;
};

/// Nothing for a token that is none, or whose session is over, or whose user is disabled.
[[nodiscard]] Result<std::optional<Session>> find_session(pareto::database::Connection& connection,
                                                          const std::string& token,
                                                          std::int64_t now_ms);
/// To be called when it was seen kSeenEvery ago or longer. Also forgets sessions that are over.
[[nodiscard]] Result<void> note_seen(pareto::database::Connection& connection,
                                     const Session& session,
                                     std::int64_t now_ms);
[[nodiscard]] Result<void> close_session(pareto::database::Connection& connection,
                                         const Bytes& token_hash);

/// What a page must send with everything that changes something: bound to the session, and of no
/// use without it.
[[nodiscard]] std::string page_token(const std::string& session_token);
/// In constant time.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);

}  // namespace pareto::hq::access

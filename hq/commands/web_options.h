// pareto-hq serve and user: the web console, and who may use it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hq/access/users.h"
#include "hq/commands/session.h"

namespace pareto::hq::commands {

struct ServeOptions {
    std::optional<std::string> bind;
    std::optional<std::uint16_t> sync_port;
    std::optional<std::uint16_t> web_port;
    bool web_plain = false;  ///< the console without TLS, on loopback only
    std::string console;     ///< folder of its files; empty = beside the program
};

struct UserOptions {
    enum class What { Add, List, Enable, Disable, Password, ChangeRole, SecondFactor };
    What what = What::List;
    std::string name;
    access::Role role = access::Role::Marketing;
    std::vector<std::string> branches;
    bool removes = false;  ///< SecondFactor
};

int manage_user(const UserOptions& options, const WritingSession& session);

/// The secret behind passwords: DIR/web.secret, made when it is first needed. Without it no
/// password of the books is good any more.
inline constexpr const char* kWebSecretName = "web.secret";
[[nodiscard]] Result<Bytes> open_web_secret(const std::filesystem::path& folder,
                                            ports::Random& random);

}  // namespace pareto::hq::commands

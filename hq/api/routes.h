// Who may ask what: every route of the API in one table, with the roles that may and how far they
// see. What the table does not grant is refused before a handler runs.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hq/access/sessions.h"
#include "hq/api/http.h"
#include "hq/database/members.h"

namespace pareto::hq::api {

class Api;

/// A set of roles.
class Roles {
public:
    constexpr Roles() = default;

    constexpr Roles(std::initializer_list<access::Role> roles) {
        for (const access::Role role : roles)
            bits_ |= 1U << static_cast<unsigned>(role);
    }

    [[nodiscard]] constexpr bool has(access::Role role) const {
        return (bits_ & (1U << static_cast<unsigned>(role))) != 0;
    }

private:
    unsigned bits_ = 0;
};

/// How far an answer reaches.
enum class Scope : std::uint8_t {
    Open,     ///< nobody needs to sign in
    Session,  ///< about the own session; any role, also with a temporary password
    Chain,    ///< the whole chain; never for managers
    Branch,  ///< the chain, or one branch; for a manager one of the own, the first if none is named
    Reach,   ///< a manager's answer holds only the own branches
    Member,  ///< one member; for a manager one that is at home in an own branch or bought there
};

/// The branches that the caller may see.
struct Reach {
    bool whole_chain = false;
    std::vector<std::string> codes;
    std::vector<BranchId> ids;  ///< of `codes`

    [[nodiscard]] bool has(std::string_view code) const;
};

struct Call {
    Api& api;
    const Request& request;
    pareto::database::Connection& books;            ///< a reader, in one snapshot
    const access::Session* session = nullptr;       ///< null only with Scope::Open
    std::map<std::string, std::string> parts = {};  ///< of the path: {"name", "vip"}
    Reach reach = {};
    std::string branch = {};                ///< Scope::Branch: its code; empty = the chain
    hq::database::MemberFound member = {};  ///< Scope::Member
};

struct Route {
    Method method = Method::Get;
    std::string_view path;  ///< below /api/v1/: "members/{number}"
    Scope scope = Scope::Chain;
    Roles roles;
    Answer (*handle)(Call& call) = nullptr;
    bool is_once = false;  ///< changes something: the asker sends an Idempotency-Key (once.h)
};

[[nodiscard]] std::span<const Route> routes();

/// A report is a route of its own; one that is not in the table is for admins and auditors.
struct ReportGrant {
    std::string_view name;
    Scope scope = Scope::Chain;
    Roles roles = {access::Role::Auditor, access::Role::Admin};
    bool is_personal = false;  ///< names members: who takes it along says what for
};

[[nodiscard]] ReportGrant grant_of(std::string_view report);

/// The route of a request, with the parts of its path; nothing when there is none. Of another
/// method: its problem is 405.
struct Matched {
    const Route* route = nullptr;
    std::map<std::string, std::string> parts;
};

[[nodiscard]] Expected<Matched, Problem> match(const Request& request);

/// Checks role and scope, and fills in what the scope decides: reach, branch, member.
[[nodiscard]] Expected<void, Problem> grant(const Route& route, Call& call);

}  // namespace pareto::hq::api

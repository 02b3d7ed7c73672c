// user add, list, enable, disable, password, role and second-factor.
#include <system_error>

#include "common/net/private_file.h"
#include "hq/access/passwords.h"
#include "hq/access/second_factor.h"
#include "hq/access/sessions.h"
#include "hq/commands/web_options.h"
#include "hq/database/audit_log.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"
#include "hq/reports/render.h"

namespace pareto::hq::commands {
namespace {

using access::User;
using pareto::database::Connection;
using What = UserOptions::What;

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : " ") + part;
    return text;
}

Result<std::string> listed(Connection& connection) {
    using reports::CellKind;
    PARETO_TRY(const auto users, access::all_users(connection));
    reports::Report table;
    table.title = "Users of the console";
    table.columns = {{"name", CellKind::Text},
                     {"role", CellKind::Text},
                     {"branches", CellKind::Text},
                     {"state", CellKind::Text},
                     {"second_factor", CellKind::Text}};
    for (const User& user : users) {
        const bool locked = access::lock_after(user.failures).count() > 0;
        const char* const state = user.disabled                ? "disabled"
                                  : locked                     ? "locked for a while"
                                  : user.password_is_temporary ? "has not signed in yet"
                                                               : "active";
        table.rows.push_back({user.name,
                              std::string{access::name_of(user.role)},
                              joined(user.branches),
                              std::string{state},
                              std::string{user.second_factor.empty() ? "no" : "yes"}});
    }
    return reports::to_table(table);
}

/// What one command does, with what was made for it before its turn.
struct Change {
    const UserOptions& options;
    std::string password;
    std::string hash;
    Bytes factor;
    std::int64_t now_ms = 0;
};

Result<void> apply(Connection& connection, const Change& change) {
    const UserOptions& options = change.options;
    if (options.what == What::Add) {
        User user;
        user.name = options.name;
        user.role = options.role;
        user.branches = options.branches;
        user.password_hash = change.hash;
        user.password_is_temporary = true;
        return access::add_user(connection, user, change.now_ms);
    }
    PARETO_TRY(auto user, access::find_user(connection, options.name));
    if (!user) return refuse("there is no user " + options.name);
    switch (options.what) {
        case What::Enable:
        case What::Disable:
            return access::disable_user(connection, *user, options.what == What::Disable);
        case What::Password:
            return access::change_password(connection, user->id, change.hash, true);
        case What::SecondFactor:
            return access::change_second_factor(connection, user->id, change.factor);
        case What::ChangeRole:
            user->role = options.role;
            user->branches = options.branches;
            return access::change_role(connection, *user);
        case What::Add:
        case What::List:
            break;
    }
    return {};
}

std::string action_of(What what) {
    switch (what) {
        case What::Add:
            return "user.add";
        case What::List:
            return "user.list";
        case What::Enable:
            return "user.enable";
        case What::Disable:
            return "user.disable";
        case What::Password:
            return "user.password";
        case What::ChangeRole:
            return "user.role";
        case What::SecondFactor:
            return "user.second-factor";
    }
    return {};
}

std::string detail_of(const UserOptions& options) {
    if (options.what == What::SecondFactor) return options.removes ? "removed" : "set";
    if (options.what != What::Add && options.what != What::ChangeRole) return {};
    std::string text{access::name_of(options.role)};
    if (!options.branches.empty()) text += " of " + joined(options.branches);
    return text;
}

Result<std::string> manage(const UserOptions& options, const WritingSession& session) {
    const Surroundings& surroundings = session.surroundings;
    std::string told;
    if (options.what == What::List) {
        const auto read = session.turns.take([&](Connection& connection) -> Result<void> {
            PARETO_TRY(told, listed(connection));
            return {};
        });
        if (!read) return unexpected{read.error()};
        return told;
    }
    Change change{options, {}, {}, {}, to_ms(surroundings.clock.now())};
    if (options.what == What::Add || options.what == What::Password) {
        PARETO_TRY(Bytes pepper, open_web_secret(session.folder.path(), surroundings.random));
        change.password = access::temporary_password(surroundings.random);
        PARETO_TRY(change.hash, access::Passwords{std::move(pepper)}.hash(change.password));
    }
    if (options.what == What::SecondFactor && !options.removes)
        change.factor = surroundings.random.bytes(access::kFactorSecretBytes);
    std::string company;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(const CompanyFacts facts, read_company(connection));
        company = facts.name;
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        PARETO_TRY_VOID(apply(connection, change));
        PARETO_TRY_VOID(hq::database::append_audit(connection,
                                                   {0,
                                                    change.now_ms,
                                                    "command line",
                                                    action_of(options.what),
                                                    options.name,
                                                    detail_of(options)}));
        return transaction.commit();
    });
    if (!done) return unexpected{done.error()};
    if (!change.password.empty()) return change.password + "\n";
    if (!change.factor.empty())
        return access::factor_address(change.factor, company, options.name) + "\n";
    return std::string{"done\n"};
}

}  // namespace

int manage_user(const UserOptions& options, const WritingSession& session) {
    const auto told = manage(options, session);
    if (!told) return fail(session.surroundings, told.error());
    session.surroundings.output.out(*told);
    if (options.what == What::Add || options.what == What::Password) {
        session.surroundings.output.error(
            "pareto-hq: this password is shown once, and is to be changed at the first sign-in\n");
    }
    return kDone;
}

Result<Bytes> open_web_secret(const std::filesystem::path& folder, ports::Random& random) {
    const std::filesystem::path path = folder / kWebSecretName;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        PARETO_TRY_VOID(net::write_private_file(path, random.bytes(access::kPepperBytes)));
    PARETO_TRY(Bytes secret, net::read_file(path, access::kPepperBytes + 1));
    if (secret.size() != access::kPepperBytes)
        return fault(FaultCode::Corrupt, std::string{kWebSecretName} + ": not 32 bytes");
    return secret;
}

}  // namespace pareto::hq::commands

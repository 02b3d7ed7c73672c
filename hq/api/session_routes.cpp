// Signing in and out, the own session, the own password.
#include "hq/access/second_factor.h"
#include "hq/api/api.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/api/session_cookie.h"
#include "hq/database/audit_log.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::api {
namespace {

using pareto::database::Connection;

boost::json::string_view text(std::string_view one) {
    return {one.data(), one.size()};
}

Result<boost::json::object> session_json(Connection& books,
                                         const access::User& user,
                                         const std::string& token) {
    boost::json::array branches;
    for (const std::string& code : user.branches)
        branches.push_back(text(code));
    boost::json::object session;
    session["name"] = text(user.name);
    session["role"] = text(access::name_of(user.role));
    session["branches"] = std::move(branches);
    session["password_is_temporary"] = user.password_is_temporary;
    session["csrf_token"] = text(access::page_token(token));
    for (const char* const name : {"company", "currency", "language", "time_zone"}) {
        PARETO_TRY(const auto setting, hq::database::read_setting(books, name));
        session[name] = text(setting.value_or(""));
    }
    const auto currency = find_currency(std::string_view{session["currency"].as_string().c_str()});
    session["exponent"] = currency ? currency->exponent : 2;
    return session;
}

// One answer for a wrong name, a wrong password, a wrong code, a lock and a disabled user: who
// guesses learns nothing.
tl::unexpected<Problem> refused() {
    return problem(401,
                   "sign-in-refused",
                   "Signing in was refused",
                   "Name, password or code are not right, or there were too many tries. After "
                   "five, wait a minute before the next.");
}

struct Credentials {
    std::string name;
    std::string password;
    std::string code;  ///< of the second factor; empty = none given
};

Expected<Credentials, Problem> credentials_in(const Request& request) {
    PARETO_TRY(const boost::json::object body, body_of(request));
    Credentials given;
    PARETO_TRY(given.name, text_in(body, "name"));
    PARETO_TRY(given.password, text_in(body, "password"));
    if (body.contains("code")) {
        PARETO_TRY(given.code, text_in(body, "code", 6));
    }
    return given;
}

/// The user, when password and code are right; the step of the code.
struct Proven {
    access::User user;
    std::int64_t step = 0;
};

Expected<Proven, Problem> prove(Api& api, const Credentials& given) {
    Proven proven;
    std::optional<access::User> user;
    const std::int64_t now_ms = to_ms(api.clock().now());
    const auto begun = api.write([&](Connection& connection) -> Result<void> {
        PARETO_TRY(user, access::begin_try(connection, given.name, now_ms));
        return {};
    });
    if (!begun) return unexpected{problem_of(begun.error())};
    const bool matches =
        api.passwords().matches(given.password, user ? user->password_hash : std::string{});
    if (user && !matches && access::lock_after(user->failures + 1).count() > 0) {
        const auto noted = api.audit(user->name, "session.lock", "", "");
        if (!noted) return unexpected{problem_of(noted.error())};
    }
    if (!user || !matches) return refused();
    proven.user = std::move(*user);
    if (proven.user.second_factor.empty()) return proven;
    if (given.code.empty())
        return problem(401, "second-factor", "A code of the second factor is needed", {});
    const auto step = access::step_of(
        proven.user.second_factor, given.code, api.clock().now(), proven.user.second_factor_step);
    if (!step) return refused();
    proven.step = *step;
    return proven;
}

}  // namespace

Answer sign_in(Call& call) {
    Api& api = call.api;
    const Request& request = call.request;
    if (!api.tries().take(request.address, api.clock().steady()))
        return unexpected{Problem{429, "too-many", "Too many tries in a minute", {}, 60}};
    PARETO_TRY(const Credentials given, credentials_in(request));
    PARETO_TRY(const Proven proven, prove(api, given));
    access::OpenedSession opened;
    const std::int64_t now_ms = to_ms(api.clock().now());
    const auto done = api.write([&](Connection& connection) -> Result<void> {
        PARETO_TRY(
            opened,
            access::open_session(connection, proven.user, proven.step, api.random(), now_ms));
        return hq::database::append_audit(connection,
                                          {0, now_ms, proven.user.name, "session.open", "", ""});
    });
    if (!done && done.error().code == FaultCode::Denied) return refused();
    if (!done) return unexpected{problem_of(done.error())};
    PARETO_ASK(const boost::json::object session,
               session_json(call.books, proven.user, opened.token));
    Response response = json_answer(session, 201);
    // Always a new one: what the browser brought along is of no account.
    response.headers.emplace_back("Set-Cookie", session_cookie(request, opened.token));
    return response;
}

Answer show_session(Call& call) {
    const std::string token = call.request.cookie(session_cookie_name(call.request));
    PARETO_ASK(const boost::json::object session,
               session_json(call.books, call.session->user, token));
    return json_answer(session);
}

Answer sign_out(Call& call) {
    const access::Session& session = *call.session;
    const auto done = call.api.write([&](Connection& connection) -> Result<void> {
        PARETO_TRY_VOID(access::close_session(connection, session.token_hash));
        return hq::database::append_audit(
            connection,
            {0, to_ms(call.api.clock().now()), session.user.name, "session.close", "", ""});
    });
    if (!done) return unexpected{problem_of(done.error())};
    Response response;
    response.status = 204;
    response.headers.emplace_back("Set-Cookie", session_cookie(call.request, ""));
    return response;
}

Answer set_own_password(Call& call) {
    Api& api = call.api;
    const access::User& user = call.session->user;
    if (!api.tries().take(call.request.address, api.clock().steady()))
        return unexpected{Problem{429, "too-many", "Too many tries in a minute", {}, 60}};
    PARETO_TRY(const boost::json::object body, body_of(call.request));
    PARETO_TRY(const std::string old, text_in(body, "old_password"));
    PARETO_TRY(const std::string wished, text_in(body, "new_password"));
    if (!api.passwords().matches(old, user.password_hash))
        return problem(422, "old-password", "The old password is not right", {});
    if (const std::string why = access::why_weak(wished, user.name); !why.empty())
        return problem(422, "weak-password", "This password is not good enough", why);
    if (wished == old) return problem(422, "weak-password", "This is the old password", {});
    PARETO_ASK(const std::string hash, api.passwords().hash(wished));
    access::OpenedSession opened;
    const std::int64_t now_ms = to_ms(api.clock().now());
    access::User changed = user;
    changed.password_is_temporary = false;
    const auto done = api.write([&](Connection& connection) -> Result<void> {
        PARETO_TRY_VOID(access::change_password(connection, user.id, hash, false));
        PARETO_TRY(opened, access::open_session(connection, changed, 0, api.random(), now_ms));
        return hq::database::append_audit(
            connection, {0, now_ms, user.name, "user.password", user.name, "by itself"});
    });
    if (!done) return unexpected{problem_of(done.error())};
    PARETO_ASK(const boost::json::object session, session_json(call.books, changed, opened.token));
    Response response = json_answer(session);
    response.headers.emplace_back("Set-Cookie", session_cookie(call.request, opened.token));
    return response;
}

}  // namespace pareto::hq::api

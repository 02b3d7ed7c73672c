// The cookie that holds a session: never readable by a page's scripts, never sent from another
// site, and with TLS never sent without.
#pragma once

#include <string>

#include "hq/api/http.h"

namespace pareto::hq::api {

/// "__Host-pareto" binds it to this host and to TLS; without TLS no browser would keep it.
[[nodiscard]] inline std::string session_cookie_name(const Request& request) {
    return request.is_secure ? "__Host-pareto" : "pareto";
}

/// The value of Set-Cookie; an empty token takes the cookie away.
[[nodiscard]] inline std::string session_cookie(const Request& request, const std::string& token) {
    return session_cookie_name(request) + "=" + token + "; Path=/; HttpOnly; SameSite=Strict" +
           (request.is_secure ? "; Secure" : "") + (token.empty() ? "; Max-Age=0" : "");
}

}  // namespace pareto::hq::api

// Connecting to PostgreSQL: the URL with our defaults, the session's settings, what is asserted.
#include <array>

#include <libpq-fe.h>
#include <pqxx/except>

#include "common/database/postgres_connection.h"

namespace pareto::database {
namespace {

/// Nothing of a user's or a server's own settings changes what values look like. Warnings are
/// watched during COMMIT.
constexpr const char* kSessionSettings =
    "set client_encoding = 'UTF8'; set bytea_output = 'hex'; set standard_conforming_strings = on; "
    "set array_nulls = on; set default_transaction_isolation = 'read committed'; set "
    "client_min_messages = 'warning'";

/// Used where the URL says nothing. Without them a server that vanished from the network is waited
/// for without end.
struct Default {
    const char* keyword;
    const char* value;
};

constexpr std::array kDefaults{
    Default{"connect_timeout", "10"},
    Default{"keepalives_idle", "30"},
    Default{"keepalives_interval", "10"},
    Default{"tcp_user_timeout", "30000"},
    Default{"fallback_application_name", "pareto"},
};

void append_option(std::string& options, const char* keyword, const char* value) {
    options += keyword;
    options += "='";
    for (const char* character = value; *character != '\0'; ++character) {
        if (*character == '\'' || *character == '\\') options += '\\';
        options += *character;
    }
    options += "' ";
}

void assert_synchronous(PostgresSession& session) {
    const std::string mode =
        session.execute_direct("show synchronous_commit").at(0).at(0).as<std::string>();
    if (mode != "on" && mode != "remote_apply")
        throw pqxx::feature_not_supported{"synchronous_commit is " + mode};
}

}  // namespace

Result<std::string> connection_options(const std::string& url) {
    const bool is_url = url.starts_with("postgresql://") || url.starts_with("postgres://");
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed{
        is_url ? PQconninfoParse(url.c_str(), nullptr) : nullptr, &PQconninfoFree};
    if (!parsed) return fault(FaultCode::Unsupported, "the database is not written postgresql://…");

    std::string options;
    for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) append_option(options, option->keyword, option->val);
        for (const auto& [keyword, value] : kDefaults) {
            if (option->val == nullptr && std::string_view{option->keyword} == keyword) {
                append_option(options, keyword, value);
            }
        }
    }
    return options;
}

PostgresSession::PostgresSession(const std::string& options)
    : connection_(options), warning_(connection_), transaction_(connection_) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    // Not deprecated without reason, but in this version the only way to be told of a broken
    // connection.
    connection_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
    // Without DETAIL, which can hold values.
    connection_.set_verbosity(pqxx::connection_base::terse);
    execute_direct(kSessionSettings);
}

Result<std::unique_ptr<PostgresSession>> connect(const std::string& options) {
    try {
        auto session = std::make_unique<PostgresSession>(options);
        assert_synchronous(*session);
        return session;
    } catch (const pqxx::feature_not_supported& exception) {
        return fault(FaultCode::Unsupported, std::string{"postgres: "} + exception.what());
    } catch (const std::exception&) {
        return unexpected{postgres_fault("connect", false)};
    }
}

Result<std::unique_ptr<Connection>> open_postgres(const std::string& url) {
    PARETO_TRY(auto options, connection_options(url));
    PARETO_TRY(auto session, connect(options));
    return std::make_unique<PostgresConnection>(std::move(options), std::move(session));
}

}  // namespace pareto::database

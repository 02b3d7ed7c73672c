// The files of the data folder.
#include "hq/commands/data_folder.h"

#include <system_error>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "common/net/private_file.h"
#include "hq/commands/allowance_key.h"
#include "hq/commands/card_keys.h"
#include "hq/commands/web_options.h"

namespace pareto::hq::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileMax = 64U << 10U;
constexpr std::size_t kSecretBytes = 32;
constexpr std::chrono::days kAuthorityLife{20 * 365};
constexpr std::chrono::days kServerLife{2 * 365};

constexpr const char* kConfigurationName = "hq.toml";
constexpr const char* kAuthorityName = "authority.pem";
constexpr const char* kAuthorityKeyName = "authority.key";
constexpr const char* kServerName = "server.pem";
constexpr const char* kServerKeyName = "server.key";
constexpr const char* kSecretName = "card_key.secret";

constexpr const char* kConfigurationText =
    R"(# Configuration of this HQ. What is left out has the value shown.

[sync]
# bind = "127.0.0.1"     # the address that terminals connect to; "0.0.0.0" for all
# port = 7443
# connections = 4096     # at a time

[web]
# bind = "127.0.0.1"     # the address of the console; "0.0.0.0" for all
# port = 8443
# names = []             # by which browsers dial it, for its certificate: ["hq.example"]

[vip]
# percent = 20           # of the members with positive net spend
# window_days = 365
)";

struct Bounds {
    std::int64_t least;
    std::int64_t most;
};

// The number of "section.name"; `otherwise` when it is not given.
Result<std::int64_t> number_of(const toml::table& table,
                               const std::string& name,
                               Bounds bounds,
                               std::int64_t otherwise) {
    const auto node = table.at_path(name);
    if (!node) return otherwise;
    const auto number = node.value<std::int64_t>();
    if (!number || !node.is_integer() || *number < bounds.least || *number > bounds.most) {
        return fault(FaultCode::Corrupt,
                     std::string{kConfigurationName} + ": " + name +
                         " must be a whole number from " + std::to_string(bounds.least) + " to " +
                         std::to_string(bounds.most));
    }
    return *number;
}

Result<Configuration> read_configuration(const std::string& text) {
    Configuration configuration;
    try {
        const toml::table table = toml::parse(text);
        if (const auto bind = table["sync"]["bind"].value<std::string>())
            configuration.bind = *bind;
        PARETO_TRY(const auto port,
                   number_of(table, "sync.port", {0, 65'535}, configuration.sync_port));
        PARETO_TRY(const auto connections,
                   number_of(table, "sync.connections", {1, 100'000}, 4'096));
        if (const auto bind = table["web"]["bind"].value<std::string>())
            configuration.web_bind = *bind;
        PARETO_TRY(const auto web_port,
                   number_of(table, "web.port", {0, 65'535}, configuration.web_port));
        configuration.web_port = static_cast<std::uint16_t>(web_port);
        configuration.web_port_is_default = !table.at_path("web.port");
        if (const auto* const names = table["web"]["names"].as_array()) {
            for (const auto& name : *names)
                configuration.web_names.push_back(name.value_or(std::string{}));
        }
        PARETO_TRY(const auto percent,
                   number_of(table, "vip.percent", {1, 100}, configuration.vip_percent));
        PARETO_TRY(const auto window,
                   number_of(table, "vip.window_days", {1, 36'500}, configuration.vip_window_days));
        configuration.sync_port = static_cast<std::uint16_t>(port);
        configuration.connections = static_cast<std::size_t>(connections);
        configuration.vip_percent = static_cast<int>(percent);
        configuration.vip_window_days = static_cast<int>(window);
    } catch (const toml::parse_error& error) {
        return fault(FaultCode::Corrupt,
                     std::string{kConfigurationName} + ": line " +
                         std::to_string(error.source().begin.line) + ": " +
                         std::string{error.description()});
    }
    return configuration;
}

}  // namespace

std::vector<KeptFile> kept_files() {
    return {{kConfigurationName},
            {kAuthorityName},
            {kAuthorityKeyName},
            {kServerName},
            {kServerKeyName},
            {kSecretName},
            {.name = kCardKeysName, .may_lack = true},
            {.name = kAllowanceKeyName, .may_lack = true},
            {.name = kWebSecretName, .may_lack = true},
            {.name = "web.pem", .may_lack = true},
            {.name = "web.key", .may_lack = true}};
}

bool is_initialised(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path / kConfigurationName, ignored);
}

bool in_last_third(const net::Validity& validity, UtcTime now) {
    return (validity.not_after - now) * 3 < validity.not_after - validity.not_before;
}

net::Validity valid_for(UtcTime now, std::chrono::days days) {
    return {now - std::chrono::days{1}, now + days};
}

Result<DataFolder> DataFolder::open(const fs::path& path) {
    if (!is_initialised(path)) {
        return fault(FaultCode::Unavailable,
                     path.string() + " is not initialised; run pareto-hq init");
    }
    DataFolder folder;
    folder.path_ = path;
    PARETO_TRY(const std::string text, net::read_file(path / kConfigurationName, kFileMax));
    PARETO_TRY(folder.configuration_, read_configuration(text));
    PARETO_TRY(folder.authority_.certificate_pem, net::read_file(path / kAuthorityName, kFileMax));
    PARETO_TRY(folder.authority_.key_pem, net::read_file(path / kAuthorityKeyName, kFileMax));
    PARETO_TRY(folder.server_.certificate_pem, net::read_file(path / kServerName, kFileMax));
    PARETO_TRY(folder.server_.key_pem, net::read_file(path / kServerKeyName, kFileMax));
    PARETO_TRY(folder.card_key_secret_, net::read_file(path / kSecretName, kFileMax));
    if (folder.card_key_secret_.size() != kSecretBytes)
        return fault(FaultCode::Corrupt, std::string{kSecretName} + ": not 32 bytes");
    return folder;
}

Result<DataFolder> DataFolder::create(const fs::path& path,
                                      const std::string& company,
                                      ports::Clock& clock,
                                      ports::Random& random) {
    if (is_initialised(path))
        return fault(FaultCode::Conflict, path.string() + " is initialised already");
    std::error_code error;
    const bool is_new = fs::create_directories(path, error);
    if (error)
        return fault(FaultCode::Unavailable,
                     path.string() + ": cannot be made: " + error.message());
    if (is_new) fs::permissions(path, fs::perms::owner_all, error);
    DataFolder folder;
    folder.path_ = path;
    PARETO_TRY(folder.authority_,
               net::create_authority(company, valid_for(clock.now(), kAuthorityLife)));
    PARETO_TRY(folder.server_,
               net::issue_server(folder.authority_, valid_for(clock.now(), kServerLife)));
    folder.card_key_secret_ = random.bytes(kSecretBytes);
    PARETO_TRY_VOID(net::write_private_file(path / kAuthorityKeyName, folder.authority_.key_pem));
    PARETO_TRY_VOID(
        net::write_private_file(path / kAuthorityName, folder.authority_.certificate_pem));
    PARETO_TRY_VOID(net::write_private_file(path / kServerKeyName, folder.server_.key_pem));
    PARETO_TRY_VOID(net::write_private_file(path / kServerName, folder.server_.certificate_pem));
    PARETO_TRY_VOID(net::write_private_file(path / kSecretName, folder.card_key_secret_));
    // What an interrupted init left is as good as new keys.
    if (!fs::exists(path / kCardKeysName, error)) PARETO_TRY_VOID(make_card_keys(path, random));
    PARETO_TRY_VOID(open_allowance_key(path, random));
    return folder;
}

Result<void> DataFolder::finish() const {
    return net::write_private_file(path_ / kConfigurationName, kConfigurationText);
}

Result<void> DataFolder::renew_server_certificate(ports::Clock& clock) {
    PARETO_TRY(const net::CertificateFacts facts, net::read_certificate(server_.certificate_pem));
    if (!in_last_third(facts.validity, clock.now())) return {};
    PARETO_TRY(server_, net::issue_server(authority_, valid_for(clock.now(), kServerLife)));
    PARETO_TRY_VOID(net::write_private_file(path_ / kServerKeyName, server_.key_pem));
    return net::write_private_file(path_ / kServerName, server_.certificate_pem);
}

}  // namespace pareto::hq::commands

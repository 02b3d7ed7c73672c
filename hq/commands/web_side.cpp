#include "hq/commands/web_side.h"

#include <algorithm>
#include <array>
#include <system_error>

#include <unistd.h>

#include "common/log/log.h"
#include "common/net/private_file.h"
#include "hq/api/api.h"
#include "hq/commands/statement.h"
#include "hq/commands/web_errands.h"
#include "hq/commands/web_options.h"

namespace pareto::hq::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPemMax = 64U << 10U;
// Browsers take no certificate of a longer life.
constexpr std::chrono::days kWebLife{397};

Language language_of(loyalty::Language language) {
    return language == loyalty::Language::TraditionalChinese ? Language::TraditionalChinese
                                                             : Language::English;
}

/// The machine's own name; empty when it is none that a certificate may bear.
std::string host_name() {
    std::array<char, 256> own{};
    if (::gethostname(own.data(), own.size() - 1) != 0) return {};
    const std::string name{own.data()};
    const bool good = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-';
    });
    return good ? name : std::string{};
}

/// The names by which browsers may dial this machine.
std::vector<std::string> names_of(const std::string& host, const Configuration& configuration) {
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1", host_name()};
    if (host != "0.0.0.0" && host != "::") names.push_back(host);
    names.insert(names.end(), configuration.web_names.begin(), configuration.web_names.end());
    std::vector<std::string> once;
    for (const std::string& name : names) {
        if (!name.empty() && std::find(once.begin(), once.end(), name) == once.end())
            once.push_back(name);
    }
    return once;
}

/// DIR/web.pem and web.key where the company put its own, else one of HQ's authority.
Result<net::KeyAndCertificate> certificate_of(const std::string& host, const WebParts& parts) {
    const fs::path pem = parts.folder.path() / "web.pem";
    std::error_code ignored;
    if (fs::exists(pem, ignored)) {
        net::KeyAndCertificate own;
        PARETO_TRY(own.certificate_pem, net::read_file(pem, kPemMax));
        PARETO_TRY(own.key_pem, net::read_file(parts.folder.path() / "web.key", kPemMax));
        return own;
    }
    return net::issue_web_server(parts.folder.authority(),
                                 names_of(host, parts.folder.configuration()),
                                 valid_for(parts.surroundings.clock.now(), kWebLife));
}

/// Beside the program: build/…/console while developing, share/pareto/console when installed.
fs::path console_folder(const ServeOptions& options) {
    if (!options.console.empty()) return options.console;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const char* const folder : {"../share/pareto/console", "../console"}) {
        fs::path candidate = (program / folder).lexically_normal();
        if (fs::exists(candidate / "index.html", error)) return candidate;
    }
    return {};
}

std::vector<api::Metric> metrics_of(const sync_server::SyncServer& server,
                                    const api::HttpServer* http) {
    const auto sync = server.status();
    std::vector<api::Metric> metrics{
        {"sync_connections", "Open connections of terminals", sync.connections, false},
        {"sync_sessions", "Terminals that said who they are", sync.sessions, false},
        {"sync_accepted_total", "Connections accepted", sync.accepted, true},
        {"sync_turned_away_total", "Connections refused or broken off", sync.turned_away, true},
        {"sync_waiting_bytes", "Bytes that wait for the database", sync.waiting_bytes, false}};
    if (http == nullptr) return metrics;
    const auto web = http->status();
    metrics.push_back({"web_connections", "Open connections of browsers", web.connections, false});
    metrics.push_back({"web_accepted_total", "Connections accepted", web.accepted, true});
    metrics.push_back({"web_turned_away_total", "Connections over a limit", web.turned_away, true});
    metrics.push_back({"web_requests_total", "Requests read whole", web.requests, true});
    return metrics;
}

}  // namespace

WebSide::WebSide() = default;

WebSide::~WebSide() {
    stop();
}

Result<std::unique_ptr<WebSide>> WebSide::start(const ServeOptions& options,
                                                const WebParts& parts) {
    const Configuration& configuration = parts.folder.configuration();
    std::unique_ptr<WebSide> side{new WebSide};
    api::ApiOptions api;
    api.open_reader = [place = parts.place] {
        return open_reader(place);
    };
    api.statement = [](auto& books, const auto& member, loyalty::Language language) {
        return make_statement(books, member, language_of(language));
    };
    api.explain_sale =
        [](auto& books, const auto& member, EntryId sale, loyalty::Language language) {
            return hq::commands::explain_sale(books, member, sale, language_of(language));
        };
    api.metrics = [&server = parts.server, raw = side.get()] {
        return metrics_of(server, raw->http_.get());
    };
    api.backups_folder = backups_folder(parts.place).string();
    api.run_errand = [parts](const api::Errand& errand) {
        return run_errand(errand, parts.place, parts.folder, parts.surroundings, parts.turns);
    };
    PARETO_TRY(api.pepper, open_web_secret(parts.folder.path(), parts.surroundings.random));
    PARETO_TRY(api.console, api::ConsoleFiles::read(console_folder(options)));
    if (api.console.empty()) log::warning("web.no_console");
    side->api_ = std::make_unique<api::Api>(
        std::move(api), parts.turns, parts.surroundings.clock, parts.surroundings.random);
    api::HttpServerOptions http;
    http.host = configuration.web_bind;
    http.port = options.web_port.value_or(configuration.web_port);
    if (!options.web_plain) {
        PARETO_TRY(http.own, certificate_of(http.host, parts));
    }
    PARETO_TRY(side->http_,
               api::HttpServer::start(std::move(http), [raw = side->api_.get()](const auto& asked) {
                   return raw->answer(asked);
               }));
    return side;
}

std::string WebSide::address() const {
    return http_->address();
}

void WebSide::stop() {
    if (http_) http_->stop();
    if (api_) api_->tasks().stop();
}

}  // namespace pareto::hq::commands

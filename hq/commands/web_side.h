// The web port of a serving process: the API with the books, the statements and the console's
// files, behind HTTP.
#pragma once

#include <memory>
#include <string>

#include "hq/api/http_server.h"
#include "hq/commands/commands.h"
#include "hq/import/turns.h"
#include "hq/sync_server/sync_server.h"

namespace pareto::hq::api {
class Api;
}

namespace pareto::hq::commands {

struct WebParts {
    const Place& place;
    const DataFolder& folder;
    const Surroundings& surroundings;
    import::Turns& turns;
    const sync_server::SyncServer& server;
};

class WebSide {
public:
    /// Listens when it returns.
    [[nodiscard]] static Result<std::unique_ptr<WebSide>> start(const ServeOptions& options,
                                                                const WebParts& parts);
    ~WebSide();
    WebSide(const WebSide&) = delete;
    WebSide& operator=(const WebSide&) = delete;

    [[nodiscard]] std::string address() const;
    void stop();

private:
    WebSide();
    std::unique_ptr<api::Api> api_;
    std::unique_ptr<api::HttpServer> http_;
};

}  // namespace pareto::hq::commands

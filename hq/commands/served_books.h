// The books as a serving process has them: for the terminals' sessions, and for the turns of
// commands.
#pragma once

#include <chrono>
#include <memory>

#include "hq/commands/data_folder.h"
#include "hq/commands/session.h"
#include "hq/database/sync_service.h"
#include "hq/import/turns.h"
#include "hq/sync_server/books.h"
#include "hq/sync_server/sync_server.h"

namespace pareto::hq::commands {

class ServedBooks final : public sync_server::Books {
public:
    ServedBooks(std::unique_ptr<pareto::database::Connection> connection,
                ports::Clock& clock,
                ports::Random& random,
                hq::database::SyncServiceOptions options);

    [[nodiscard]] Result<sync::OpenResult> open_session(const sync::SessionPeer& peer,
                                                        const sync::Hello& hello) override;
    [[nodiscard]] Result<std::vector<sync::IngestResult>> ingest(
        std::span<const sync_server::BatchWork> work) override;
    [[nodiscard]] Result<sync::Feed> read_feed(TerminalId terminal, std::int64_t cursor) override;
    [[nodiscard]] Result<sync::Response> answer(TerminalId terminal,
                                                const sync::Request& request) override;
    [[nodiscard]] Result<sync::EnrolResponse> enrol(const sync::EnrolRequest& request) override;
    [[nodiscard]] Result<std::int64_t> feed_end() override;
    [[nodiscard]] Result<std::vector<sync_server::TerminalState>> terminal_states() override;
    [[nodiscard]] Result<void> upkeep(bool idle) override;

    [[nodiscard]] pareto::database::Connection& connection() { return *connection_; }

private:
    std::unique_ptr<pareto::database::Connection> connection_;
    ports::Clock& clock_;
    CardDesk* card_desk_;
    hq::database::SyncService service_;
    SteadyTime looked_at_wal_;
};

/// Signing, renewal and sealing with the folder's authority.
[[nodiscard]] hq::database::SyncServiceOptions service_options(const DataFolder& folder,
                                                               ports::Clock& clock,
                                                               Registration registration,
                                                               CardDesk& card_desk);

/// Turns between the terminals' transactions.
class ServedTurns final : public import::Turns {
public:
    ServedTurns(sync_server::SyncServer& server, Registration registration)
        : server_(server), registration_(registration) {}

    [[nodiscard]] Result<void> take(
        const std::function<Result<void>(pareto::database::Connection&)>& work) override;

    [[nodiscard]] Result<Registration> registration(pareto::database::Connection&) override {
        return registration_;
    }

private:
    sync_server::SyncServer& server_;
    Registration registration_;
};

}  // namespace pareto::hq::commands

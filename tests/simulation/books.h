// HQ's books as its node uses them: the product's SyncService behind a virtual class, so that a mutant can stand between.
#pragma once

#include "hq/database/sync_service.h"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace pareto::simulation {

class Books {
public:
    virtual ~Books() = default;
    [[nodiscard]] virtual Result<sync::OpenResult> open_session(const sync::SessionPeer& peer, const sync::Hello& hello) = 0;
    [[nodiscard]] virtual Result<std::vector<sync::IngestResult>> ingest(std::span<const hq::database::IngestWork> work) = 0;
    [[nodiscard]] virtual Result<sync::Feed> read_feed(TerminalId terminal, std::int64_t cursor) = 0;
    [[nodiscard]] virtual Result<std::int64_t> feed_end() = 0;
    [[nodiscard]] virtual Result<sync::Response> answer(TerminalId terminal, const sync::Request& request) = 0;
    [[nodiscard]] virtual Result<sync::EnrolResponse> enrol(const sync::EnrolRequest& request) = 0;
};

class ServiceBooks final : public Books {
public:
    explicit ServiceBooks(std::unique_ptr<hq::database::SyncService> service) : service_(std::move(service)) {}
    Result<sync::OpenResult> open_session(const sync::SessionPeer& peer, const sync::Hello& hello) override {
        return service_->open_session(peer, hello);
    }
    Result<std::vector<sync::IngestResult>> ingest(std::span<const hq::database::IngestWork> work) override {
        return service_->ingest(work);
    }
    Result<sync::Feed> read_feed(TerminalId terminal, std::int64_t cursor) override {
        return service_->read_feed(terminal, cursor);
    }
    Result<std::int64_t> feed_end() override { return service_->feed_end(); }
    Result<sync::Response> answer(TerminalId terminal, const sync::Request& request) override {
        return service_->answer(terminal, request);
    }
    Result<sync::EnrolResponse> enrol(const sync::EnrolRequest& request) override { return service_->enrol(request); }

private:
    std::unique_ptr<hq::database::SyncService> service_;
};

}  // namespace pareto::simulation

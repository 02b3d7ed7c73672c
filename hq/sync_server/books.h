// What the sync server asks of HQ's books. One object, used by the database thread only; main gives
// the real one, a test its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "common/sync/hq_session.h"

namespace pareto::hq::sync_server {

struct BatchWork {
    TerminalId terminal;
    std::int64_t session_token = 0;
    sync::Batch batch;
};

/// Of a terminal that may have a session: whether it still stands as it did, and the token of its
/// newest session.
struct TerminalState {
    TerminalId terminal;
    bool enrolled = false;
    std::int64_t session_token = 0;
};

class Books {
public:
    virtual ~Books() = default;
    [[nodiscard]] virtual Result<sync::OpenResult> open_session(const sync::SessionPeer& peer,
                                                                const sync::Hello& hello) = 0;
    /// All batches in one transaction; one result each, in order. A fault means nothing of them was
    /// kept.
    [[nodiscard]] virtual Result<std::vector<sync::IngestResult>> ingest(
        std::span<const BatchWork> work) = 0;
    [[nodiscard]] virtual Result<sync::Feed> read_feed(TerminalId terminal,
                                                       std::int64_t cursor) = 0;
    [[nodiscard]] virtual Result<sync::Response> answer(TerminalId terminal,
                                                        const sync::Request& request) = 0;
    [[nodiscard]] virtual Result<sync::EnrolResponse> enrol(const sync::EnrolRequest& request) = 0;
    /// How far the feed reaches; also tells whether the database can be reached at all.
    [[nodiscard]] virtual Result<std::int64_t> feed_end() = 0;
    [[nodiscard]] virtual Result<std::vector<TerminalState>> terminal_states() = 0;
    /// Between transactions, now and then; `idle` when nothing waits. What keeps the database in
    /// shape.
    [[nodiscard]] virtual Result<void> upkeep(bool idle) = 0;
};

using OpenBooks = std::function<Result<std::unique_ptr<Books>>()>;

}  // namespace pareto::hq::sync_server

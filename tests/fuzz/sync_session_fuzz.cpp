// HQ's end of a connection with a terminal that may say anything, in any order, and a database that
// answers in between.
//
//     each frame: | what to do: 1 byte | length: 1 or 2 bytes | a message |
#include <deque>

#include "common/sync/hq_session.h"
#include "common/sync/terminal_session.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

/// A database that does its work at once, and remembers what it was asked.
class Database {
public:
    explicit Database(std::uint8_t mood) : mood_(mood) {}

    /// Also what doing it makes to do.
    void work(sync::HqSession& session, const std::vector<sync::HqWork>& works) {
        std::deque<sync::HqWork> waiting{works.begin(), works.end()};
        while (!waiting.empty()) {
            const auto more = work(session, waiting.front());
            waiting.pop_front();
            waiting.insert(waiting.begin(), more.begin(), more.end());
        }
    }

private:
    std::vector<sync::HqWork> work(sync::HqSession& session, const sync::HqWork& work) {
        if (std::holds_alternative<sync::OpenSession>(work)) return open(session);
        if (const auto* read = std::get_if<sync::ReadFeed>(&work)) return feed(session, *read);
        if (const auto* ingest = std::get_if<sync::IngestBatch>(&work)) take(session, *ingest);
        if (const auto* answer = std::get_if<sync::AnswerRequest>(&work)) {
            sync::Response response;
            response.number = answer->request.number;
            session.on_answered(response);
        }
        if (std::holds_alternative<sync::EnrolTerminal>(work)) session.on_enrolled({});
        return {};
    }

    std::vector<sync::HqWork> open(sync::HqSession& session) {
        sync::OpenResult result;
        result.welcome.standing = static_cast<sync::TerminalStanding>(1 + (mood_ & 3U));
        result.welcome.session_token = 5;
        if ((mood_ & 4U) != 0) result.refusal = "no";
        return session.on_opened(result);
    }

    void take(sync::HqSession& session, const sync::IngestBatch& ingest) {
        PARETO_CHECK(session.welcomed() && !ingest.batch.entries.empty() &&
                     ingest.batch.first > 0 && ingest.session_token == 5);
        sync::IngestResult result;
        result.kind = static_cast<sync::IngestResult::Kind>((mood_ >> 3U) & 3U);
        result.forked = (mood_ & 32U) != 0;
        session.on_ingested(result);
    }

    std::vector<sync::HqWork> feed(sync::HqSession& session, const sync::ReadFeed& read) {
        if (++reads_ > 8) return {};
        sync::Feed chunk{read.cursor, read.cursor + (reads_ < 4 ? 1 : 0), {}};
        if ((mood_ & 64U) != 0 && reads_ < 4) chunk.changes.push_back({2, "A-1", "x"});
        return session.on_feed_read(chunk);
    }

    std::uint8_t mood_;
    int reads_ = 0;
};

}  // namespace
}  // namespace pareto

PARETO_FUZZ(sync_session) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const std::uint8_t mood = decisions.byte();
    sync::SessionPeer peer;
    peer.terminal = TerminalId{(mood & 128U) != 0 ? 0 : 3};
    SteadyTime now{std::chrono::hours{1}};
    sync::HqSession session{peer, now};
    Database database{mood};
    while (!decisions.empty()) {
        const std::uint8_t what = decisions.byte();
        if ((what & 3U) == 3) {
            now += std::chrono::milliseconds{what * 50};
            if (!session.on_tick(now)) return;
            database.work(session, session.on_feed_grew(what));
        } else {
            std::size_t length = decisions.byte();
            if ((what & 4U) != 0) length = length * 256 + decisions.byte();
            auto works = session.on_frame(decisions.bytes(length), now);
            if (!works) return;
            database.work(session, *works);
        }
        for (const Bytes& frame : session.take_output())
            PARETO_CHECK(sync::decode(frame).has_value());
        PARETO_CHECK(session.next_deadline() > now - std::chrono::minutes{1});
    }
}

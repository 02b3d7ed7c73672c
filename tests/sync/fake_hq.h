// HQ's books in memory, for the stories of both ends: keeps entries by the rules of
// common/sync/README.md, reads the feed in small chunks, and can be restored from a backup.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/sync/hq_session.h"

namespace pareto::sync::test {

class FakeHq {
public:
    struct Kept {
        std::vector<Bytes> entries;
        std::vector<Hash> hashes{Hash{}};
    };

    struct Position {
        Change change;
        bool for_this_branch = true;
    };

    [[nodiscard]] OpenResult open(const Hello& hello);
    [[nodiscard]] IngestResult ingest(const IngestBatch& work);
    [[nodiscard]] Feed read_feed(const ReadFeed& work) const;
    [[nodiscard]] static Response answer(const AnswerRequest& work);

    void change(std::string subject, Bytes bytes, bool for_this_branch);

    [[nodiscard]] std::int64_t feed_end() const { return static_cast<std::int64_t>(feed_.size()); }

    /// The newest state of every subject of this branch.
    [[nodiscard]] std::map<std::string, Bytes> subjects() const;

    /// Forgets the last `entries` of every registration and the last `positions` of the feed, and
    /// begins another term.
    void restore(std::size_t entries, std::size_t positions);

    /// The next HELLO gets another registration.
    void grant(Registration registration) { granted_ = registration; }

    std::map<Registration, Kept> kept;

private:
    std::vector<Position> feed_;
    std::int64_t term_ = 1;
    std::int64_t token_ = 0;
    Registration granted_ = 0;
};

}  // namespace pareto::sync::test

// A terminal's journal in memory, for the stories of both ends: what terminal/database keeps
// durably, without the restored past and without personal data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/sync/terminal_session.h"

namespace pareto::sync::test {

class FakeJournal final : public SyncJournal {
public:
    /// One registration, oldest first.
    struct Own {
        Registration registration = 0;
        std::vector<Bytes> entries;
        std::vector<Hash> hashes;  ///< hashes[n] after n entries
        Sequence acked = 0;
        std::int64_t acked_term = 0;

        [[nodiscard]] Sequence last() const { return static_cast<Sequence>(entries.size()); }
    };

    explicit FakeJournal(Registration registration, std::size_t entries_per_batch = 10);

    /// Appends `count` entries to the current registration; each has bytes of its own.
    void append(int count);
    /// Closes the current registration and goes on under another.
    void open(Registration registration);
    [[nodiscard]] Own& own(Registration registration);

    [[nodiscard]] const std::vector<Own>& all() const { return own_; }

    [[nodiscard]] Result<Hello> hello() override;
    [[nodiscard]] Result<Batch> read(Registration registration, Sequence first) override;
    [[nodiscard]] Result<void> record_welcome(const Welcome& welcome) override;
    [[nodiscard]] Result<void> record_ack(const Ack& ack) override;
    [[nodiscard]] Result<void> restore_missing(const Missing& missing) override;
    [[nodiscard]] Result<void> apply_feed(const Feed& feed) override;

    std::optional<Fault> fault_of_hello, fault_of_read, fault_of_welcome, fault_of_feed;
    std::int64_t feed_cursor = 0;
    std::int64_t known_term = 0;
    std::map<std::string, Bytes> subjects;  ///< what the feed brought
    std::vector<Missing> missing;

private:
    std::vector<Own> own_;
    std::size_t entries_per_batch_;
    int written_ = 0;
};

}  // namespace pareto::sync::test

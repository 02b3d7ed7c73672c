// A terminal's journal made in memory before the clock starts: so many sales of ten lines, ready to be sent.
#pragma once

#include "common/sync/terminal_session.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace pareto::bench {

/// `card_key_secret` from the enrolment, so that the cards are known at HQ: half of the sales have one.
struct MadeSales {
    Registration registration = 0;
    int sales = 0;
    int members = 0;
    Bytes card_key_secret;
};

class MadeJournal final : public sync::SyncJournal {
public:
    explicit MadeJournal(const MadeSales& sales);

    /// From the next connection on everything is sent again, whatever HQ says it has.
    void send_again() { again_ = true; }
    [[nodiscard]] std::int64_t acked() const { return acked_; }
    [[nodiscard]] std::int64_t last() const { return static_cast<std::int64_t>(entries_.size()); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] const std::vector<sync::BatchEntry>& entries() const { return entries_; }

    [[nodiscard]] Result<sync::Hello> hello() override;
    [[nodiscard]] Result<sync::Batch> read(Registration registration, Sequence first) override;
    [[nodiscard]] Result<void> record_welcome(const sync::Welcome& welcome) override;
    [[nodiscard]] Result<void> record_ack(const sync::Ack& ack) override;
    [[nodiscard]] Result<void> restore_missing(const sync::Missing& missing) override;
    [[nodiscard]] Result<void> apply_feed(const sync::Feed& feed) override;

private:
    Registration registration_;
    std::vector<sync::BatchEntry> entries_;
    std::vector<Hash> hashes_{Hash{}};
    std::size_t bytes_ = 0;
    std::atomic<std::int64_t> acked_ = 0;
    std::atomic<bool> again_ = false;
    std::int64_t feed_cursor_ = 0;
    std::int64_t term_ = 0;
};

}  // namespace pareto::bench

// The terminal's end of the sync protocol: bytes and time in, bytes and deadlines out, no I/O of its own.
//
// The owner gives it frames and the time, sends what take_output() returns, and calls on_tick() at next_deadline().
// Entries go up strictly in sequence, window by window; acks and feeds are recorded durably before they are believed.
#pragma once

#include "common/base/time.h"
#include "common/sync/message.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pareto::sync {

/// The terminal's journal as sync needs it; terminal/database implements it. Each call is one durable transaction.
class SyncJournal {
public:
    virtual ~SyncJournal() = default;
    [[nodiscard]] virtual Result<Hello> hello() = 0;
    /// Entries from `first` on, at most kBatchEntriesMax and kBatchBytesMax; empty when there are none.
    [[nodiscard]] virtual Result<Batch> read(Registration registration, Sequence first) = 0;
    /// Records what WELCOME says: term, time, receipt number, spare (into the anchor), rewinds of acked positions
    /// (HqBehind), closed registrations, and the granted registration with its RegistrationOpened entry. A feed cursor
    /// of another term becomes 0.
    [[nodiscard]] virtual Result<void> record_welcome(const Welcome& welcome) = 0;
    /// Conflict when the hash is not the journal's own at that sequence, or the sequence lies beyond its end.
    [[nodiscard]] virtual Result<void> record_ack(const Ack& ack) = 0;
    /// Appends entries of the own, lost past after checking that they continue the chain; they count as acked.
    [[nodiscard]] virtual Result<void> restore_missing(const Missing& missing) = 0;
    /// All changes and the cursor in one transaction.
    [[nodiscard]] virtual Result<void> apply_feed(const Feed& feed) = 0;
};

struct TerminalSessionStatus {
    bool welcomed = false;
    TerminalStanding standing = TerminalStanding::Good;
    std::int64_t unacked = 0;     ///< entries not yet acknowledged when last looked
    std::int64_t feed_cursor = 0;
    std::string alarm;            ///< not empty: something a person must see (wrong ack, refused, expired)
};

class TerminalSession {
public:
    static constexpr std::chrono::milliseconds kHeartbeat{15'000};
    static constexpr std::chrono::milliseconds kDead{45'000};

    TerminalSession(SyncJournal& journal, SteadyTime now);

    /// Bytes of one frame. A fault means: close the connection and reconnect with back-off.
    [[nodiscard]] Result<void> on_frame(BytesView frame, SteadyTime now);
    /// Heartbeats; Timeout when HQ was silent too long.
    [[nodiscard]] Result<void> on_tick(SteadyTime now);
    /// There may be new entries: fills the window.
    [[nodiscard]] Result<void> pump();
    /// Sent at once, before waiting batches (after WELCOME if that is still to come); the answer is delivered once, or never if the connection ends first.
    void request(decltype(Request::body) body, std::function<void(const Response&)> on_response);

    [[nodiscard]] std::vector<Bytes> take_output();
    [[nodiscard]] SteadyTime next_deadline() const;
    [[nodiscard]] const TerminalSessionStatus& status() const { return status_; }

private:
    struct Outgoing {
        Registration registration = 0;
        Sequence next = 0;     ///< next entry to send
        Sequence acked = 0;
        Sequence last = 0;     ///< the end as of the last read; nothing is known beyond it
    };
    [[nodiscard]] Result<void> on_welcome(const Welcome& welcome);
    [[nodiscard]] Result<void> on_ack(const Ack& ack);
    [[nodiscard]] Result<void> on_nack(const Nack& nack);
    [[nodiscard]] Result<void> reload_heads(const Welcome& welcome);
    void send(const Message& message);

    SyncJournal& journal_;
    SteadyTime heard_at_;
    SteadyTime sent_at_;
    std::vector<Outgoing> outgoing_;  ///< ascending by age; a registration is sent after the ones before it are acked
    std::uint32_t credits_ = 0;
    std::int64_t term_ = 0;
    std::int64_t next_request_ = 1;
    std::map<std::int64_t, std::function<void(const Response&)>> waiting_;
    std::vector<Request> before_welcome_;  ///< asked for before HQ listened
    std::vector<Bytes> output_;
    TerminalSessionStatus status_;
};

/// Full-jitter exponential back-off: uniform in [0, min(30 s, 1 s · 2^attempt)), so that after a
/// long outage every terminal is back within half a minute.
[[nodiscard]] std::chrono::milliseconds reconnect_delay(int attempt, std::uint64_t random);

}  // namespace pareto::sync

// HQ's end of one terminal's connection: frames and time in, work and frames out, no I/O of its own.
//
// Work is what needs the database; the owner does it (many sessions' batches in one transaction) and reports back.
// An ack leaves only through on_ingested(), that is, after HQ's durable commit.
#pragma once

#include "common/base/time.h"
#include "common/sync/message.h"

#include <cstdint>
#include <deque>
#include <string>
#include <variant>
#include <vector>

namespace pareto::sync {

/// Who the handshake proved the peer to be.
struct SessionPeer {
    TerminalId terminal;       ///< 0 = no certificate: may only enrol
    bool certificate_expired = false;
    std::string certificate_pem;
};

struct OpenSession { Hello hello; };
struct IngestBatch { Batch batch; std::int64_t session_token = 0; };
struct ReadFeed { std::int64_t cursor = 0; };
struct AnswerRequest { Request request; };
struct EnrolTerminal { EnrolRequest request; };
using HqWork = std::variant<OpenSession, IngestBatch, ReadFeed, AnswerRequest, EnrolTerminal>;

/// What became of a batch, after the commit that holds it.
struct IngestResult {
    enum class Kind : std::uint8_t { Acked, Gap, Fenced, Failed };
    Kind kind = Kind::Failed;
    Registration registration = 0;
    Sequence sequence = 0;  ///< Acked: the terminal's last durable one; Gap: the one expected
    Hash hash;              ///< Acked: of the terminal's chain there
    std::int64_t term = 0;
    std::string detail;     ///< Failed: why; the terminal sends again
    bool forked = false;    ///< a second history of the registration was found: ack, then Bye, so that HELLO settles it
};

/// WELCOME, and what a restored terminal lost.
struct OpenResult {
    Welcome welcome;
    std::vector<Missing> missing;
    std::string refusal;  ///< not empty: say Bye and close
};

class HqSession {
public:
    static constexpr std::chrono::milliseconds kHelloWithin{5'000};
    static constexpr std::chrono::milliseconds kDead{45'000};
    static constexpr std::uint32_t kCredits = 4;

    HqSession(SessionPeer peer, SteadyTime now);

    /// A fault means: close; the peer broke the protocol (the fault says how).
    [[nodiscard]] Result<std::vector<HqWork>> on_frame(BytesView frame, SteadyTime now);
    [[nodiscard]] Result<void> on_tick(SteadyTime now);
    [[nodiscard]] std::vector<HqWork> on_opened(const OpenResult& result);
    void on_ingested(const IngestResult& result);
    /// A chunk (possibly with no changes, `to` = how far was looked).
    [[nodiscard]] std::vector<HqWork> on_feed_read(const Feed& feed);
    void on_answered(const Response& response);
    void on_enrolled(const EnrolResponse& response);
    /// The feed reaches `position` now; asks for a read unless one is under way.
    [[nodiscard]] std::vector<HqWork> on_feed_grew(std::int64_t position);

    [[nodiscard]] std::vector<Bytes> take_output();
    [[nodiscard]] SteadyTime next_deadline() const;
    [[nodiscard]] bool welcomed() const { return welcomed_; }
    /// True after Bye was put out: close once the output is written.
    [[nodiscard]] bool closing() const { return closing_; }
    [[nodiscard]] const SessionPeer& peer() const { return peer_; }
    [[nodiscard]] std::int64_t session_token() const { return session_token_; }
    /// A message longer than this may not come next (64 KiB before WELCOME, then 1 MiB).
    [[nodiscard]] std::uint32_t frame_bytes_max() const;

private:
    [[nodiscard]] Result<std::vector<HqWork>> on_hello(Hello hello);
    [[nodiscard]] Result<std::vector<HqWork>> on_batch(Batch batch);
    [[nodiscard]] std::vector<HqWork> on_request(Request request);
    [[nodiscard]] std::vector<HqWork> read_feed_if_due();
    void send(const Message& message);
    void say_bye(std::string reason);

    SessionPeer peer_;
    SteadyTime heard_at_;
    SteadyTime opened_at_;
    bool hello_seen_ = false;
    bool welcomed_ = false;
    bool closing_ = false;
    bool good_standing_ = false;
    std::int64_t hello_term_ = 0;
    std::int64_t session_token_ = 0;
    std::uint32_t batches_under_way_ = 0;
    std::uint32_t requests_under_way_ = 0;
    bool feed_under_way_ = false;   ///< read or sent and not yet acknowledged
    std::int64_t feed_cursor_ = 0;  ///< how far was read for this branch
    std::int64_t feed_known_ = 0;   ///< the terminal's own cursor: it hears nothing of chunks without changes
    std::int64_t feed_end_ = 0;     ///< how far the feed reaches, as far as was heard
    bool feed_grew_ = false;        ///< since the read under way was asked for
    bool feed_caught_up_ = false;   ///< a read found nothing more; from then on growth is told
    std::vector<Bytes> output_;
};

}  // namespace pareto::sync

// The messages of the sync protocol, as values. Their bytes are protobuf (sync.proto), one message a frame.
//
//   terminal → HQ: Hello Batch FeedAck Request Ping EnrolRequest        HQ → terminal: Welcome Ack Nack Missing Feed
//   either: Ping Pong Bye                                                               Response EnrolResponse
#pragma once

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/id.h"
#include "common/journal/entry.h"
#include "common/sync/handshake.h"
#include "common/sync/request.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace pareto::sync {

inline constexpr std::size_t kBatchEntriesMax = 256;
inline constexpr std::size_t kBatchBytesMax = std::size_t{256} * 1024;

struct BatchEntry {
    std::int32_t kind = 0;
    Bytes bytes;
    Bytes personal_salt;  ///< 16 bytes, or empty
    Bytes personal;
    bool operator==(const BatchEntry&) const = default;
};

/// Entries first … first + n - 1 of one registration; `previous` is the hash before the first.
struct Batch {
    Registration registration = 0;
    Sequence first = 0;
    Hash previous;
    std::vector<BatchEntry> entries;
    bool operator==(const Batch&) const = default;
};

/// Everything of the registration up to `sequence` is durable at HQ.
struct Ack {
    Registration registration = 0;
    Sequence sequence = 0;
    Hash hash;  ///< of the terminal's own chain at `sequence`, so that a wrong ack is noticed
    std::int64_t term = 0;
    std::uint32_t credits = 0;
    bool operator==(const Ack&) const = default;
};

/// HQ expects `expected` next (a gap), and nothing of the batch was kept.
struct Nack {
    Registration registration = 0;
    Sequence expected = 0;
    bool operator==(const Nack&) const = default;
};

/// Entries of the terminal's own journal that it lost (restored from a backup).
struct Missing {
    Registration registration = 0;
    Sequence first = 0;
    std::vector<BatchEntry> entries;
    bool last = false;
    bool operator==(const Missing&) const = default;
};

/// One change of the down feed: the newest state of one subject. Kinds: see feed.h.
struct Change {
    std::int32_t kind = 0;
    std::string subject;
    Bytes bytes;  ///< empty = the subject is gone
    bool operator==(const Change&) const = default;
};

/// Applied atomically: all changes, and the cursor becomes `to`.
struct Feed {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::vector<Change> changes;
    bool operator==(const Feed&) const = default;
};
struct FeedAck {
    std::int64_t cursor = 0;
    bool operator==(const FeedAck&) const = default;
};

struct Ping {
    bool operator==(const Ping&) const = default;
};
struct Pong {
    bool operator==(const Pong&) const = default;
};
/// The last message before closing: why.
struct Bye {
    std::string reason;
    bool operator==(const Bye&) const = default;
};

using Message = std::variant<Hello, Welcome, Batch, Ack, Nack, Missing, Feed, FeedAck, Request, Response, Ping, Pong, Bye,
                             EnrolRequest, EnrolResponse>;

[[nodiscard]] Bytes encode(const Message& message);
/// Corrupt for malformed bytes, a message of no known kind, or a count over its limit (entries, heads, changes).
[[nodiscard]] Result<Message> decode(BytesView frame);

}  // namespace pareto::sync

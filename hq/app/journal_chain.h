// Does a batch join what HQ has of a registration's journal? Pure; the rules are in
// common/sync/README.md.
//
// The same hash at (registration, sequence) is a duplicate; the next sequence on top of HQ's last
// hash is an append; anything else on top of a hash that HQ knows is a second history; the rest is
// a gap.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "common/sync/message.h"

namespace pareto::hq {

using HashBytes = std::array<char, 32>;

/// What HQ has of one registration, as far as the batch needs it. join() moves it on.
struct JournalEnd {
    Sequence sequence = 0;  ///< the watermark
    Hash hash;
    bool forked = false;
    std::map<Sequence, Hash> entries;  ///< HQ's hashes around the batch
    std::map<std::pair<Sequence, HashBytes>, EntryId>
        second;  ///< hashes of second histories, and where they are kept
};

enum class EntryFate { Duplicate, Append, SecondHistory };

struct JoinedEntry {
    EntryFate fate = EntryFate::Duplicate;
    Sequence sequence = 0;
    Hash previous;  ///< of the terminal's chain
    Hash hash;
};

struct JoinedBatch {
    std::optional<Sequence> gap;  ///< the sequence HQ expects; nothing of the batch is kept
    bool newly_forked = false;
    std::vector<JoinedEntry> entries;
};

[[nodiscard]] bool knows(const JournalEnd& end, Sequence sequence, const Hash& hash);
[[nodiscard]] JoinedBatch join(JournalEnd& end, const sync::Batch& batch);

}  // namespace pareto::hq

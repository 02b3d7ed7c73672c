// What HQ's answer to HELLO means for a head's acknowledged position. Pure.
#pragma once

#include <optional>

#include "common/sync/message.h"
#include "terminal/database/books.h"

namespace pareto::terminal::database {

struct AckedPosition {
    Sequence sequence = 0;
    Hash hash;
    bool operator==(const AckedPosition&) const = default;
};

/// `own` is the journal's hash at the watermark's sequence; nothing when the journal does not reach
/// that far or deleted the entry. The position moves forward only over entries whose hash HQ named.
[[nodiscard]] AckedPosition acked_after(const HeadRow& head,
                                        const sync::Watermark& watermark,
                                        const std::optional<Hash>& own);

}  // namespace pareto::terminal::database

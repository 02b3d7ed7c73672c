// Computes segments and writes who entered and who left: in turns with whoever else works with the
// books, each a page of people or a chunk of changes. Interrupted anywhere, the next run goes on.
#pragma once

#include "common/ports/clock.h"
#include "hq/campaigns/read_segment.h"
#include "hq/database/segments.h"
#include "hq/import/turns.h"

namespace pareto::hq::campaigns {

struct SegmentRun {
    bool done_before = false;
    std::int64_t people = 0;
    std::int64_t entered = 0;  ///< memberships
    std::int64_t left = 0;
};

/// The daily job: all ready-made segments and those that refresh, as of a business date that is
/// over.
[[nodiscard]] Result<SegmentRun> refresh_segments(import::Turns& turns,
                                                  ports::Clock& clock,
                                                  BusinessDate over);
/// A new segment, or the segment of that name anew. Unsupported for a branch that there is not.
[[nodiscard]] Result<database::SegmentRow> define_segment(import::Turns& turns,
                                                          ports::Clock& clock,
                                                          const std::string& json,
                                                          BusinessDate over);

}  // namespace pareto::hq::campaigns

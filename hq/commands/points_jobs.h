// The daily jobs about points, as serve and the command line run them: in turns, each a chunk.
#pragma once

#include "common/base/time.h"
#include "hq/commands/session.h"

namespace pareto::hq::commands {

struct ExpiryRun {
    bool done_before = false;
    std::int64_t lots = 0;
    std::int64_t points = 0;
    std::int64_t accounts = 0;     ///< of stored value
    std::int64_t value_minor = 0;  ///< of these
};

struct ReviewRun {
    bool done_before = false;
    std::int64_t members = 0;
    std::int64_t upgraded = 0;
    std::int64_t downgraded = 0;
};

struct VoucherRun {
    bool done_before = false;
    std::int64_t vouchers = 0;
    std::int64_t minor = 0;
};

/// Points and stored value, vouchers, tiers: all for a business date that is over; they go on where they were when they ended half way.
[[nodiscard]] Result<ExpiryRun> expire_points(import::Turns& turns,
                                              ports::Clock& clock,
                                              BusinessDate over);
[[nodiscard]] Result<ReviewRun> review_tiers(import::Turns& turns,
                                             ports::Clock& clock,
                                             BusinessDate over);

[[nodiscard]] Result<VoucherRun> expire_vouchers(import::Turns& turns,
                                                 ports::Clock& clock,
                                                 BusinessDate over);

/// `as_of` when it is over, else refused; without it the last business date that is over, in the
/// company's time zone.
[[nodiscard]] Result<BusinessDate> day_of(const WritingSession& session,
                                          std::optional<BusinessDate> as_of);

}  // namespace pareto::hq::commands

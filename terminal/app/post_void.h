// Cancelling a completed sale on its own business date, as a new record.
#pragma once

#include <optional>
#include <string>

#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct PostVoidRequest {
    SaleId sale;
    std::string reason;  ///< a reason code, not free text
    std::optional<UtcTime> at;
};

struct RecordedVoid {
    EntryId id;
    std::string receipt_number;
    RecordedSale voided;
};

/// NotEnrolled, MustMeetHq, NoOpenShift, UnknownSale, AlreadyVoided, NotSameBusinessDate,
/// MoreThanSold (goods of it were brought back, so cancelling it would give their money twice).
[[nodiscard]] Outcome<RecordedVoid> post_void(Journal& journal,
                                              const ports::Clock& clock,
                                              const PostVoidRequest& request);

}  // namespace pareto::terminal

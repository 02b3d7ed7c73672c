// A shift: one operator on one till, on one business date, opened and closed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "terminal/app/terminal.h"

namespace pareto::terminal {

class Checkout;

struct OpenShift {
    std::string operator_id;
    std::int64_t opening_cash_minor = 0;
    BusinessDate business_date;
    std::optional<UtcTime> at;
};

/// NotEnrolled, MustMeetHq, ShiftAlreadyOpen.
[[nodiscard]] Outcome<ShiftId> open_shift(Journal& journal,
                                          const ports::Clock& clock,
                                          const OpenShift& request);

struct CloseShift {
    std::optional<std::int64_t> cash_count_minor;  ///< nothing: counted as expected
    std::optional<UtcTime> at;
};

/// Expected cash is the opening cash and all cash tenders. NotEnrolled, MustMeetHq, NoOpenShift,
/// BasketOpen.
[[nodiscard]] Outcome<sale::ShiftClosed> close_shift(Journal& journal,
                                                     const ports::Clock& clock,
                                                     const Checkout& checkout,
                                                     const CloseShift& request);

/// The first of NotEnrolled, MustMeetHq and NoOpenShift that holds.
[[nodiscard]] std::optional<Refused> refuse_to_sell(const Journal::State& state);

}  // namespace pareto::terminal

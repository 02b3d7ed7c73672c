#include "terminal/app/staff.h"

#include <algorithm>

namespace pareto::terminal {

namespace {

constexpr std::chrono::seconds kFirst{60};
constexpr std::chrono::seconds kLongest{900};
constexpr std::int64_t kDoublings = 4;

tl::unexpected<StaffTrouble> trouble(const Fault& fault) {
    return tl::unexpected<StaffTrouble>{StaffTrouble{fault}};
}

tl::unexpected<StaffTrouble> refused(StaffRefusal refusal) {
    return tl::unexpected<StaffTrouble>{StaffTrouble{refusal}};
}

}  // namespace

std::chrono::seconds locked_out_for(std::int64_t wrong) {
    if (wrong < kWrongPinsMax) return std::chrono::seconds{0};
    const auto doublings = std::min(wrong - kWrongPinsMax, kDoublings);
    return std::min(kFirst * (std::int64_t{1} << doublings), kLongest);
}

Expected<StaffMember, StaffTrouble> check_pin(StaffBook& book,
                                              const ports::Clock& clock,
                                              const PinCheck& same,
                                              const std::string& operator_id,
                                              const std::string& pin) {
    auto tries = book.tries(operator_id);
    if (!tries) return trouble(tries.error());
    if (clock.now() < tries->until) return refused(StaffRefusal::LockedOut);
    const auto found = book.find(operator_id);
    if (!found) return trouble(found.error());
    if (*found && same(pin, (*found)->pin_hash)) {
        if (tries->wrong != 0) {
            if (const auto ended = book.note_tries(operator_id, {}); !ended)
                return trouble(ended.error());
        }
        return **found;
    }
    ++tries->wrong;
    tries->until = clock.now() + locked_out_for(tries->wrong);
    if (const auto noted = book.note_tries(operator_id, *tries); !noted)
        return trouble(noted.error());
    return refused(StaffRefusal::WrongPin);
}

}  // namespace pareto::terminal

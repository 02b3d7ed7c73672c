// Making a customer a member, here and now; HQ gives the member number.
#pragma once

#include <optional>
#include <string>

#include "common/ports/random.h"
#include "terminal/app/card.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct NewMember {
    std::optional<ports::Tap> card;
    std::string member_number;  ///< of a pre-printed card; empty = HQ gives one
    std::string name, phone, email, birthday, consent_marketing;
    std::optional<UtcTime> at;
};

/// The personal data goes beside the entry, with a fresh salt; the entry holds its hash. Both are
/// durable when it returns. NotEnrolled, MustMeetHq, NoOpenShift, CardBlocked, CardRefused,
/// CardLost, CardTaken.
[[nodiscard]] Outcome<MemberId> enrol_member(Journal& journal,
                                             CardProver& prover,
                                             const ports::Clock& clock,
                                             ports::Random& random,
                                             const NewMember& member);

}  // namespace pareto::terminal

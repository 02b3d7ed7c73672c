// Gifts of the catalogue at the terminal. Points pay for one, at its own price: HQ takes them and
// one of the branch's stock together; without it, what this terminal may redeem offline, and the
// stock it was last told of less what it gave since, decide.
#pragma once

#include "terminal/app/card.h"
#include "terminal/app/redemption.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct AddedGift {
    sale::Line line;  ///< as it stands in the basket
    ApprovedRedemption redemption;
};

/// A gift, and why this customer cannot have it now; nothing = it may be tried.
struct OfferedGift {
    KnownGift known;
    std::optional<loyalty::GiftRefusal> refusal;
};

/// The whole catalogue but what was withdrawn, for who is at the till, by code.
[[nodiscard]] Outcome<std::vector<OfferedGift>> offered_gifts(Journal& journal,
                                                              const loyalty::MemberFacts& facts);

/// The member's facts must be known. GiftRefused: the detail begins with a GiftRefusal;
/// RedemptionOffline, RedemptionRefused as request_redemption().
[[nodiscard]] Outcome<AddedGift> request_gift(Journal& journal,
                                              Uplink& uplink,
                                              const ports::Clock& clock,
                                              const PresentedCard& card,
                                              const std::string& code);

}  // namespace pareto::terminal

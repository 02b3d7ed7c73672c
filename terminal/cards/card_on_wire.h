// A card on a reader, as a conversation with it needs it: what went wrong first is remembered, and
// what a reader says is told apart from what a card says.
#pragma once

#include <optional>
#include <string>

#include "common/ports/card_reader.h"
#include "drivers/card_session.h"

namespace pareto::terminal::cards {

class CardOnWire final : public drivers::card::CardChannel {
public:
    explicit CardOnWire(drivers::card::CardChannel& card) : card_{card} {}

    /// A card that has no way to be asked, because it is one of those that only tell their UID,
    /// answers the first command as a card that does not know it.
    [[nodiscard]] Result<Bytes> transmit(BytesView command) override;

    /// The first fault; nothing is sent after it.
    [[nodiscard]] const std::optional<Fault>& fault() const { return fault_; }

private:
    drivers::card::CardChannel& card_;
    std::optional<Fault> fault_;
    bool has_answered_ = false;
};

/// Whether there may be a card that can be spoken with behind the tap.
[[nodiscard]] bool is_on_reader(const ports::Tap& tap);

}  // namespace pareto::terminal::cards

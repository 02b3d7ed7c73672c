// Speaking with the card that was just tapped, for readers whose driver supports Apdu.
#pragma once

#include <chrono>
#include <functional>

#include "common/ports/card_reader.h"
#include "drivers/card/apdu.h"

namespace pareto::drivers {

class CardSessions {
public:
    using Work = std::function<Result<void>(card::CardChannel&)>;

    virtual ~CardSessions() = default;
    /// Runs `work`, on the calling thread, with a channel to the very card of `tap` (its UID is
    /// read again) that nobody else can use meanwhile, and returns what it returned. `timeout` is
    /// for all of it together: when it has passed, each transmit() is a Timeout at once.
    ///
    /// Conflict: the card left or was exchanged, before or during the work; after it whichever card
    /// can be read is a tap. Timeout: `timeout` passed; the card may have carried out the last
    /// command all the same. Unavailable: the reader or its service is gone. Denied: another
    /// program holds the reader. Unsupported: a command that this reader cannot send.
    [[nodiscard]] virtual Result<void> with_card(const ports::Tap& tap,
                                                 std::chrono::milliseconds timeout,
                                                 const Work& work) = 0;
};

/// Those of a reader that open_reader() gave; null when its driver does not support Apdu.
[[nodiscard]] CardSessions* card_sessions(ports::CardReader& reader);

}  // namespace pareto::drivers

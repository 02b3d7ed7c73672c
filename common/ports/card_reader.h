// A reader of member cards and tags. Blocks only for the time given; a reader that comes and goes is a fault
// of that one call, and the same object finds it again.
#pragma once

#include "common/base/bytes.h"
#include "common/base/fault.h"

#include <chrono>
#include <string>
#include <vector>

namespace pareto::ports {

/// One presentation of a card. The UID is a radio address, never proof of identity.
struct Tap {
    Bytes uid;            ///< 4, 7 or 10 bytes; empty when the card was given by its printed number
    std::string number;   ///< the printed card number, or what a scanner read; empty when the card was read by radio or chip
    std::string reader;   ///< the reader's name as its driver gives it

    bool operator==(const Tap&) const = default;
};

class CardReader {
public:
    virtual ~CardReader() = default;
    /// The next taps, oldest first (a reader may report many tags at once); empty when `timeout` passed without one.
    /// Unavailable: no reader, or its service is down; the caller may call again at once, the call itself backs off.
    [[nodiscard]] virtual Result<std::vector<Tap>> wait(std::chrono::milliseconds timeout) = 0;
    /// Makes a wait() running in another thread return empty at once, and when none is running the next one; may be
    /// called from any thread.
    virtual void interrupt() noexcept = 0;
    /// One line for a person: which readers are there and what ails them.
    [[nodiscard]] virtual std::string health() const = 0;
};

}  // namespace pareto::ports

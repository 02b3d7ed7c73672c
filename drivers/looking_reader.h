// A CardReader whose calls to hardware run on a thread of its own, because such calls block without
// a limit: while another program has a transaction, while a driver hangs, while a service is
// stopped. wait(), interrupt() and with_card() therefore never take longer than they promise.
//
// The thread looks only while somebody waits (and on, while the driver has a card whose leaving
// must not be missed), so that a card is never told of at a time when nobody asks.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/ports/card_reader.h"
#include "drivers/card/apdu.h"

namespace pareto::drivers {

using Outcome = std::variant<ports::Tap, Fault>;

/// One look that takes longer does not come back by itself.
inline constexpr std::chrono::milliseconds kHanging{2000};

/// What a driver does, look by look. Everything but cut_short() is called on one thread.
class Looker {
public:
    /// What the reader is like after a look.
    struct State {
        std::optional<Fault> trouble;  ///< what keeps every card from being read
        std::string health;
        bool goes_on = false;  ///< wants further looks although nobody waits
    };

    virtual ~Looker() = default;
    /// Waits up to `slice` for something to happen and deals with it; what came of it is taken by
    /// take(). `wanted`: somebody waits for taps. Returns how long to pause before the next look.
    [[nodiscard]] virtual std::chrono::milliseconds look(std::chrono::milliseconds slice,
                                                         bool wanted) = 0;
    /// Taps and faults since the last call, oldest first, each with its reader ("" when it is that
    /// of all).
    [[nodiscard]] virtual std::vector<std::pair<std::string, Outcome>> take() = 0;
    /// The last outcome of `reader` ("" = of all) reached nobody, or somebody was told to try
    /// again: a card still there counts as newly presented.
    virtual void forget(const std::string& reader) = 0;
    [[nodiscard]] virtual State state() const = 0;
    /// A channel to the very card of `tap`, open until it is destroyed. Its transmit() may take
    /// until `deadline`.
    [[nodiscard]] virtual Result<std::unique_ptr<card::CardChannel>> reach(
        const ports::Tap& tap, std::chrono::steady_clock::time_point deadline) = 0;

    /// From any thread: ends a call that takes too long, if that can be done.
    virtual void cut_short() noexcept {}
};

/// A reader on which cards rest.
class RestingCards {
public:
    virtual ~RestingCards() = default;
    /// The last tap of `reader`, as it was told, reached nobody: a card that still lies there is a
    /// tap once more. From any thread.
    virtual void forget(const std::string& reader) = 0;
};

/// Those of a reader that open_reader() gave; null when its driver tells each card once.
[[nodiscard]] RestingCards* resting_cards(ports::CardReader& reader);

/// `name` is what is looked at, "the PC/SC service", and `hangs` what to tell a person when a look
/// does not come back. A look that still hangs when the reader is destroyed keeps its thread, which
/// ends by itself when the call returns; the looker is destroyed on that thread.
[[nodiscard]] Result<std::unique_ptr<ports::CardReader>> start_looking(
    std::unique_ptr<Looker> looker, const std::string& name, std::string hangs);

}  // namespace pareto::drivers

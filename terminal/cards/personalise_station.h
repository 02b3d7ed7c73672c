// A place where blank cards become members' cards: it waits for a card, HQ writes it through this
// terminal, and the next one comes. A card that is taken away is presented again and goes on where
// it stopped: HQ looks at the card and does what is missing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/card_session.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal::cards {

/// For all of one card; a DESFire takes 90 commands of HQ's.
inline constexpr std::chrono::milliseconds kWritingWithin{60'000};

class PersonaliseStation {
public:
    struct Parts {
        Journal& journal;
        Uplink& uplink;
        ports::CardReader& reader;
        drivers::CardSessions& sessions;
        std::function<void(std::string_view)> say;  ///< one line for the person who has the cards
        std::function<bool()> interrupted;
    };

    explicit PersonaliseStation(Parts parts) : parts_{std::move(parts)} {}

    enum class End { Written, Refused, Interrupted };

    /// Writes that order. Refused: HQ does not have it, or it cannot be written on that card.
    [[nodiscard]] End write(const std::string& card_number);
    /// Writes one order after the other, oldest first, until interrupted.
    void write_all();

private:
    [[nodiscard]] std::optional<ports::Tap> next_card();
    /// Nothing when the card is to be presented again.
    [[nodiscard]] std::optional<End> write_on(const ports::Tap& tap,
                                              const std::string& card_number);
    [[nodiscard]] std::optional<End> tell(const sync::CardStep& step,
                                          const std::string& card_number);

    const Parts parts_;
    std::string last_trouble_;
};

}  // namespace pareto::terminal::cards

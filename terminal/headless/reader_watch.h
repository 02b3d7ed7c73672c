// Watches the card readers for a person who sets them up: what is there, what ails it and how to
// mend it, and whether a card on it is seen.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "common/ports/card_reader.h"
#include "common/ports/clock.h"

namespace pareto::terminal::headless {

struct ReaderWatch {
    ports::CardReader& reader;
    const ports::Clock& clock;
    std::chrono::milliseconds time;
    std::function<void(const std::string& line)> print;
};

struct WatchedReaders {
    int taps = 0;
    std::optional<Fault> trouble;  ///< at the end no reader could be used
};

/// Prints the readers' health whenever it changes, each trouble once while it lasts, and each card: its kind, never its
/// UID or number. Ends when `time` has passed.
[[nodiscard]] WatchedReaders watch_readers(const ReaderWatch& watch);

}  // namespace pareto::terminal::headless

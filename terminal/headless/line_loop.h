// Feeds a terminal without a screen: lines of standard input and taps of a reader in, one line out
// for each.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/ports/card_reader.h"

namespace pareto::terminal::headless {

struct LineLoop {
    int input = 0;  ///< descriptors
    int output = 1;
    ports::CardReader* reader = nullptr;  ///< may be null
    std::function<std::string(std::string_view line)> answer;
    std::function<std::string(const ports::Tap& tap)> on_tap;
    /// Nobody waits: called when the input was quiet for a moment, and now and then when it never
    /// is.
    std::function<void()> idle;
    std::function<bool()> finished;
};

/// Until `finished` says so or the input ends. Unavailable when the output cannot be written.
[[nodiscard]] Result<void> run(const LineLoop& loop);

}  // namespace pareto::terminal::headless

// One look at the PC/SC service after the other: joins the calls (service.h) with the decisions
// (card_watch.h) and comes back after a daemon was restarted. Belongs to one thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "drivers/pcsc/card_watch.h"
#include "drivers/pcsc/service.h"

namespace pareto::drivers::pcsc {

/// How long to leave a service alone that cannot be used: doubled from the first to the last.
inline constexpr std::chrono::milliseconds kFirstPause{100};
inline constexpr std::chrono::milliseconds kLastPause{2000};

class Polling {
public:
    explicit Polling(std::string filter) : watch_(std::move(filter)) {}

    /// Waits up to `slice` for something to happen and deals with it; what came of it is in
    /// watch(). Returns how long the caller should pause before the next look: nothing, unless the
    /// service cannot be used.
    [[nodiscard]] std::chrono::milliseconds look(std::chrono::milliseconds slice);

    [[nodiscard]] CardWatch& watch() { return watch_; }

private:
    [[nodiscard]] Result<void> look_at_readers(std::chrono::milliseconds slice);
    std::chrono::milliseconds lose(Fault why);

    CardWatch watch_;
    std::optional<Service> service_;
    std::chrono::milliseconds pause_ = kFirstPause;
};

}  // namespace pareto::drivers::pcsc

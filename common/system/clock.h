// The operating system's clocks. Only composition roots make one; everything else takes the port.
#pragma once

#include "common/ports/clock.h"

namespace pareto::system {

/// steady() is std::chrono::steady_clock in milliseconds, so that its times may be compared with
/// timers.
class SystemClock final : public ports::Clock {
public:
    [[nodiscard]] UtcTime now() const override;
    [[nodiscard]] SteadyTime steady() const override;
};

}  // namespace pareto::system

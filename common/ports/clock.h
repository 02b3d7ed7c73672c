// The only ways to learn the time. steady() never goes back and survives wall-clock jumps.
#pragma once

#include "common/base/time.h"

namespace pareto::ports {

using pareto::SteadyTime;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual UtcTime now() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
};

}  // namespace pareto::ports

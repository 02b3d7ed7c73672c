// Work that is done once for each business date, when the day is over. What was done is remembered
// in the books, not here, so that a restart, a crash in the middle or a second process does nothing
// twice.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/fault.h"
#include "common/base/time.h"
#include "common/ports/clock.h"

namespace pareto::hq::jobs {

struct DailyJob {
    std::string name;
    /// For the date that is over. Idempotent.
    std::function<Result<void>(BusinessDate)> run;
};

class DailyJobs {
public:
    /// `today_of` is the calendar day in the company's time zone.
    DailyJobs(ports::Clock& clock,
              std::function<BusinessDate(UtcTime)> today_of,
              std::vector<DailyJob> jobs);

    /// Runs what is due: at the first call, and when a new day began. A job that failed is tried
    /// again at the next call.
    void tick();

private:
    struct State {
        DailyJob job;
        std::optional<BusinessDate> done_for;
    };

    ports::Clock& clock_;
    std::function<BusinessDate(UtcTime)> today_of_;
    std::vector<State> jobs_;
};

}  // namespace pareto::hq::jobs

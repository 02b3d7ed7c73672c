// The daily jobs.
#include "hq/jobs/daily.h"

#include <utility>

#include "common/log/log.h"

namespace pareto::hq::jobs {

DailyJobs::DailyJobs(ports::Clock& clock,
                     std::function<BusinessDate(UtcTime)> today_of,
                     std::vector<DailyJob> jobs)
    : clock_(clock), today_of_(std::move(today_of)) {
    for (DailyJob& job : jobs)
        jobs_.push_back({std::move(job), std::nullopt});
}

void DailyJobs::tick() {
    const BusinessDate over = add_days(today_of_(clock_.now()), -1);
    for (State& state : jobs_) {
        if (state.done_for && days_between(*state.done_for, over) <= 0) continue;
        const auto done = state.job.run(over);
        if (done) {
            state.done_for = over;
        } else {
            log::error("jobs.failed",
                       {{"job", state.job.name},
                        {"date", to_string(over)},
                        {"fault", describe(done.error())}});
        }
    }
}

}  // namespace pareto::hq::jobs

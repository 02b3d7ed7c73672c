#include "tests/simulation/scheduler.h"

#include <algorithm>
#include <utility>

namespace pareto::simulation {

bool Scheduler::later(const Planned& a, const Planned& b) {
    return a.at_ms != b.at_ms ? a.at_ms > b.at_ms : a.order > b.order;
}

void Scheduler::at(std::int64_t when_ms, Action action) {
    queue_.push_back({std::max(when_ms, now_ms_), order_++, std::move(action)});
    std::push_heap(queue_.begin(), queue_.end(), later);
}

bool Scheduler::step(std::int64_t until_ms) {
    if (queue_.empty() || queue_.front().at_ms > until_ms) {
        now_ms_ = std::max(now_ms_, until_ms);
        return false;
    }
    std::pop_heap(queue_.begin(), queue_.end(), later);
    Planned planned = std::move(queue_.back());
    queue_.pop_back();
    now_ms_ = std::max(now_ms_, planned.at_ms);
    ++steps_;
    planned.action();
    return true;
}

}  // namespace pareto::simulation

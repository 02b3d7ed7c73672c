// Virtual time and what happens in it: one queue of actions, ordered by time and then by when they were asked for.
#pragma once

#include "common/base/time.h"
#include "common/ports/clock.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace pareto::simulation {

class Scheduler {
public:
    using Action = std::function<void()>;

    [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }
    [[nodiscard]] SteadyTime steady() const { return SteadyTime{std::chrono::milliseconds{now_ms_}}; }
    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    /// Nights in which nothing happens: wall clocks go on, the steady ones do not.
    void pass_days(std::int64_t days) { days_ms_ += days * 86'400'000; }
    [[nodiscard]] std::int64_t days_ms() const { return days_ms_; }
    [[nodiscard]] bool empty() const { return queue_.empty(); }
    [[nodiscard]] std::int64_t next_ms() const { return queue_.front().at_ms; }

    void at(std::int64_t when_ms, Action action);
    void after(std::int64_t delay_ms, Action action) { at(now_ms_ + delay_ms, std::move(action)); }
    /// Does the next action, at its time. False when there is none at or before `until_ms`; then it is `until_ms`.
    bool step(std::int64_t until_ms);

private:
    struct Planned {
        std::int64_t at_ms;
        std::uint64_t order;
        Action action;
    };
    static bool later(const Planned& a, const Planned& b);

    std::vector<Planned> queue_;  ///< a heap
    std::int64_t now_ms_ = 0;
    std::int64_t days_ms_ = 0;
    std::uint64_t order_ = 0;
    std::uint64_t steps_ = 0;
};

/// One node's clocks: the steady one is the world's, the wall clock stands off from it and jumps.
class NodeClock final : public ports::Clock {
public:
    /// Noon of 2026-03-10 UTC: far from midnight, so that small jumps do not change the business date.
    static constexpr std::int64_t kStartMs = 1'773'144'000'000;

    explicit NodeClock(const Scheduler& scheduler) : scheduler_(scheduler) {}
    [[nodiscard]] UtcTime now() const override { return from_ms(kStartMs + scheduler_.now_ms() + scheduler_.days_ms() + offset_ms_); }
    [[nodiscard]] SteadyTime steady() const override { return scheduler_.steady(); }
    void set_offset_ms(std::int64_t offset_ms) { offset_ms_ = offset_ms; }
    [[nodiscard]] std::int64_t offset_ms() const { return offset_ms_; }

private:
    const Scheduler& scheduler_;
    std::int64_t offset_ms_ = 0;
};

}  // namespace pareto::simulation

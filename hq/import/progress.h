// How far long work is: a bar with rate and time left on a terminal window, a plain line now and
// then elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/ports/clock.h"

namespace pareto::hq::import {

class Progress {
public:
    /// `write` takes text for people (standard error).
    Progress(std::function<void(const std::string&)> write,
             const ports::Clock& clock,
             bool is_terminal);

    /// A new piece of work, such as "reading sales.csv".
    void begin(std::string label);
    /// `share_done` of `share_total` is done, and `count` things (rows) of it. Cheap to call often.
    void report(std::int64_t share_done, std::int64_t share_total, std::int64_t count);
    void end();

private:
    void show(std::int64_t share_done,
              std::int64_t share_total,
              std::int64_t count,
              ports::SteadyTime now);
    std::function<void(const std::string&)> write_;
    const ports::Clock& clock_;
    bool is_terminal_;
    std::string label_;
    ports::SteadyTime began_;
    ports::SteadyTime shown_;
    std::int64_t calls_ = 0;
    std::int64_t count_ = 0;
    std::int64_t shown_count_ = -1;
    std::int64_t done_ = 0;
    std::int64_t total_ = 0;
};

}  // namespace pareto::hq::import

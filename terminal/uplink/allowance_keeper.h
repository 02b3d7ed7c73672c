// Keeps this terminal's allowances while HQ answers, on a thread of its own that nobody waits for.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "terminal/app/allowances.h"

namespace pareto::terminal::uplink {

class AllowanceKeeper {
public:
    AllowanceKeeper(Journal& journal, Uplink& uplink, const ports::Clock& clock);
    /// Ends the thread; at most kAllowanceWithin later.
    ~AllowanceKeeper();
    AllowanceKeeper(const AllowanceKeeper&) = delete;
    AllowanceKeeper& operator=(const AllowanceKeeper&) = delete;

private:
    void run();

    Journal& journal_;
    Uplink& uplink_;
    const ports::Clock& clock_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace pareto::terminal::uplink

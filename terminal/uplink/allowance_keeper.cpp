#include "terminal/uplink/allowance_keeper.h"

#include "common/log/log.h"

namespace pareto::terminal::uplink {

namespace {

// Long enough that a terminal which runs for a moment asks for nothing.
constexpr std::chrono::seconds kFirstAfter{10};
constexpr std::chrono::seconds kEvery{60};

}  // namespace

AllowanceKeeper::AllowanceKeeper(Journal& journal, Uplink& uplink, const ports::Clock& clock)
    : journal_(journal), uplink_(uplink), clock_(clock), thread_([this] { run(); }) {}

AllowanceKeeper::~AllowanceKeeper() {
    {
        const std::lock_guard lock{mutex_};
        ends_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void AllowanceKeeper::run() {
    std::chrono::seconds wait = kFirstAfter;
    std::unique_lock lock{mutex_};
    while (!ending_.wait_for(lock, wait, [this] { return ends_; })) {
        lock.unlock();
        if (uplink_.connected() && !keep_allowances(journal_, uplink_, clock_))
            log::warning("terminal.allowances_not_kept");
        lock.lock();
        wait = kEvery;
    }
}

}  // namespace pareto::terminal::uplink

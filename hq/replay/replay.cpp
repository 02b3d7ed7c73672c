#include "hq/replay/replay.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <ostream>

namespace pareto::hq::replay {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kProgressEvery{1'000};
constexpr int kPollMs = 100;

std::int64_t elapsed_ms(Clock::time_point since) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since).count();
}

class Pool {
public:
    Pool(const ReplaySettings& settings, ReceiptsByTerminal&& receipts, std::ostream& progress)
        : settings_(settings), progress_(progress) {
        for (auto& [key, list] : receipts) {
            report_.receipts += static_cast<std::int64_t>(list.size());
            if (!list.empty()) first_ms_ = std::min(first_ms_, list.front().at_ms);
            runs_.emplace_back(TerminalRunSettings{settings.program, settings.directory + "/" + key.first + "-" + key.second,
                                                   settings.hq, key.first, key.second},
                               std::move(list));
        }
        report_.terminals = static_cast<std::int64_t>(runs_.size());
    }

    ReplayReport run() {
        auto last_progress = Clock::now();
        while (start_waiting() || !active_.empty()) {
            wait_for_activity();
            const std::int64_t until = sold_until();
            for (const std::size_t index : active_) runs_[index].proceed(until);
            std::erase_if(active_, [&](std::size_t index) { return is_over(runs_[index]); });
            if (Clock::now() - last_progress >= kProgressEvery) {
                last_progress = Clock::now();
                print_progress();
                for (const std::size_t index : active_) runs_[index].ask_status();
            }
        }
        return finish();
    }

private:
    static bool is_over(const TerminalRun& run) {
        return run.phase() == TerminalRun::Phase::Failed || (run.phase() == TerminalRun::Phase::Done && !run.running());
    }

    /// True while a terminal could be started or is waiting for its turn.
    bool start_waiting() {
        while (next_ < runs_.size() && active_.size() < settings_.terminals) {
            const auto started = runs_[next_].start();
            if (!started) report_.failures.push_back(runs_[next_].name() + ": " + describe(started.error()));
            if (started) active_.push_back(next_);
            ++next_;
        }
        return next_ < runs_.size();
    }

    void wait_for_activity() {
        descriptors_.clear();
        for (const std::size_t index : active_) {
            const ChildProcess* const child = runs_[index].child();
            if (child == nullptr) continue;
            descriptors_.push_back({child->output(), POLLIN, 0});
            if (child->wants_to_write()) descriptors_.push_back({child->input(), POLLOUT, 0});
        }
        static_cast<void>(::poll(descriptors_.data(), descriptors_.size(), kPollMs));
    }

    [[nodiscard]] std::int64_t sold_until() const {
        if (settings_.speed == 0) return std::numeric_limits<std::int64_t>::max();
        return first_ms_ + elapsed_ms(started_) * settings_.speed;
    }

    void print_progress() {
        std::size_t recorded = 0;
        for (const TerminalRun& run : runs_) recorded += run.recorded();
        std::int64_t unsent = 0;
        std::size_t online = 0;
        for (const std::size_t index : active_) {
            unsent += runs_[index].unsent();
            online += runs_[index].online() ? 1U : 0U;
        }
        const auto seconds = std::max<std::int64_t>(1, elapsed_ms(started_) / 1000);
        progress_ << fmt::format("{} of {} receipts, {} a second; {} terminals running, {} online; {} entries not yet at HQ\n",
                                 recorded, report_.receipts, static_cast<std::int64_t>(recorded) / seconds, active_.size(),
                                 online, unsent)
                  << std::flush;
    }

    ReplayReport finish() {
        for (const TerminalRun& run : runs_) {
            report_.recorded += static_cast<std::int64_t>(run.recorded());
            report_.at_hq += run.sales_at_hq();
            report_.restarts += run.restarts();
            if (run.digests_equal()) ++report_.digests_equal;
            if (run.phase() == TerminalRun::Phase::Failed) report_.failures.push_back(run.name() + ": " + run.failure());
        }
        report_.milliseconds = elapsed_ms(started_);
        return report_;
    }

    const ReplaySettings& settings_;
    std::ostream& progress_;
    std::vector<TerminalRun> runs_;
    std::vector<std::size_t> active_;
    std::vector<pollfd> descriptors_;
    std::size_t next_ = 0;
    std::int64_t first_ms_ = std::numeric_limits<std::int64_t>::max();
    Clock::time_point started_ = Clock::now();
    ReplayReport report_;
};

}  // namespace

ReplayReport replay(const ReplaySettings& settings, ReceiptsByTerminal receipts, std::ostream& progress) {
    return Pool{settings, std::move(receipts), progress}.run();
}

}  // namespace pareto::hq::replay

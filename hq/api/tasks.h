// Work that takes longer than a request may: it runs on threads of its own, two at a time, says how
// far it is, and can be cancelled. Kept in memory: with several HQ processes a task is known to the
// one that runs it, and a restart forgets it; what it did to the books stands in them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/ports/random.h"
#include "hq/api/http.h"

namespace pareto::hq::api {

enum class TaskState : std::uint8_t { Waiting, Running, Done, Failed, Cancelled };
[[nodiscard]] std::string_view name_of(TaskState state);

/// What the work tells of itself.
class Progress {
public:
    /// False when it is to stop.
    bool report(std::int64_t done, std::int64_t total);
    [[nodiscard]] bool is_wanted() const { return !cancelled_; }

private:
    friend class Tasks;
    std::atomic<std::int64_t> done_ = 0;
    std::atomic<std::int64_t> total_ = 0;
    std::atomic<bool> cancelled_ = false;
};

struct TaskFacts {
    std::string id = {};
    std::string kind = {};     ///< "campaign.simulate"
    std::string subject = {};  ///< the number of a campaign, the name of a file
    std::string owner = {};    ///< a user's name
    TaskState state = TaskState::Waiting;
    std::int64_t done = 0;
    std::int64_t total = 0;          ///< 0 = not known yet
    std::string result = {};              ///< JSON, when it is done
    std::optional<Problem> problem = {};  ///< when it failed
};

/// Returns its result as JSON. Runs on another thread than it was made on.
using TaskWork = std::function<Expected<std::string, Problem>(Progress& progress)>;

class Tasks {
public:
    static constexpr std::size_t kThreads = 2;
    static constexpr std::size_t kWaitingMax = 16;
    static constexpr std::size_t kKept = 200;  ///< finished ones; then the oldest is forgotten

    explicit Tasks(ports::Random& random) : random_(random) {}

    ~Tasks() { stop(); }

    Tasks(const Tasks&) = delete;
    Tasks& operator=(const Tasks&) = delete;

    /// Its id. 503 when too many wait.
    [[nodiscard]] Expected<std::string, Problem> start(TaskFacts facts, TaskWork work);
    [[nodiscard]] std::optional<TaskFacts> find(const std::string& id) const;
    /// Nothing happens to one that is over.
    void cancel(const std::string& id);
    /// Until none waits and none runs.
    void wait();
    /// Cancels all of them, waits for those that run, and takes no more.
    void stop();

private:
    struct Task {
        TaskFacts facts;
        TaskWork work;
        Progress progress;
    };

    void run();
    void finish(Task& task, Expected<std::string, Problem> ended);

    ports::Random& random_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<Task>> tasks_;  ///< the oldest first
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace pareto::hq::api

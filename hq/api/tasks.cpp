#include "hq/api/tasks.h"

#include <algorithm>

#include "common/base/bytes.h"
#include "common/log/log.h"

namespace pareto::hq::api {
namespace {

constexpr std::size_t kIdBytes = 16;

bool is_over(TaskState state) {
    return state != TaskState::Waiting && state != TaskState::Running;
}

}  // namespace

std::string_view name_of(TaskState state) {
    switch (state) {
        case TaskState::Waiting:
            return "waiting";
        case TaskState::Running:
            return "running";
        case TaskState::Done:
            return "done";
        case TaskState::Failed:
            return "failed";
        case TaskState::Cancelled:
            return "cancelled";
    }
    return "";
}

bool Progress::report(std::int64_t done, std::int64_t total) {
    done_ = done;
    total_ = total;
    return is_wanted();
}

Expected<std::string, Problem> Tasks::start(TaskFacts facts, TaskWork work) {
    const std::lock_guard lock(mutex_);
    const auto waiting = static_cast<std::size_t>(
        std::count_if(tasks_.begin(), tasks_.end(), [](const auto& task) {
            return task->facts.state == TaskState::Waiting;
        }));
    if (stopping_ || waiting >= kWaitingMax)
        return problem(503, "busy", "Too much is under way", "Try again in a moment.");
    while (tasks_.size() >= kKept && is_over(tasks_.front()->facts.state))
        tasks_.pop_front();
    auto task = std::make_shared<Task>();
    task->facts = std::move(facts);
    task->facts.id = to_hex(random_.bytes(kIdBytes));
    task->work = std::move(work);
    std::string id = task->facts.id;
    tasks_.push_back(std::move(task));
    if (threads_.size() < kThreads) threads_.emplace_back([this] { run(); });
    changed_.notify_all();
    return id;
}

std::optional<TaskFacts> Tasks::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    for (const auto& task : tasks_) {
        if (task->facts.id != id) continue;
        TaskFacts facts = task->facts;
        facts.done = task->progress.done_;
        facts.total = task->progress.total_;
        return facts;
    }
    return std::nullopt;
}

void Tasks::cancel(const std::string& id) {
    const std::lock_guard lock(mutex_);
    for (const auto& task : tasks_) {
        if (task->facts.id != id || is_over(task->facts.state)) continue;
        task->progress.cancelled_ = true;
        if (task->facts.state == TaskState::Waiting) task->facts.state = TaskState::Cancelled;
    }
    changed_.notify_all();
}

void Tasks::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] {
        return std::all_of(tasks_.begin(), tasks_.end(), [](const auto& task) {
            return is_over(task->facts.state);
        });
    });
}

void Tasks::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (const auto& task : tasks_) {
            task->progress.cancelled_ = true;
            if (task->facts.state == TaskState::Waiting) task->facts.state = TaskState::Cancelled;
        }
        changed_.notify_all();
    }
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void Tasks::finish(Task& task, Expected<std::string, Problem> ended) {
    const bool cancelled = !task.progress.is_wanted();
    task.work = {};
    if (ended) {
        task.facts.state = TaskState::Done;
        task.facts.result = std::move(*ended);
    } else if (cancelled) {
        task.facts.state = TaskState::Cancelled;
    } else {
        task.facts.state = TaskState::Failed;
        task.facts.problem = std::move(ended.error());
    }
}

void Tasks::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        std::shared_ptr<Task> next;
        changed_.wait(lock, [&] {
            const auto found = std::find_if(tasks_.begin(), tasks_.end(), [](const auto& task) {
                return task->facts.state == TaskState::Waiting;
            });
            if (found != tasks_.end()) next = *found;
            return next || stopping_;
        });
        if (!next) return;
        next->facts.state = TaskState::Running;
        lock.unlock();
        auto ended = next->work(next->progress);
        lock.lock();
        finish(*next, std::move(ended));
        log::info("web.task",
                  {{"kind", next->facts.kind}, {"state", std::string{name_of(next->facts.state)}}});
        changed_.notify_all();
    }
}

}  // namespace pareto::hq::api

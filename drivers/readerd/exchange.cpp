#include "drivers/readerd/exchange.h"

#include <utility>

namespace pareto::drivers::readerd {

Exchange::Exchange(Bell& bell) : bell_(bell), thread_([this] { run(); }) {}

Exchange::~Exchange() {
    if (close(Clock::now())) return;
    thread_.join();
}

bool Exchange::begin(CardSessions& sessions, const Begin& begin, const ports::Tap& tap) {
    const std::lock_guard lock{mutex_};
    if (job_) return false;
    job_ = Job{&sessions, begin.number, tap, begin.timeout};
    begun_ = ended_ = false;
    command_.reset();
    changed_.notify_all();
    return true;
}

bool Exchange::transmit(const Transmit& transmit) {
    const std::lock_guard lock{mutex_};
    if (!job_ || job_->number != transmit.number || ended_) return true;
    if (command_) return false;
    command_ = transmit.command;
    changed_.notify_all();
    return true;
}

void Exchange::end(const End& end) {
    const std::lock_guard lock{mutex_};
    if (!job_ || job_->number != end.number) return;
    ended_ = true;
    changed_.notify_all();
}

std::vector<Report> Exchange::take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(reports_, {});
}

bool Exchange::close(Clock::time_point deadline) {
    Lock lock{mutex_};
    closing_ = true;
    changed_.notify_all();
    changed_.wait_until(lock, deadline, [&] { return closed_; });
    if (!closed_) return false;
    lock.unlock();
    if (thread_.joinable()) thread_.join();
    return true;
}

void Exchange::run() {
    Lock lock{mutex_};
    while (true) {
        changed_.wait(lock, [&] { return closing_ || job_; });
        if (closing_) break;
        const Job job = *job_;
        serve(lock, job);
        job_.reset();
    }
    closed_ = true;
    changed_.notify_all();
}

void Exchange::serve(Lock& lock, const Job& job) {
    lock.unlock();
    const auto done = job.sessions->with_card(
        job.tap, job.timeout, [&](card::CardChannel& channel) { return relay(channel, job); });
    lock.lock();
    if (!begun_) {
        report(
            Failed{job.number,
                   done ? Fault{FaultCode::Unavailable, "the card was not reached"} : done.error(),
                   false});
        return;
    }
    // The card has been let go. What the terminal still says comes too late.
    while (!ended_ && !closing_) {
        if (command_) {
            command_.reset();
            report(Failed{
                job.number, {FaultCode::Timeout, "the card was let go: present it again"}, false});
        }
        changed_.wait(lock, [&] { return closing_ || ended_ || command_; });
    }
    report(Ended{job.number});
}

Result<void> Exchange::relay(card::CardChannel& channel, const Job& job) {
    const auto deadline = Clock::now() + job.timeout;
    Lock lock{mutex_};
    begun_ = true;
    report(Begun{job.number});
    while (true) {
        changed_.wait_until(lock, deadline, [&] { return closing_ || ended_ || command_; });
        if (closing_ || ended_ || !command_) return {};
        const Bytes command = *command_;
        lock.unlock();
        auto answer = channel.transmit(command);
        lock.lock();
        command_.reset();
        if (!answer) {
            report(Failed{job.number, answer.error(), false});
            return {};
        }
        if (answer->size() > kAnswerBytesMax) {
            report(
                Failed{job.number, {FaultCode::Corrupt, "the card's answer is too long"}, false});
            return {};
        }
        report(Answered{job.number, std::move(*answer)});
    }
}

void Exchange::report(Report report) {
    reports_.push_back(std::move(report));
    bell_.ring();
}

}  // namespace pareto::drivers::readerd

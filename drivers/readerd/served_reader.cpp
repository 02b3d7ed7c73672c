#include "drivers/readerd/served_reader.h"

#include <algorithm>
#include <utility>

#include "drivers/driver.h"
#include "drivers/looking_reader.h"

namespace pareto::drivers::readerd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kOpenWithin{5'000};
constexpr milliseconds kOpenAgain{1'000};
constexpr milliseconds kAfterFault{50};  // a driver that does not back off does not keep us busy
constexpr auto kFarAway = std::chrono::hours{1};

/// Whether the fault is a state of the reader, and not what happened to one card.
bool lasts(FaultCode code) {
    switch (code) {
        case FaultCode::Unavailable:
        case FaultCode::Timeout:
        case FaultCode::Exhausted:
            return true;
        case FaultCode::Denied:
        case FaultCode::Conflict:
        case FaultCode::Corrupt:
        case FaultCode::Unsupported:
            return false;
    }
    return false;
}

/// Whether a Timeout of the driver's wait() means that this process hangs. Calls to the PC/SC
/// service hang with the service: a new process would hang the same, and take one more of the few
/// places that pcscd has for programs.
bool hangs_in_this_process(const std::string& driver) {
    return driver != "pcsc";
}

}  // namespace

ServedReader::ServedReader(ReaderName name, Bell& bell)
    : name_(std::move(name)),
      bell_(bell),
      health_(name_.driver + ": not opened yet"),
      thread_([this] { run(); }) {}

ServedReader::~ServedReader() {
    if (close(Clock::now())) return;
    // Somebody destroys it all the same: then there is nothing left but to wait.
    thread_.join();
}

void ServedReader::look(Clock::time_point until) {
    const std::lock_guard lock{mutex_};
    wanted_until_ = until;
    look_wanted_ = true;
    changed_.notify_all();
}

void ServedReader::stop() {
    const std::lock_guard lock{mutex_};
    wanted_until_ = {};
    look_wanted_ = false;
    if (!call_until_ || !reader_) return;
    call_until_ = std::min(*call_until_, Clock::now());
    reader_->interrupt();
}

void ServedReader::forget(const std::string& reader) {
    const std::lock_guard lock{mutex_};
    if (!reader_) return;
    if (auto* const resting = resting_cards(*reader_)) resting->forget(reader);
}

std::vector<ServedReader::Outcome> ServedReader::take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(outcomes_, {});
}

ReaderState ServedReader::state() const {
    const std::lock_guard lock{mutex_};
    return {one_line(name_.driver), one_line(health_), trouble_};
}

bool ServedReader::was_tried() const {
    const std::lock_guard lock{mutex_};
    return tried_;
}

CardSessions* ServedReader::sessions() const {
    const std::lock_guard lock{mutex_};
    return reader_ ? card_sessions(*reader_) : nullptr;
}

std::optional<Fault> ServedReader::hanging() const {
    const std::lock_guard lock{mutex_};
    if (hanging_) return hanging_;
    if (!call_until_ || Clock::now() < *call_until_ + kHanging) return std::nullopt;
    return Fault{FaultCode::Timeout, "the reader \"" + name_.driver + "\" does not answer"};
}

Clock::time_point ServedReader::next_check() const {
    const std::lock_guard lock{mutex_};
    return call_until_ ? *call_until_ + kHanging : Clock::now() + kFarAway;
}

bool ServedReader::close(Clock::time_point deadline) {
    Lock lock{mutex_};
    closing_ = true;
    if (call_until_ && reader_) reader_->interrupt();
    changed_.notify_all();
    changed_.wait_until(lock, deadline, [&] { return closed_; });
    if (!closed_) return false;
    lock.unlock();
    if (thread_.joinable()) thread_.join();
    return true;
}

void ServedReader::run() {
    Lock lock{mutex_};
    while (!closing_) {
        const auto now = Clock::now();
        if (!reader_ && (!tried_ || (is_wanted() && now >= next_open_))) {
            open(lock);
        } else if (!reader_ && is_wanted()) {
            changed_.wait_until(lock, std::min(next_open_, wanted_until_));
        } else if (reader_ && is_wanted()) {
            wait_once(lock);
        } else {
            changed_.wait(lock);
        }
    }
    auto reader = std::exchange(reader_, nullptr);
    lock.unlock();
    reader.reset();
    lock.lock();
    closed_ = true;
    changed_.notify_all();
}

void ServedReader::open(Lock& lock) {
    call_until_ = Clock::now() + kOpenWithin;
    lock.unlock();
    auto opened = open_reader(name_.driver, name_.settings);
    lock.lock();
    call_until_.reset();
    tried_ = true;
    if (opened) {
        reader_ = std::move(*opened);
        health_ = reader_->health();
        trouble_.reset();
    } else {
        next_open_ = Clock::now() + kOpenAgain;
        health_ = opened.error().detail;
        note(tl::unexpected<Fault>{opened.error()}, true);
        trouble_ = std::move(opened).error();
    }
    bell_.ring();
}

void ServedReader::wait_once(Lock& lock) {
    const auto until = wanted_until_;
    const auto timeout = std::chrono::ceil<milliseconds>(until - Clock::now());
    look_wanted_ = false;
    call_until_ = std::max(until, Clock::now());
    lock.unlock();
    auto taps = reader_->wait(std::max(timeout, milliseconds{0}));
    auto health = reader_->health();
    lock.lock();
    call_until_.reset();
    health_ = std::move(health);
    const bool failed = !taps;
    note(std::move(taps), Clock::now() >= until);
    bell_.ring();
    if (failed) changed_.wait_for(lock, kAfterFault, [&] { return closing_; });
}

void ServedReader::note(Result<std::vector<ports::Tap>> taps, bool in_full) {
    if (taps) {
        // An interrupted wait says nothing about the reader.
        if (in_full || !taps->empty()) trouble_.reset();
        for (ports::Tap& tap : *taps)
            tell(std::move(tap));
        return;
    }
    const Fault why = std::move(taps).error();
    if (why.code == FaultCode::Timeout && hangs_in_this_process(name_.driver)) hanging_ = why;
    if (lasts(why.code)) {
        if (trouble_ == why) return;
        trouble_ = why;
    }
    tell(why);
}

void ServedReader::tell(Outcome outcome) {
    outcomes_.push_back(std::move(outcome));
    // Whoever waits has something now. What comes next stays with the driver until it is wanted.
    wanted_until_ = {};
    look_wanted_ = false;
}

bool ServedReader::is_wanted() const {
    return look_wanted_ || Clock::now() < wanted_until_;
}

}  // namespace pareto::drivers::readerd

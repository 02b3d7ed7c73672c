#include "terminal/ui/desk/desk_thread.h"

#include <atomic>
#include <chrono>
#include <utility>

#include "common/log/log.h"

namespace pareto::terminal::ui {

namespace {

constexpr std::chrono::milliseconds kQuiet{250};
constexpr std::chrono::milliseconds kReaderWait{1'000};

}  // namespace

/// Waits for taps and posts them like anything else that a cashier does.
class DeskThread::ReaderThread {
public:
    ReaderThread(ports::CardReader& reader, DeskThread& desk)
        : reader_{reader}, desk_{desk}, thread_{[this] {
              run();
          }} {}

    ~ReaderThread() {
        ending_ = true;
        reader_.interrupt();
        thread_.join();
    }

    ReaderThread(const ReaderThread&) = delete;
    ReaderThread& operator=(const ReaderThread&) = delete;

private:
    void tell_fault(const std::string& fault) {
        if (fault == told_) return;
        told_ = fault;
        if (!fault.empty()) log::warning("terminal.reader", {{"fault", fault}});
        desk_.push([&desk = desk_, fault] {
            if (desk.opened_.desk) desk.opened_.desk->note_reader_fault(fault);
            desk.publish(false);
        });
    }

    void run() {
        while (!ending_) {
            const auto taps = reader_.wait(kReaderWait);
            tell_fault(taps ? std::string{} : describe(taps.error()));
            if (!taps) continue;
            for (const ports::Tap& tap : *taps) {
                desk_.push([&desk = desk_, tap] {
                    if (desk.opened_.desk) desk.opened_.desk->tap(tap);
                    desk.publish(false);
                });
            }
        }
    }

    ports::CardReader& reader_;
    DeskThread& desk_;
    std::atomic<bool> ending_{false};
    std::string told_;
    std::thread thread_;
};

DeskThread::DeskThread(World world)
    : world_{std::move(world)}, thread_{[this] {
          run();
      }} {}

DeskThread::~DeskThread() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    rung_.notify_one();
    thread_.join();
}

void DeskThread::push(Work work) {
    {
        const std::lock_guard lock{mutex_};
        works_.push_back(std::move(work));
    }
    rung_.notify_one();
}

void DeskThread::post(Job job) {
    push([this, job = std::move(job)] {
        if (opened_.desk) job(*opened_.desk);
        publish(true);
    });
}

void DeskThread::enrol(std::string hq, std::string code) {
    push([this, hq = std::move(hq), code = std::move(code)] {
        close();
        const std::string why = world_.enrol(hq, code);
        if (why.empty()) {
            open();
        } else {
            closed_.phase = Phase::NotEnrolled;
            closed_.trouble = why;
        }
        publish(true);
    });
}

void DeskThread::reopen() {
    push([this] {
        open();
        publish(true);
    });
}

void DeskThread::open() {
    close();
    auto opened = world_.open();
    if (!opened) {
        closed_ = {};
        closed_.phase = opened.error().not_enrolled ? Phase::NotEnrolled : Phase::CannotOpen;
        closed_.trouble = opened.error().why;
        return;
    }
    opened_ = std::move(*opened);
    if (opened_.reader != nullptr) reader_ = std::make_unique<ReaderThread>(*opened_.reader, *this);
}

void DeskThread::close() {
    reader_.reset();
    opened_.desk.reset();
    opened_.maintain = {};
    opened_.reader = nullptr;
    opened_.ground.reset();
}

void DeskThread::publish(bool done) {
    world_.publish(
        std::make_shared<const Snapshot>(opened_.desk ? opened_.desk->snapshot() : closed_), done);
}

void DeskThread::idle() {
    if (!opened_.desk) return;
    opened_.maintain();
    if (opened_.desk->look_around()) publish(false);
}

void DeskThread::run() {
    open();
    publish(false);
    std::unique_lock lock{mutex_};
    while (true) {
        const bool rung = rung_.wait_for(lock, kQuiet, [&] { return ending_ || !works_.empty(); });
        if (ending_) break;
        Work work;
        if (rung) {
            work = std::move(works_.front());
            works_.pop_front();
        }
        lock.unlock();
        work ? work() : idle();
        lock.lock();
    }
    lock.unlock();
    close();
}

}  // namespace pareto::terminal::ui

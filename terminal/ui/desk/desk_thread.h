// The desk's own thread: opens the terminal's file, does what it is told in order, and publishes a
// snapshot after each thing done. Nobody waits for it.
//
// Invariant: every post() is answered by exactly one publish() with `done` = true, also when
// nothing could be done.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "common/ports/card_reader.h"
#include "terminal/ui/desk/desk.h"

namespace pareto::terminal::ui {

/// Everything that a desk stands on. Destroyed on the desk's thread.
struct OpenedDesk {
    std::shared_ptr<void> ground;  ///< what the others refer to; destroyed last
    std::unique_ptr<Desk> desk;
    ports::CardReader* reader = nullptr;  ///< may be null
    std::function<void()> maintain;       ///< called when nobody waits
};

struct NotOpened {
    bool not_enrolled = false;
    std::string why;  ///< for a person, in English
};

class DeskDoor {
public:
    using Job = std::function<void(Desk&)>;

    virtual ~DeskDoor() = default;
    virtual void post(Job job) = 0;
    /// Exchanges the one-time code for a certificate, then opens.
    virtual void enrol(std::string hq, std::string code) = 0;
    /// Closes everything and opens it anew.
    virtual void reopen() = 0;
};

class DeskThread final : public DeskDoor {
public:
    struct World {
        std::function<Expected<OpenedDesk, NotOpened>()> open;
        /// Why it was not done, for a person; empty = done.
        std::function<std::string(const std::string& hq, const std::string& code)> enrol;
        /// Called on the desk's thread. `done`: a job was done, or was not because nothing is open.
        std::function<void(SnapshotPointer snapshot, bool done)> publish;
    };

    explicit DeskThread(World world);
    ~DeskThread() override;
    DeskThread(const DeskThread&) = delete;
    DeskThread& operator=(const DeskThread&) = delete;

    void post(Job job) override;
    void enrol(std::string hq, std::string code) override;
    void reopen() override;

private:
    class ReaderThread;
    using Work = std::function<void()>;

    void push(Work work);
    void run();
    void open();
    void close();
    void idle();
    void publish(bool done);

    World world_;
    OpenedDesk opened_;
    std::unique_ptr<ReaderThread> reader_;
    Snapshot closed_;  ///< what is shown while nothing is open
    std::mutex mutex_;
    std::condition_variable rung_;
    std::deque<Work> works_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace pareto::terminal::ui

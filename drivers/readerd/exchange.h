// An exchange of commands with the card of a tap, on a thread of its own: the driver runs the work,
// and the work is whatever the terminal says next. One at a time.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "drivers/card_session.h"
#include "drivers/readerd/message.h"
#include "drivers/readerd/served_reader.h"

namespace pareto::drivers::readerd {

class Exchange {
public:
    /// `bell` rings whenever there is a report to take.
    explicit Exchange(Bell& bell);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// False when one is under way. `tap` is as the driver told it.
    [[nodiscard]] bool begin(CardSessions& sessions, const Begin& begin, const ports::Tap& tap);
    /// False when the last command is not answered yet. Nothing when that exchange is over.
    [[nodiscard]] bool transmit(const Transmit& transmit);
    /// Nothing when that exchange is over.
    void end(const End& end);
    /// What there is to say, oldest first.
    [[nodiscard]] std::vector<Report> take();
    /// Ends the thread; false when the driver has not come back by `deadline`.
    [[nodiscard]] bool close(Clock::time_point deadline);

private:
    using Lock = std::unique_lock<std::mutex>;

    struct Job {
        CardSessions* sessions;
        std::uint64_t number;
        ports::Tap tap;
        std::chrono::milliseconds timeout;
    };

    void run();
    void serve(Lock& lock, const Job& job);
    [[nodiscard]] Result<void> relay(card::CardChannel& channel, const Job& job);
    void report(Report report);

    Bell& bell_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool closing_ = false;
    bool closed_ = false;
    std::optional<Job> job_;        // under way, from begin() to the last report
    bool begun_ = false;            // the card was reached
    bool ended_ = false;            // the terminal wants nothing more
    std::optional<Bytes> command_;  // to be answered
    std::vector<Report> reports_;
    std::thread thread_;
};

}  // namespace pareto::drivers::readerd

// One pareto-readerd as a terminal sees it, from its start to its end. Belongs to one thread and
// never blocks; its owner polls what it names and calls step().
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>

#include "drivers/readerd/child.h"
#include "drivers/readerd/connection.h"
#include "drivers/readerd/message.h"

namespace pareto::drivers::readerd {

using Clock = std::chrono::steady_clock;

class Link {
public:
    enum class State {
        Gone,      ///< there is no process
        Starting,  ///< it does not listen yet
        Greeting,  ///< it has not answered Hello yet
        Serving,
        Ending,  ///< killed, and not gone yet
    };

    struct Program {
        std::string path;    ///< of pareto-readerd
        std::string socket;  ///< in a folder that only this user can enter
        std::string log_file;
        std::vector<std::string> readers;  ///< NAME[:SETTINGS]
    };

    explicit Link(Program program) : program_(std::move(program)) {}

    [[nodiscard]] State state() const { return state_; }

    /// Gone → Starting, with `until` to become Serving.
    [[nodiscard]] Result<void> start(Clock::time_point until);
    /// Only while Serving.
    void send(const Request& request);
    /// Appends what to poll for.
    void watch(std::vector<pollfd>& waited) const;
    /// When step() is to be called even if nothing happened.
    [[nodiscard]] Clock::time_point next_step() const;
    /// Does what can be done now and gives what the process said. A fault: it is of no more use,
    /// kill() it.
    [[nodiscard]] Result<std::vector<Report>> step();
    /// → Ending; step() makes it Gone.
    void kill();

    [[nodiscard]] Clock::time_point ending_since() const { return ending_since_; }

    /// Asks it to end, kills it when it has not by `deadline`, and waits for its end a moment
    /// longer.
    void close(Clock::time_point deadline);

    /// 0 when there is none.
    [[nodiscard]] pid_t process() const { return child_ ? child_->process() : 0; }

private:
    [[nodiscard]] Result<void> hear_output();
    [[nodiscard]] Result<void> connect();
    [[nodiscard]] Result<std::vector<Report>> hear();
    [[nodiscard]] bool wait_for_end(Clock::time_point deadline);

    const Program program_;
    State state_ = State::Gone;
    Clock::time_point until_{};
    Clock::time_point ending_since_{};
    std::optional<Child> child_;
    std::optional<Connection> connection_;
};

}  // namespace pareto::drivers::readerd

// A program started by us, spoken to line by line through pipes. Non-blocking; the owner polls the descriptors.
#pragma once

#include "common/base/fault.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace pareto::hq::replay {

class ChildProcess {
public:
    /// `arguments[0]` is the program's path. The child dies with us; its stderr goes to `error_log` (appended). From the
    /// first start on SIGPIPE is ignored in this process: a line to a child that was killed must not end us.
    [[nodiscard]] static Result<ChildProcess> start(const std::vector<std::string>& arguments, const std::string& error_log);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    /// Kills it if it still runs.
    ~ChildProcess();

    /// Keeps the line until the pipe takes it.
    void write_line(const std::string& line);
    /// Writes what the pipe takes and reads what there is; complete lines come back. `closed()` tells the end.
    [[nodiscard]] std::vector<std::string> exchange();
    [[nodiscard]] bool closed() const { return closed_; }
    [[nodiscard]] bool wants_to_write() const { return !unwritten_.empty(); }
    [[nodiscard]] int input() const { return input_; }    ///< of the child: we write
    [[nodiscard]] int output() const { return output_; }  ///< of the child: we read
    [[nodiscard]] pid_t id() const { return id_; }
    /// Ends its input and waits for its exit status; 128 + n after signal n.
    [[nodiscard]] int finish();

private:
    ChildProcess(pid_t id, int input, int output) : id_(id), input_(input), output_(output) {}
    void close_pipes() noexcept;

    pid_t id_ = -1;
    int input_ = -1;
    int output_ = -1;
    bool closed_ = false;
    std::string unwritten_;
    std::string unread_;
};

struct Finished {
    int status = 0;  ///< as finish() gives it
    std::vector<std::string> lines;
};
/// Runs a program that needs no input to its end.
[[nodiscard]] Result<Finished> run_to_end(const std::vector<std::string>& arguments, const std::string& error_log);

}  // namespace pareto::hq::replay

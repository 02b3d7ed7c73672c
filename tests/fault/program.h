// The programs of Pareto as a test runs them: to their end, or spoken to line by line. Every wait has a deadline.
#pragma once

#include "hq/replay/child_process.h"

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace pareto::fault_test {

inline constexpr std::chrono::seconds kSoon{60};

/// The world did not do what the story needs; ends the test with its text.
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The value, or the end of the test.
template <typename Value>
Value must(Result<Value> result) {
    if (!result) throw Broken(describe(result.error()));
    if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

/// Whether `condition` held before the time was over; looked at again and again.
[[nodiscard]] bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds within = kSoon);

struct Ran {
    int status = 0;  ///< 128 + n after signal n
    std::string out;
    std::string error;
};
[[nodiscard]] Ran run(const std::vector<std::string>& arguments);

/// The arguments that run a program while strace injects a fault: "pwrite64:error=ENOSPC", "pwrite64:signal=SIGKILL:when=3".
[[nodiscard]] std::vector<std::string> under_strace(const std::string& inject, const std::vector<std::string>& arguments);
/// Why strace cannot inject faults here; "" when it can.
[[nodiscard]] std::string why_no_strace();

/// A running program with a line-by-line conversation.
class Program {
public:
    Program(const std::vector<std::string>& arguments, const std::string& error_log);

    void write_line(const std::string& line) { child_.write_line(line); }
    /// The next line it prints; Broken when it ends or stays silent.
    [[nodiscard]] std::string read_line(std::chrono::milliseconds within = kSoon);
    /// Waits for its end and gives the status, as Ran has it.
    int wait();
    /// SIGKILL, and its end.
    void kill();
    /// SIGTERM, and its end.
    int terminate();
    /// Pushes out what was written, takes in what was printed; false once it ended.
    bool exchange(std::chrono::milliseconds within);
    [[nodiscard]] std::vector<std::string> take_lines() { return std::exchange(lines_, {}); }
    [[nodiscard]] pid_t id() const { return child_.id(); }

private:
    hq::replay::ChildProcess child_;
    std::vector<std::string> lines_;
};

}  // namespace pareto::fault_test

// Commands for a serving process: SQLite has one writer, so while `serve` runs, another pareto-hq
// that wants to write hands its arguments over and gets back what was printed, and the exit status.
//
// A Unix socket in the data folder, 0600; both ends check that the other has the same user (or is
// root). Messages are
//
//     | length: u32, big endian | type: 1 byte | length - 1 bytes |
//     caller → server: 'a' argument, …, 'd' folder the caller stands in, 't' (standard error is a
//     terminal), 'g' (go) server → caller: 'o' text for standard output, 'e' for standard error,
//     'x' exit status in decimal (the last)
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/base/fault.h"

namespace pareto::hq::control {

/// What a caller wants done.
struct Call {
    std::vector<std::string> arguments;
    std::string folder;
    bool error_is_terminal = false;
};

/// Where a command prints.
struct Output {
    std::function<void(std::string_view)> out;
    std::function<void(std::string_view)> error;
    bool error_is_terminal = false;
};

/// Runs the call and returns its exit status; called on a thread of its own.
using Handler = std::function<int(const Call& call, const Output& output)>;

class ControlServer {
public:
    static constexpr std::size_t kCallsMax = 8;  ///< at a time; further callers wait

    /// Takes the place of a socket that a dead process left.
    [[nodiscard]] static Result<std::unique_ptr<ControlServer>> start(const std::string& path,
                                                                      Handler handler);
    /// Waits for calls under way.
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

private:
    ControlServer(int listener, int stopper, std::string path, Handler handler);
    void accept();
    void serve(int connection);

    int listener_;
    int stopper_;  ///< readable when the server is to end
    std::string path_;
    Handler handler_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::size_t calls_ = 0;
    std::thread thread_;
};

/// The exit status of the command. Unavailable when nobody serves at `path`; any other fault after
/// the call began.
[[nodiscard]] Result<int> call(const std::string& path, const Call& call, const Output& output);

}  // namespace pareto::hq::control

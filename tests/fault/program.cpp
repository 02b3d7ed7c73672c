#include "tests/fault/program.h"

#include "tests/support/temporary_directory.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace pareto::fault_test {
namespace {

using std::chrono::steady_clock;
constexpr int kLookAgainMs = 20;
constexpr const char* kStrace = "/usr/bin/strace";

}  // namespace

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds within) {
    const auto give_up = steady_clock::now() + within;
    while (!condition()) {
        if (steady_clock::now() >= give_up) return false;
        static_cast<void>(::poll(nullptr, 0, kLookAgainMs));
    }
    return true;
}

Ran run(const std::vector<std::string>& arguments) {
    const test::TemporaryDirectory directory;
    const auto finished = must(hq::replay::run_to_end(arguments, directory.file("error")));
    Ran ran;
    ran.status = finished.status;
    for (const std::string& line : finished.lines) ran.out += line + "\n";
    std::ostringstream error;
    error << std::ifstream{directory.file("error")}.rdbuf();
    ran.error = error.str();
    return ran;
}

std::vector<std::string> under_strace(const std::string& inject, const std::vector<std::string>& arguments) {
    const std::string call = inject.substr(0, inject.find(':'));
    std::vector<std::string> all{kStrace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e", "inject=" + inject};
    // The leak check at a program's end traces it too, cannot under strace, and then ends it with a failure of its own.
    if (arguments.front() != "-p") {
        const char* const options = std::getenv("ASAN_OPTIONS");
        all.insert(all.end(), {"-E", "ASAN_OPTIONS=" + (options == nullptr ? "" : options + std::string{":"}) + "detect_leaks=0"});
    }
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

std::string why_no_strace() {
    if (::access(kStrace, X_OK) != 0) return "strace is not installed";
    const Ran ran = run(under_strace("execve:delay_enter=1", {"/bin/true"}));
    return ran.status == 0 ? std::string{} : "strace may not trace here: " + ran.error;
}

Program::Program(const std::vector<std::string>& arguments, const std::string& error_log)
    : child_(must(hq::replay::ChildProcess::start(arguments, error_log))) {}

bool Program::exchange(std::chrono::milliseconds within) {
    auto lines = child_.exchange();
    if (lines.empty() && !child_.closed()) {
        std::vector<pollfd> waited{{child_.output(), POLLIN, 0}};
        if (child_.wants_to_write()) waited.push_back({child_.input(), POLLOUT, 0});
        static_cast<void>(::poll(waited.data(), waited.size(), static_cast<int>(within.count())));
        lines = child_.exchange();
    }
    for (std::string& line : lines) lines_.push_back(std::move(line));
    return !child_.closed();
}

std::string Program::read_line(std::chrono::milliseconds within) {
    const auto give_up = steady_clock::now() + within;
    while (lines_.empty()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up - steady_clock::now());
        if (left.count() <= 0) throw Broken("a program said nothing in time");
        if (!exchange(left) && lines_.empty()) throw Broken("a program ended instead of answering");
    }
    std::string line = std::move(lines_.front());
    lines_.erase(lines_.begin());
    return line;
}

int Program::wait() {
    const auto give_up = steady_clock::now() + kSoon;
    while (exchange(std::chrono::milliseconds{kLookAgainMs})) {
        if (steady_clock::now() >= give_up) throw Broken("a program did not end in time");
    }
    return child_.finish();
}

void Program::kill() {
    static_cast<void>(::kill(child_.id(), SIGKILL));
    static_cast<void>(wait());
}

int Program::terminate() {
    static_cast<void>(::kill(child_.id(), SIGTERM));
    return wait();
}

}  // namespace pareto::fault_test

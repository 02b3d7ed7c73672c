#include "hq/replay/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace pareto::hq::replay {
namespace {

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() = default;
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        for (const int end : ends) {
            if (end >= 0) static_cast<void>(::close(end));
        }
    }
    [[nodiscard]] int take(std::size_t index) { return std::exchange(ends[index], -1); }
};

// Between fork and exec only async-signal-safe calls are allowed.
[[noreturn]] void become(const std::vector<char*>& arguments, const Pipe& to_child, const Pipe& from_child, int log) {
    static_cast<void>(::prctl(PR_SET_PDEATHSIG, SIGKILL));
    static_cast<void>(std::signal(SIGPIPE, SIG_DFL));
    const bool piped = ::dup2(to_child.ends[0], STDIN_FILENO) >= 0 && ::dup2(from_child.ends[1], STDOUT_FILENO) >= 0 &&
                       ::dup2(log, STDERR_FILENO) >= 0;
    if (piped) ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& arguments, const std::string& error_log) {
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    Pipe to_child;
    Pipe from_child;
    if (::pipe2(to_child.ends.data(), O_CLOEXEC) != 0 || ::pipe2(from_child.ends.data(), O_CLOEXEC) != 0)
        return fault(FaultCode::Exhausted, std::string{"pipe: "} + std::generic_category().message(errno));
    const int log = ::open(error_log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0) return fault(FaultCode::Denied, error_log + ": " + std::generic_category().message(errno));
    std::vector<char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    const pid_t id = ::fork();
    if (id == 0) become(pointers, to_child, from_child, log);
    static_cast<void>(::close(log));
    if (id < 0) return fault(FaultCode::Exhausted, std::string{"fork: "} + std::generic_category().message(errno));
    ChildProcess child{id, to_child.take(1), from_child.take(0)};
    static_cast<void>(::fcntl(child.input_, F_SETFL, O_NONBLOCK));
    static_cast<void>(::fcntl(child.output_, F_SETFL, O_NONBLOCK));
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      input_(std::exchange(other.input_, -1)),
      output_(std::exchange(other.output_, -1)),
      closed_(other.closed_),
      unwritten_(std::move(other.unwritten_)),
      unread_(std::move(other.unread_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(input_, other.input_);
    std::swap(output_, other.output_);
    std::swap(closed_, other.closed_);
    std::swap(unwritten_, other.unwritten_);
    std::swap(unread_, other.unread_);
    return *this;
}

ChildProcess::~ChildProcess() {
    close_pipes();
    if (id_ <= 0) return;
    static_cast<void>(::kill(id_, SIGKILL));
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
}

void ChildProcess::close_pipes() noexcept {
    if (input_ >= 0) static_cast<void>(::close(std::exchange(input_, -1)));
    if (output_ >= 0) static_cast<void>(::close(std::exchange(output_, -1)));
}

void ChildProcess::write_line(const std::string& line) {
    unwritten_ += line;
    unwritten_ += '\n';
}

std::vector<std::string> ChildProcess::exchange() {
    while (!unwritten_.empty() && !closed_) {
        const ssize_t written = ::write(input_, unwritten_.data(), unwritten_.size());
        if (written > 0) {
            unwritten_.erase(0, static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            if (errno != EAGAIN) closed_ = true;
            break;
        }
    }
    std::array<char, 65536> buffer{};
    while (true) {
        const ssize_t read = ::read(output_, buffer.data(), buffer.size());
        if (read > 0) {
            unread_.append(buffer.data(), static_cast<std::size_t>(read));
        } else if (read == 0) {
            closed_ = true;
            break;
        } else if (errno != EINTR) {
            if (errno != EAGAIN) closed_ = true;
            break;
        }
    }
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (std::size_t end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n', begin)) {
        lines.push_back(unread_.substr(begin, end - begin));
        begin = end + 1;
    }
    unread_.erase(0, begin);
    return lines;
}

int ChildProcess::finish() {
    close_pipes();
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0) {
        if (errno != EINTR) return 127;
    }
    id_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Result<Finished> run_to_end(const std::vector<std::string>& arguments, const std::string& error_log) {
    PARETO_TRY(auto child, ChildProcess::start(arguments, error_log));
    Finished finished;
    while (!child.closed()) {
        pollfd readable{child.output(), POLLIN, 0};
        static_cast<void>(::poll(&readable, 1, -1));
        for (std::string& line : child.exchange()) finished.lines.push_back(std::move(line));
    }
    finished.status = child.finish();
    return finished;
}

}  // namespace pareto::hq::replay

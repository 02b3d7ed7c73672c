#include "tests/hq/outer/program.h"

#include <array>
#include <cstdlib>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pareto::hq {
namespace {

// In the child: the program itself.
[[noreturn]] void become(const std::vector<std::string>& arguments) {
    std::vector<char*> words;
    std::string program = PARETO_HQ_PROGRAM;
    words.push_back(program.data());
    std::vector<std::string> copies = arguments;
    for (std::string& copy : copies)
        words.push_back(copy.data());
    words.push_back(nullptr);
    ::execv(program.c_str(), words.data());
    ::_exit(127);
}

int status_of(int process) {
    int status = 0;
    if (::waitpid(process, &status, 0) != process || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}

bool append_from(int descriptor, std::string& text) {
    std::array<char, 65'536> bytes{};
    const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
    if (count <= 0) return false;
    text.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
}

}  // namespace

Ran run_program(const std::vector<std::string>& arguments) {
    std::array<int, 2> out{};
    std::array<int, 2> error{};
    if (::pipe(out.data()) != 0 || ::pipe(error.data()) != 0) return {};
    const int process = ::fork();
    if (process == 0) {
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(error[1], STDERR_FILENO);
        for (const int descriptor : {out[0], out[1], error[0], error[1]})
            ::close(descriptor);
        become(arguments);
    }
    ::close(out[1]);
    ::close(error[1]);
    Ran ran;
    std::array<pollfd, 2> waited{pollfd{out[0], POLLIN, 0}, pollfd{error[0], POLLIN, 0}};
    while (waited[0].fd >= 0 || waited[1].fd >= 0) {
        if (::poll(waited.data(), waited.size(), -1) < 0) break;
        if (waited[0].revents != 0 && !append_from(out[0], ran.out)) waited[0].fd = -1;
        if (waited[1].revents != 0 && !append_from(error[0], ran.error)) waited[1].fd = -1;
    }
    ::close(out[0]);
    ::close(error[0]);
    ran.status = status_of(process);
    return ran;
}

RunningProgram::RunningProgram(const std::vector<std::string>& arguments) {
    std::array<int, 2> out{};
    if (::pipe(out.data()) != 0) return;
    process_ = ::fork();
    if (process_ == 0) {
        ::dup2(out[1], STDOUT_FILENO);
        ::close(out[0]);
        ::close(out[1]);
        become(arguments);
    }
    ::close(out[1]);
    out_ = out[0];
}

RunningProgram::~RunningProgram() {
    if (process_ > 0) stop(SIGKILL);
    if (out_ >= 0) ::close(out_);
}

std::string RunningProgram::next_line() {
    while (read_.find('\n') == std::string::npos) {
        if (!append_from(out_, read_)) return {};
    }
    const std::size_t end = read_.find('\n');
    std::string line = read_.substr(0, end);
    read_.erase(0, end + 1);
    return line;
}

int RunningProgram::stop(int signal) {
    ::kill(process_, signal);
    const int status = status_of(process_);
    process_ = -1;
    return status;
}

}  // namespace pareto::hq

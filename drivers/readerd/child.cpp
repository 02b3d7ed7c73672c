#include "drivers/readerd/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pareto::drivers::readerd {
namespace {

constexpr int kFirstOwn = 3;  // descriptors from here on are not the child's

/// posix_spawn's two lists, freed. It is used instead of fork because it does not copy the
/// terminal's memory map, and because nothing of ours runs between.
class Recipe {
public:
    Recipe() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
    }

    ~Recipe() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    Recipe(const Recipe&) = delete;
    Recipe& operator=(const Recipe&) = delete;

    [[nodiscard]] bool prepare(int output, const std::string& log_file) {
        sigset_t none;
        sigset_t usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        for (const int each : {SIGPIPE, SIGTERM, SIGINT, SIGHUP})
            sigaddset(&usual, each);
        // A group of its own: Ctrl-C on the terminal's keyboard is the terminal's business.
        const short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
        bool good = ::posix_spawnattr_setflags(&attributes_, flags) == 0 &&
                    ::posix_spawnattr_setsigmask(&attributes_, &none) == 0 &&
                    ::posix_spawnattr_setsigdefault(&attributes_, &usual) == 0 &&
                    ::posix_spawnattr_setpgroup(&attributes_, 0) == 0 &&
                    ::posix_spawn_file_actions_addopen(
                        &actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
                    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO) == 0;
        if (good && !log_file.empty()) {
            const int append = O_WRONLY | O_CREAT | O_APPEND;
            good = ::posix_spawn_file_actions_addopen(
                       &actions_, STDERR_FILENO, log_file.c_str(), append, 0600) == 0;
        }
        return good && ::posix_spawn_file_actions_addclosefrom_np(&actions_, kFirstOwn) == 0;
    }

    [[nodiscard]] int spawn(pid_t& process, const std::vector<char*>& arguments) const {
        return ::posix_spawn(
            &process, arguments.front(), &actions_, &attributes_, arguments.data(), environ);
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& arguments, const std::string& log_file) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return fault(FaultCode::Exhausted, "no pipe: " + std::generic_category().message(errno));
    Descriptor reading{ends[0]};
    const Descriptor writing{ends[1]};
    std::vector<char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments)
        pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    Recipe recipe;
    if (!recipe.prepare(writing.get(), log_file))
        return fault(FaultCode::Exhausted, "no memory to start " + arguments.front());
    pid_t process = -1;
    if (const int error = recipe.spawn(process, pointers); error != 0) {
        return fault(FaultCode::Unavailable,
                     arguments.front() + ": " + std::generic_category().message(error));
    }
    return Child{process, std::move(reading)};
}

void Child::signal(int number) const {
    if (!ended_) ::kill(process_, number);
}

bool Child::has_ended() {
    // ECHILD: somebody else has taken its status, as happens where SIGCHLD is ignored.
    if (!ended_) ended_ = ::waitpid(process_, nullptr, WNOHANG) != 0;
    return ended_;
}

}  // namespace pareto::drivers::readerd

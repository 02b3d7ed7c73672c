#include "tests/support/cards/private_machine.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace pareto::test {
namespace {

std::string& why_not() {
    static std::string why = "enter_private_machine() was not called";
    return why;
}

bool private_mounts = false;

std::string failed(const char* what) {
    return std::string{what} + ": " + std::generic_category().message(errno);
}

bool write_file(const char* path, const std::string& text) {
    std::ofstream file{path};
    file << text << std::flush;
    return file.good();
}

/// Empty on success.
std::string leave_for_namespaces() {
    const auto user = ::geteuid();
    const auto group = ::getegid();
    const int wanted = CLONE_NEWNS | CLONE_NEWNET;
    if (::unshare(user == 0 ? wanted : wanted | CLONE_NEWUSER) != 0) return failed("unshare");
    if (user == 0) return {};
    const bool mapped = write_file("/proc/self/setgroups", "deny") &&
                        write_file("/proc/self/uid_map", "0 " + std::to_string(user) + " 1") &&
                        write_file("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
    return mapped ? "" : "the user could not be mapped to root";
}

/// Empty on success.
std::string furnish_namespaces() {
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return failed("private mounts");
    if (::mount("private", "/run", "tmpfs", 0, "mode=0755") != 0) return failed("a private /run");
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq loopback{};
    std::strncpy(loopback.ifr_name, "lo", sizeof loopback.ifr_name - 1);
    loopback.ifr_flags = IFF_UP | IFF_RUNNING;
    const bool up = ::ioctl(socket, SIOCSIFFLAGS, &loopback) == 0;
    std::string why = up ? "" : failed("the loopback network");
    ::close(socket);
    return why;
}

bool is_pcscd_running() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, "/run/pcscd/pcscd.comm", sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool running =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return running;
}

/// Empty on success. The lock is held until this process ends.
std::string take_the_real_run() {
    if (::geteuid() != 0) return "not root";
    const int lock = ::open("/run/pareto-test-pcscd.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (lock < 0 || ::flock(lock, LOCK_EX) != 0) return failed("the lock in /run");
    return is_pcscd_running() ? "a pcscd is running already" : "";
}

}  // namespace

void enter_private_machine() {
    const std::string no_namespaces = leave_for_namespaces();
    if (no_namespaces.empty()) {
        why_not() = furnish_namespaces();
        private_mounts = why_not().empty();
        return;
    }
    const std::string no_run = take_the_real_run();
    why_not() = no_run.empty() ? ""
                               : "no private pcscd here (" + no_namespaces +
                                     "), nor the machine's (" + no_run + ")";
}

bool has_private_mounts() {
    return private_mounts;
}

const std::string& why_no_private_machine() {
    return why_not();
}

}  // namespace pareto::test

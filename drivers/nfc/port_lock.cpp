#include "drivers/nfc/port_lock.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "drivers/nfc/connection.h"

namespace pareto::drivers::nfc {
namespace {

constexpr const char* kLockFolder = "/run/lock";

/// Everybody may open a lock file for reading, and a lock wants no more. Kernels refuse to create
/// what another user has created in a shared folder, so a file that is there is only opened.
int open_lock_file(const std::string& path) {
    const int there = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (there >= 0) return there;
    const int made = ::open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (made >= 0 || errno != EEXIST) return made;
    return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

std::string lock_folder() {
    if (::access(kLockFolder, W_OK | X_OK) == 0) return kLockFolder;
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error);
    return error ? "/tmp" : folder.string();
}

}  // namespace

Result<PortLock> PortLock::take(const std::string& port) {
    struct stat device {};

    if (::stat(port.c_str(), &device) != 0) {
        return fault(FaultCode::Unavailable, "there is no NFC reader at " + port + ": plug it in");
    }
    if (!S_ISCHR(device.st_mode)) {
        return fault(FaultCode::Unsupported, port + " is no device: name the port of the reader");
    }
    if (::access(port.c_str(), R_OK | W_OK) != 0) {
        return fault(
            FaultCode::Denied,
            "this user may not use " + port +
                ": put the user into the group that owns it (dialout for serial ports), and "
                "log in again");
    }
    const std::string path = lock_folder() + "/" +
                             lock_name(static_cast<unsigned>(major(device.st_rdev)),
                                       static_cast<unsigned>(minor(device.st_rdev)));
    PortLock lock{open_lock_file(path)};
    if (lock.file_ < 0) {
        return fault(FaultCode::Denied,
                     "the lock file " + path +
                         " cannot be opened: " + std::generic_category().message(errno));
    }
    if (::flock(lock.file_, LOCK_EX | LOCK_NB) != 0) {
        return fault(
            FaultCode::Denied,
            "the NFC reader at " + port +
                " is held by another program, or by another reader of this one: close that");
    }
    return lock;
}

PortLock::~PortLock() {
    if (file_ >= 0) ::close(file_);
}

PortLock::PortLock(PortLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

}  // namespace pareto::drivers::nfc

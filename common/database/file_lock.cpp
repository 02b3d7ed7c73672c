#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/database/database.h"

namespace pareto::database {
namespace {

std::string reason_of(int error) {
    return std::error_code{error, std::generic_category()}.message();
}

}  // namespace

Result<FileLock> FileLock::acquire(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        const int error = errno;
        const auto code = error == EACCES || error == EROFS || error == ELOOP
                              ? FaultCode::Denied
                              : FaultCode::Unavailable;
        return fault(code, "cannot open " + path + ": " + reason_of(error));
    }
    FileLock lock{descriptor};
    int refused = 0;
    do {
        refused = ::flock(descriptor, LOCK_EX | LOCK_NB);
    } while (refused != 0 && errno == EINTR);
    if (refused != 0) {
        const int error = errno;
        if (error == EWOULDBLOCK)
            return fault(FaultCode::Denied, path + " is held by another process");
        return fault(FaultCode::Unavailable, "cannot lock " + path + ": " + reason_of(error));
    }
    return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    // Closing the last descriptor releases the lock. The file stays: removing it would let two
    // processes each hold the lock of a file of this name.
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace pareto::database

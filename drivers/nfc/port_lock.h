// Keeps two programs (or two readers of one program) from talking through one serial port: libnfc
// opens it for both, and each then reads half of the other's answers.
#pragma once

#include <string>

#include "common/base/fault.h"

namespace pareto::drivers::nfc {

class PortLock {
public:
    /// Denied when the port is locked already, or this user may not use it; Unavailable when it is
    /// not there. The lock is that of a file named after the device, so that a port has one lock
    /// whatever links name it.
    [[nodiscard]] static Result<PortLock> take(const std::string& port);
    ~PortLock();
    PortLock(PortLock&& other) noexcept;
    PortLock(const PortLock&) = delete;
    PortLock& operator=(const PortLock&) = delete;
    PortLock& operator=(PortLock&&) = delete;

private:
    explicit PortLock(int file) : file_(file) {}

    int file_;
};

}  // namespace pareto::drivers::nfc

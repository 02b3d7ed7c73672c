// The real pcscd with virtual readers, for one test. Dies with the test, however that ends.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "common/base/fault.h"

namespace pareto::test {

/// How the virtual reader with its two places is called; the first place listens on
/// kFirstReaderPort.
inline constexpr const char* kFirstReader = "Virtual PCD 00 00";
inline constexpr const char* kSecondReader = "Virtual PCD 00 01";
inline constexpr const char* kUsbReader = "Virtual USB reader 00 00";

class Pcscd {
public:
    struct Readers {
        /// Virtual readers named in the configuration, each with two places; the n-th, from 0,
        /// listens on kFirstReaderPort + 2 n.
        unsigned pairs = 1;
        /// One virtual reader on USB with one place instead, kUsbReader, unplugged at first.
        bool on_usb = false;
    };

    /// Unsupported, with the reason to skip a test, where a private pcscd cannot be had.
    [[nodiscard]] static Result<std::unique_ptr<Pcscd>> prepare(Readers readers);
    ~Pcscd();
    Pcscd(const Pcscd&) = delete;
    Pcscd& operator=(const Pcscd&) = delete;

    /// Starts the daemon and waits until it serves.
    [[nodiscard]] Result<void> start();
    /// kill -9, and what the daemon leaves behind stays behind.
    void kill();
    /// Stops it without ending it, as a hanging daemon is, and lets it go on.
    void freeze();
    void thaw();

    /// Only for a reader on USB.
    void plug_in();
    void unplug();

    /// What the daemon wrote, for a failed test.
    [[nodiscard]] std::string log() const;

private:
    Pcscd(std::string folder, Readers readers) : folder_(std::move(folder)), readers_(readers) {}

    void write_configuration() const;
    [[nodiscard]] Result<void> write_usb_driver() const;
    void signal(int number) const;

    const std::string folder_;
    const Readers readers_;
    pid_t process_ = 0;
};

}  // namespace pareto::test

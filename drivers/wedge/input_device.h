// A Linux input device, or a pipe that gives the same events (for tests, and for programs that play
// one). Comes and goes: what fails here is tried again by its owner.
#pragma once

#include <string>
#include <vector>

#include <linux/input.h>

#include "common/base/fault.h"
#include "common/base/time.h"

namespace pareto::drivers::wedge {

/// A file descriptor that is closed.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}

    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;

    [[nodiscard]] int get() const { return number_; }

    [[nodiscard]] bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

struct InputEvent {
    SteadyTime at;  ///< when the key was pressed, as far as the device tells
    std::uint16_t type = 0;
    std::uint16_t code = 0;
    std::int32_t value = 0;
};

class InputDevice {
public:
    /// Takes the device for itself alone, so that scans do not type into whatever window there is.
    /// Unavailable: it is not there. Denied: no permission, or another program has it. Unsupported:
    /// it is something else.
    [[nodiscard]] static Result<InputDevice> open(const std::string& path);

    [[nodiscard]] int descriptor() const { return file_.get(); }

    /// What has arrived; empty when nothing has. Unavailable: it was unplugged.
    [[nodiscard]] Result<std::vector<InputEvent>> read(SteadyTime now);

private:
    InputDevice(Descriptor file, std::string path)
        : file_(std::move(file)), path_(std::move(path)) {}

    Descriptor file_;
    std::string path_;
    std::string rest_;  // of an event that has not come whole
};

}  // namespace pareto::drivers::wedge

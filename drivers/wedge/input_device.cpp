#include "drivers/wedge/input_device.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pareto::drivers::wedge {
namespace {

constexpr std::chrono::minutes kStampAgeMax{10};

std::string reason(int error) {
    return std::generic_category().message(error);
}

tl::unexpected<Fault> cannot_open(const std::string& path, int error) {
    const std::string reader = "keyboard reader " + path;
    if (error == EACCES || error == EPERM) {
        return fault(FaultCode::Denied,
                     reader +
                         ": no permission: install the udev rule, or make this program's user a "
                         "member of the group input");
    }
    if (error == EBUSY) {
        return fault(FaultCode::Denied,
                     reader + ": another program has it for itself: close that one");
    }
    if (error == EMFILE || error == ENFILE)
        return fault(FaultCode::Exhausted, reader + ": " + reason(error));
    return fault(FaultCode::Unavailable, reader + " is not there: plug it in");
}

/// The time that the event bears, when it can be one of this clock: pipes may write anything.
SteadyTime stamp_of(const input_event& event, SteadyTime now) {
    if (event.input_event_sec < 0 || event.input_event_usec < 0) return now;
    const SteadyTime stamp{std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::seconds{event.input_event_sec} +
        std::chrono::microseconds{event.input_event_usec})};
    return stamp > now || now - stamp > kStampAgeMax ? now : stamp;
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

Result<InputDevice> InputDevice::open(const std::string& path) {
    Descriptor file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    if (!file.is_open()) return cannot_open(path, errno);

    struct stat status {};

    if (::fstat(file.get(), &status) != 0) return cannot_open(path, errno);
    if (S_ISFIFO(status.st_mode)) return InputDevice{std::move(file), path};
    int version = 0;
    if (!S_ISCHR(status.st_mode) || ::ioctl(file.get(), EVIOCGVERSION, &version) != 0) {
        return fault(FaultCode::Unsupported, "keyboard reader " + path + ": is no input device");
    }
    if (::ioctl(file.get(), EVIOCGRAB, 1) != 0) return cannot_open(path, errno);
    int clock = CLOCK_MONOTONIC;  // that of std::chrono::steady_clock
    if (::ioctl(file.get(), EVIOCSCLOCKID, &clock) != 0) return cannot_open(path, errno);
    return InputDevice{std::move(file), path};
}

Result<std::vector<InputEvent>> InputDevice::read(SteadyTime now) {
    constexpr std::size_t kEventBytes = sizeof(input_event);
    std::vector<InputEvent> events;
    std::array<char, 64 * kEventBytes> block{};
    const auto count = ::read(file_.get(), block.data(), block.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return events;
    if (count <= 0)
        return fault(FaultCode::Unavailable, "keyboard reader " + path_ + " was unplugged");
    rest_.append(block.data(), static_cast<std::size_t>(count));
    std::size_t place = 0;
    for (; rest_.size() - place >= kEventBytes; place += kEventBytes) {
        input_event event{};
        std::memcpy(&event, rest_.data() + place, kEventBytes);
        events.push_back({stamp_of(event, now), event.type, event.code, event.value});
    }
    rest_.erase(0, place);
    return events;
}

}  // namespace pareto::drivers::wedge

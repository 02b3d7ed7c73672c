#include "drivers/printer/line.h"

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

namespace pareto::drivers::printer {

namespace {

tl::unexpected<Fault> unavailable(const std::string& what, int error) {
    return fault(FaultCode::Unavailable, what + ": " + std::generic_category().message(error));
}

/// Whether it became ready for `events` within the time; a line that failed is ready, too.
bool becomes_ready(int descriptor, short events, Line::Milliseconds patience) {
    pollfd waiting{descriptor, events, 0};
    int ready = 0;
    do
        ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

struct Speed {
    int baud;
    speed_t code;
};

constexpr std::array kSpeeds{Speed{9'600, B9600},
                             Speed{19'200, B19200},
                             Speed{38'400, B38400},
                             Speed{57'600, B57600},
                             Speed{115'200, B115200}};

void set_serial(int descriptor, int baud) {
    termios settings{};
    if (::tcgetattr(descriptor, &settings) != 0) return;
    ::cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    for (const Speed& speed : kSpeeds)
        if (speed.baud == baud) ::cfsetspeed(&settings, speed.code);
    static_cast<void>(::tcsetattr(descriptor, TCSANOW, &settings));
}

}  // namespace

Line::Line(Line&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}

Line::~Line() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> Line::write(BytesView bytes, Milliseconds patience, std::size_t& sent) {
    while (!bytes.empty()) {
        if (!becomes_ready(descriptor_, POLLOUT, patience))
            return fault(FaultCode::Timeout, "the printer takes nothing");
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (written < 0) return unavailable("the printer's line", errno);
        sent += static_cast<std::size_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::optional<unsigned char>> Line::read(Milliseconds patience) {
    if (!becomes_ready(descriptor_, POLLIN, patience)) return std::nullopt;
    unsigned char byte = 0;
    const ssize_t got = ::read(descriptor_, &byte, 1);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return std::nullopt;
    if (got < 0) return unavailable("the printer's line", errno);
    if (got == 0) return fault(FaultCode::Unavailable, "the printer closed the line");
    return byte;
}

Result<Line> connect_line(const std::string& host,
                          const std::string& port,
                          Line::Milliseconds patience) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int wrong = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); wrong != 0)
        return fault(FaultCode::Unavailable, host + ": " + ::gai_strerror(wrong));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses{found, &::freeaddrinfo};
    int error = 0;
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
        const int descriptor = ::socket(
            address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, address->ai_protocol);
        if (descriptor < 0) {
            error = errno;
            continue;
        }
        Line line{descriptor};
        if (::connect(descriptor, address->ai_addr, address->ai_addrlen) == 0) return line;
        error = errno;
        if (error != EINPROGRESS) continue;
        error = ETIMEDOUT;
        if (!becomes_ready(descriptor, POLLOUT, patience)) continue;
        socklen_t size = sizeof error;
        if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)
            return line;
    }
    return unavailable("the printer at " + host + ":" + port, error);
}

Result<Line> open_line(const std::string& path, int baud) {
    constexpr int kFlags = O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_APPEND;
    int descriptor = ::open(path.c_str(), O_RDWR | kFlags);
    // A printer that takes bytes only.
    if (descriptor < 0) descriptor = ::open(path.c_str(), O_WRONLY | kFlags);
    if (descriptor < 0) return unavailable(path, errno);
    if (baud != 0) set_serial(descriptor, baud);
    return Line{descriptor};
}

}  // namespace pareto::drivers::printer

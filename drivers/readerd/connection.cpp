#include "drivers/readerd/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace pareto::drivers::readerd {
namespace {

constexpr int kCallersMax = 4;  // that wait to be taken or turned away

tl::unexpected<Fault> system_fault(const std::string& what) {
    return fault(FaultCode::Unavailable, what + ": " + std::generic_category().message(errno));
}

/// The address of a socket however long its path is: through the folder's descriptor.
class Address {
public:
    explicit Address(const std::string& path)
        : folder_(::open(folder_of(path).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
        value_.sun_family = AF_UNIX;
        const std::string name = "/proc/self/fd/" + std::to_string(folder_.get()) + "/" +
                                 std::filesystem::path(path).filename().string();
        const std::string& fitting = path.size() < sizeof value_.sun_path ? path : name;
        fits_ = fitting.size() < sizeof value_.sun_path;
        if (fits_) std::memcpy(value_.sun_path, fitting.data(), fitting.size());
    }

    [[nodiscard]] bool fits() const { return fits_; }

    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&value_); }

    [[nodiscard]] static socklen_t size() { return sizeof(sockaddr_un); }

private:
    [[nodiscard]] static std::string folder_of(const std::string& path) {
        const auto folder = std::filesystem::path(path).parent_path();
        return folder.empty() ? "." : folder.string();
    }

    Descriptor folder_;
    sockaddr_un value_{};
    bool fits_ = false;
};

Descriptor new_socket() {
    return Descriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

}  // namespace

Result<Descriptor> listen_at(const std::string& path) {
    const Address address{path};
    if (!address.fits()) return fault(FaultCode::Unsupported, path + ": the name is too long");

    struct stat found {};

    if (::lstat(path.c_str(), &found) == 0) {
        if (!S_ISSOCK(found.st_mode)) return fault(FaultCode::Denied, path + " is no socket");
        ::unlink(path.c_str());
    }
    Descriptor socket = new_socket();
    if (!socket.is_open()) return system_fault("no socket");
    const mode_t mask = ::umask(0177);
    const int bound = ::bind(socket.get(), address.get(), Address::size());
    ::umask(mask);
    if (bound != 0 || ::listen(socket.get(), kCallersMax) != 0) return system_fault(path);
    return socket;
}

Result<Descriptor> connect_to(const std::string& path) {
    const Address address{path};
    if (!address.fits()) return fault(FaultCode::Unsupported, path + ": the name is too long");
    Descriptor socket = new_socket();
    if (!socket.is_open()) return system_fault("no socket");
    // Without a queue in between, a Unix socket is connected at once or not at all.
    if (::connect(socket.get(), address.get(), Address::size()) != 0) return system_fault(path);
    return socket;
}

Result<Peer> peer_of(const Descriptor& socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return system_fault("nobody knows who the other end is");
    return Peer{peer.pid, peer.uid};
}

Result<void> Connection::flush() {
    std::size_t sent = 0;
    while (sent < unsent_.size()) {
        const ssize_t count =
            ::send(socket_.get(), unsent_.data() + sent, unsent_.size() - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) break;
        if (count < 0) return system_fault("writing to the socket");
        sent += static_cast<std::size_t>(count);
    }
    unsent_.erase(0, sent);
    return {};
}

Result<std::optional<Bytes>> Connection::receive() {
    while (true) {
        PARETO_TRY(auto message, cutter_.take());
        if (message) return message;
        std::array<char, 4096> block{};
        const ssize_t count = ::recv(socket_.get(), block.data(), block.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return std::optional<Bytes>{};
        if (count < 0) return system_fault("reading from the socket");
        if (count == 0) return fault(FaultCode::Unavailable, "the other end has gone");
        cutter_.feed({block.data(), static_cast<std::size_t>(count)});
    }
}

}  // namespace pareto::drivers::readerd

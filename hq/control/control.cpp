// Both ends of the control socket, with plain blocking calls: a handful of callers, no hurry.
#include "hq/control/control.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/bytes.h"
#include "common/log/log.h"

namespace pareto::hq::control {
namespace {

constexpr std::size_t kMessageMax = 1U << 20U;
constexpr std::size_t kArgumentsMax = 1'000;
// A caller that says nothing more does not hold a place for ever.
constexpr int kCallWithinMs = 5'000;

class Socket {
public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {}

    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    ~Socket() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] int get() const { return descriptor_; }

    [[nodiscard]] int release() { return std::exchange(descriptor_, -1); }

private:
    int descriptor_;
};

tl::unexpected<Fault> system_fault(const std::string& what) {
    return fault(FaultCode::Unavailable, what + ": " + std::generic_category().message(errno));
}

/// The address of a socket in a folder however long its path is: through the folder's descriptor.
class Address {
public:
    explicit Address(const std::string& path)
        : folder_(::open(std::filesystem::path(path).parent_path().c_str(),
                         O_PATH | O_DIRECTORY | O_CLOEXEC)) {
        value_.sun_family = AF_UNIX;
        const std::string name = "/proc/self/fd/" + std::to_string(folder_.get()) + "/" +
                                 std::filesystem::path(path).filename().string();
        const std::string& shorter = path.size() < name.size() ? path : name;
        std::memcpy(
            value_.sun_path, shorter.data(), std::min(shorter.size(), sizeof value_.sun_path - 1));
    }

    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&value_); }

    [[nodiscard]] static socklen_t size() { return sizeof(sockaddr_un); }

private:
    Socket folder_;
    sockaddr_un value_{};
};

bool is_same_user(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
    return peer.uid == ::geteuid() || peer.uid == 0;
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool read_all(int descriptor, char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t count = ::recv(descriptor, bytes, size, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes += count;
        size -= static_cast<std::size_t>(count);
    }
    return true;
}

bool send_message(int descriptor, char type, std::string_view text) {
    do {
        const std::string_view piece = text.substr(0, kMessageMax - 1);
        const auto length = static_cast<std::uint32_t>(piece.size() + 1);
        std::string message;
        for (const unsigned shift : {24U, 16U, 8U, 0U})
            message += static_cast<char>((length >> shift) & 0xFFU);
        message += type;
        message += piece;
        if (!write_all(descriptor, message)) return false;
        text.remove_prefix(piece.size());
    } while (!text.empty());
    return true;
}

struct Message {
    char type = 0;
    std::string text;
};

std::optional<Message> receive_message(int descriptor) {
    std::array<char, 4> header{};
    if (!read_all(descriptor, header.data(), header.size())) return std::nullopt;
    std::uint32_t length = 0;
    for (const char byte : header)
        length = (length << 8U) | static_cast<unsigned char>(byte);
    if (length == 0 || length > kMessageMax) return std::nullopt;
    std::string bytes(length, '\0');
    if (!read_all(descriptor, bytes.data(), bytes.size())) return std::nullopt;
    return Message{bytes[0], bytes.substr(1)};
}

std::optional<Call> receive_call(int descriptor) {
    const timeval patience{kCallWithinMs / 1'000, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    Call call;
    while (true) {
        auto message = receive_message(descriptor);
        if (!message) return std::nullopt;
        if (message->type == 'g') return call;
        if (message->type == 'd') call.folder = std::move(message->text);
        if (message->type == 't') call.error_is_terminal = true;
        if (message->type == 'a') {
            if (call.arguments.size() == kArgumentsMax) return std::nullopt;
            call.arguments.push_back(std::move(message->text));
        }
    }
}

}  // namespace

Result<std::unique_ptr<ControlServer>> ControlServer::start(const std::string& path,
                                                            Handler handler) {
    const Address address(path);
    Socket listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener.get() < 0) return system_fault("no socket");
    // The caller holds the folder's lock, so a socket that lies there is a dead process's.
    ::unlink(path.c_str());
    const mode_t mask = ::umask(0177);
    const int bound = ::bind(listener.get(), address.get(), Address::size());
    ::umask(mask);
    if (bound != 0) return system_fault(path + ": cannot be made");
    if (::listen(listener.get(), 16) != 0) return system_fault(path);
    const int stopper = ::eventfd(0, EFD_CLOEXEC);
    if (stopper < 0) return system_fault("no event");
    return std::unique_ptr<ControlServer>(
        new ControlServer(listener.release(), stopper, path, std::move(handler)));
}

ControlServer::ControlServer(int listener, int stopper, std::string path, Handler handler)
    : listener_(listener),
      stopper_(stopper),
      path_(std::move(path)),
      handler_(std::move(handler)),
      thread_([this] { accept(); }) {}

ControlServer::~ControlServer() {
    const std::uint64_t one = 1;
    if (::write(stopper_, &one, sizeof one) < 0) log::error("control.cannot_stop");
    thread_.join();
    {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [this] { return calls_ == 0; });
    }
    ::unlink(path_.c_str());
    ::close(listener_);
    ::close(stopper_);
}

void ControlServer::accept() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            ended_.wait(lock, [this] { return calls_ < kCallsMax; });
        }
        std::array<pollfd, 2> waited{pollfd{listener_, POLLIN, 0}, pollfd{stopper_, POLLIN, 0}};
        if (::poll(waited.data(), waited.size(), -1) < 0) continue;
        if (waited[1].revents != 0) return;
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        {
            const std::lock_guard lock(mutex_);
            ++calls_;
        }
        std::thread([this, connection] {
            serve(connection);
            // Under the lock, so that the object is not gone before the notice is given.
            const std::lock_guard lock(mutex_);
            --calls_;
            ended_.notify_all();
        }).detach();
    }
}

void ControlServer::serve(int descriptor) {
    const Socket connection(descriptor);
    if (!is_same_user(descriptor)) {
        log::warning("control.refused", {{"why", std::string{"another user"}}});
        return;
    }
    const auto call = receive_call(descriptor);
    if (!call) return;
    const Output output{[&](std::string_view text) { (void)send_message(descriptor, 'o', text); },
                        [&](std::string_view text) { (void)send_message(descriptor, 'e', text); },
                        call->error_is_terminal};
    const int status = handler_(*call, output);
    (void)send_message(descriptor, 'x', std::to_string(status));
}

Result<int> call(const std::string& path, const Call& call, const Output& output) {
    const Address address(path);
    const Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.get() < 0) return system_fault("no socket");
    if (::connect(socket.get(), address.get(), Address::size()) != 0) return system_fault(path);
    if (!is_same_user(socket.get()))
        return fault(FaultCode::Denied, path + ": belongs to another user's process");
    bool sent = send_message(socket.get(), 'd', call.folder);
    for (const std::string& argument : call.arguments)
        sent = sent && send_message(socket.get(), 'a', argument);
    if (call.error_is_terminal) sent = sent && send_message(socket.get(), 't', {});
    sent = sent && send_message(socket.get(), 'g', {});
    while (sent) {
        const auto message = receive_message(socket.get());
        if (!message) break;
        if (message->type == 'o') output.out(message->text);
        if (message->type == 'e') output.error(message->text);
        if (message->type == 'x') {
            int status = 1;
            std::from_chars(
                message->text.data(), message->text.data() + message->text.size(), status);
            return status;
        }
    }
    return fault(FaultCode::Corrupt,
                 "the serving process ended before the command did; run it again");
}

}  // namespace pareto::hq::control

// One end of the Unix socket between a terminal and pareto-readerd. Nothing in here blocks.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "drivers/readerd/descriptor.h"
#include "drivers/readerd/frames.h"

namespace pareto::drivers::readerd {

/// A socket at `path` that only this user can connect to; what a dead process left there goes.
/// Denied when something else than a socket is there. Call while the process has one thread.
[[nodiscard]] Result<Descriptor> listen_at(const std::string& path);
[[nodiscard]] Result<Descriptor> connect_to(const std::string& path);

struct Peer {
    pid_t process = 0;  ///< of a listener: the one that began to listen
    uid_t user = 0;
};

/// Who the other end is, as the kernel says.
[[nodiscard]] Result<Peer> peer_of(const Descriptor& socket);

class Connection {
public:
    explicit Connection(Descriptor socket) : socket_(std::move(socket)) {}

    [[nodiscard]] int descriptor() const { return socket_.get(); }

    /// To be sent by flush(), as soon as the other end takes it.
    void send(BytesView message) { append_frame(unsent_, message); }

    /// Bytes that the other end has not taken yet.
    [[nodiscard]] std::size_t unsent() const { return unsent_.size(); }

    [[nodiscard]] Result<void> flush();
    /// The next message; nothing when none is there yet. Unavailable when the other end is gone,
    /// Corrupt when it sent what is no frame.
    [[nodiscard]] Result<std::optional<Bytes>> receive();

private:
    Descriptor socket_;
    FrameCutter cutter_;
    Bytes unsent_;
};

}  // namespace pareto::drivers::readerd

// The uplink: one thread that keeps a session with HQ, reconnects, and sends what the journal has.
//
// The use cases never wait for it, except ask(), which has a timeout.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "common/sync/terminal_session.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal::uplink {

/// What the terminal proves itself with. Read anew for each connection: HQ may have renewed the
/// certificate.
struct Identity {
    std::string key_pem;
    std::string certificate_pem;
    std::string authority_pem;
    bool operator==(const Identity&) const = default;
};

struct Address {
    std::string host;
    std::uint16_t port = 0;
};

/// "hq.example:7443", "[::1]:7443".
[[nodiscard]] Result<Address> read_address(const std::string& text);

struct UplinkStatus {
    bool online = false;  ///< welcomed by HQ
    sync::TerminalStanding standing = sync::TerminalStanding::Good;
    std::string alarm;             ///< somebody must act; empty = nothing
    std::string last_fault;        ///< why the last connection ended or could not be made
    std::int64_t connections = 0;  ///< how often HQ welcomed us
};

class NetUplink final : public Uplink {
public:
    struct Parts {
        sync::SyncJournal& journal;
        const ports::Clock& clock;
        ports::Random& random;
        std::function<Result<Identity>()> identity;
        Address hq;
        /// Called on the uplink's thread with what HQ sealed for this terminal, after each WELCOME
        /// and then once an hour; may be empty.
        std::function<void(const Bytes& sealed)> keep_group_keys = {};
    };

    explicit NetUplink(Parts parts);
    /// Ends the connection and the thread.
    ~NetUplink() override;
    NetUplink(const NetUplink&) = delete;
    NetUplink& operator=(const NetUplink&) = delete;

    void start();
    /// Unavailable at once when HQ is not connected. An answer that was lost with its connection is
    /// asked for again.
    [[nodiscard]] Result<sync::Response> ask(Question question,
                                             std::chrono::milliseconds timeout) override;
    [[nodiscard]] bool connected() const override { return status().online; }
    void wake() override;
    [[nodiscard]] UplinkStatus status() const;
    /// Whether `condition` holds, now or before `timeout` passes; looked at whenever HQ said
    /// something. It must not call this object.
    [[nodiscard]] bool wait_until(const std::function<bool()>& condition,
                                  std::chrono::milliseconds timeout);

private:
    class Link;
    std::unique_ptr<Link> link_;
};

}  // namespace pareto::terminal::uplink

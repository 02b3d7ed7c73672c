// The sync port: accepts terminals, runs one HqSession for each on a strand of its own, and has
// their work done by the database thread.
//
// Whoever connects is a stranger until the handshake and HELLO are done; strangers are bounded in
// number, time and bytes, and when there are too many of them the one that is idle longest makes
// room. Bytes that wait for the database are bounded over all connections: beyond that nothing is
// read from the sockets, and TCP slows the terminals down.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "common/net/certificate.h"
#include "common/net/frame_buffer.h"
#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "hq/sync_server/database_thread.h"

namespace pareto::hq::sync_server {

struct Limits {
    std::size_t connections = 4'096;
    std::size_t strangers_per_address = 1'024;  ///< connections without HELLO from one address
    std::size_t waiting_bytes =
        64U << 20U;  ///< of batches that the database has not taken yet, over all terminals
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds write{30'000};
    net::Pace pace;
    std::size_t threads = 2;
};

struct SyncServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0 = any that is free
    std::string authority_pem;
    net::KeyAndCertificate own;
    Limits limits;
    DatabaseThreadOptions database;
};

struct SyncServerStatus {
    std::int64_t connections = 0;
    std::int64_t sessions = 0;     ///< welcomed ones
    std::int64_t accepted = 0;     ///< connections since the start
    std::int64_t turned_away = 0;  ///< over a limit, or a peer that broke the protocol
    std::int64_t waiting_bytes = 0;
};

class SyncServer {
public:
    /// Listens when it returns. Unavailable: the address cannot be had.
    [[nodiscard]] static Result<std::unique_ptr<SyncServer>> start(SyncServerOptions options,
                                                                   OpenBooks open,
                                                                   ports::Clock& clock,
                                                                   ports::Random& random);
    /// Stops as stop() does.
    ~SyncServer();  // NOLINT(bugprone-exception-escape): as where it is defined
    SyncServer(const SyncServer&) = delete;
    SyncServer& operator=(const SyncServer&) = delete;

    /// "127.0.0.1:7443", with the port that is really used.
    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] SyncServerStatus status() const;
    /// Runs `command` on the database thread, between two transactions; nullptr while the database
    /// is out of reach.
    void command(std::function<void(Books*)> command);
    /// Takes nothing new, finishes what waits, tells the terminals, and ends. At most a few
    /// seconds.
    void stop();

    class Core;

private:
    explicit SyncServer(std::shared_ptr<Core> core);
    std::shared_ptr<Core> core_;
};

}  // namespace pareto::hq::sync_server

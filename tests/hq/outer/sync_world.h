// A sync server over loopback with books that a test can look into and break, and clients that
// speak TLS.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include "common/net/certificate.h"
#include "common/net/framed_stream.h"
#include "common/net/tls.h"
#include "common/sync/message.h"
#include "common/system/clock.h"
#include "common/system/random.h"
#include "hq/sync_server/sync_server.h"

namespace pareto::hq::sync_server {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// No test waits longer than this for anything.
inline constexpr std::chrono::milliseconds kPatience{20'000};

/// True as soon as `condition` holds, false when it did not within kPatience.
inline bool becomes(const std::function<bool()>& condition) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < give_up) {
        if (condition()) return true;
        std::this_thread::yield();
        std::this_thread::sleep_for(2ms);
    }
    return condition();
}

/// What the books of all connections to the test's "database" share.
struct TestTables {
    std::mutex mutex;
    std::map<std::int64_t, std::int64_t> sequence;  ///< by registration
    std::int64_t feed_end = 0;
    std::int64_t token = 0;
    std::vector<std::size_t> groups;  ///< batches of each transaction
    std::map<std::int64_t, TerminalState> states;
    std::atomic<bool> broken{false};  ///< every call fails
    std::atomic<std::int64_t> poisoned{
        0};  ///< a batch of this registration fails, and its group with it
    std::function<void()> before_ingest;
};

class TestBooks final : public Books {
public:
    explicit TestBooks(TestTables& tables) : tables_(tables) {}

    Result<sync::OpenResult> open_session(const sync::SessionPeer& peer,
                                          const sync::Hello& hello) override {
        if (tables_.broken) return lost();
        const std::lock_guard lock(tables_.mutex);
        sync::OpenResult result;
        result.welcome.session_token = ++tables_.token;
        result.welcome.term = 1;
        tables_.states[peer.terminal.value] = {peer.terminal, true, result.welcome.session_token};
        for (const sync::Head& head : hello.heads) {
            result.welcome.watermarks.push_back({head.registration,
                                                 tables_.sequence[head.registration],
                                                 {},
                                                 sync::HeadOutcome::Resume});
        }
        return result;
    }

    Result<std::vector<sync::IngestResult>> ingest(std::span<const BatchWork> work) override {
        if (tables_.before_ingest) tables_.before_ingest();
        if (tables_.broken) return lost();
        const std::lock_guard lock(tables_.mutex);
        for (const BatchWork& item : work) {
            if (item.batch.registration == tables_.poisoned)
                return fault(FaultCode::Corrupt, "poison");
        }
        tables_.groups.push_back(work.size());
        std::vector<sync::IngestResult> results;
        for (const BatchWork& item : work) {
            auto& sequence = tables_.sequence[item.batch.registration];
            sequence = std::max(
                sequence, item.batch.first - 1 + static_cast<Sequence>(item.batch.entries.size()));
            sync::IngestResult result;
            result.kind = sync::IngestResult::Kind::Acked;
            result.registration = item.batch.registration;
            result.sequence = sequence;
            result.term = 1;
            results.push_back(result);
        }
        return results;
    }

    Result<sync::Feed> read_feed(TerminalId, std::int64_t cursor) override {
        if (tables_.broken) return lost();
        const std::lock_guard lock(tables_.mutex);
        sync::Feed feed{cursor, tables_.feed_end, {}};
        if (cursor < tables_.feed_end) feed.changes.push_back({2, "sku", "bytes"});
        return feed;
    }

    Result<sync::Response> answer(TerminalId, const sync::Request& request) override {
        sync::Response response;
        response.number = request.number;
        response.outcome = sync::AuthoriseOutcome::Approved;
        return response;
    }

    Result<sync::EnrolResponse> enrol(const sync::EnrolRequest& request) override {
        sync::EnrolResponse response;
        response.refusal = request.secret == "good" ? "" : "no such code";
        return response;
    }

    Result<std::int64_t> feed_end() override {
        if (tables_.broken) return lost();
        const std::lock_guard lock(tables_.mutex);
        return tables_.feed_end;
    }

    Result<std::vector<TerminalState>> terminal_states() override {
        const std::lock_guard lock(tables_.mutex);
        std::vector<TerminalState> states;
        for (const auto& [id, state] : tables_.states)
            states.push_back(state);
        return states;
    }

    Result<void> upkeep(bool) override { return {}; }

private:
    static tl::unexpected<Fault> lost() {
        return fault(FaultCode::Unavailable, "the disk is gone");
    }

    TestTables& tables_;
};

template <typename Value>
Value good(Result<Value> result) {
    if (!result) {
        ADD_FAILURE() << describe(result.error());
        std::abort();
    }
    return std::move(*result);
}

/// Runs a coroutine of a client to its end on a thread of its own.
class Clients {
public:
    Clients() : guard_(asio::make_work_guard(io_)), thread_([this] { io_.run(); }) {}

    ~Clients() {
        io_.stop();
        thread_.join();
    }

    template <typename Value>
    Value wait(asio::awaitable<Value> work) {
        std::promise<Value> promise;
        auto future = promise.get_future();
        asio::co_spawn(
            io_,
            [&promise, &work]() -> asio::awaitable<void> {
                promise.set_value(co_await std::move(work));
            },
            asio::detached);
        return future.get();
    }

    asio::io_context& io() { return io_; }

private:
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_;
    std::thread thread_;
};

/// One terminal's end, spoken by hand.
class Client {
public:
    Client(Clients& clients, net::FramedStream stream)
        : clients_(clients), stream_(std::move(stream)) {
        stream_.set_frame_bytes_max(net::kFrameBytesMax);
    }

    ~Client() { clients_.wait(close()); }

    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    Result<void> send(const sync::Message& message) { return send_raw(sync::encode(message)); }

    Result<void> send_raw(Bytes frame) {
        std::vector<Bytes> frames;
        frames.push_back(std::move(frame));
        return clients_.wait(stream_.write(std::move(frames), kPatience));
    }

    /// The next message that is not a feed; a fault when HQ closed.
    Result<sync::Message> receive() {
        while (true) {
            PARETO_TRY(const Bytes frame,
                       clients_.wait(stream_.read(kPatience)));
            PARETO_TRY(sync::Message message, sync::decode(frame));
            if (auto* feed = std::get_if<sync::Feed>(&message)) {
                feeds.push_back(*feed);
                PARETO_TRY_VOID(send(sync::FeedAck{feed->to}));
                continue;
            }
            return message;
        }
    }

    /// Waits until HQ closes; false when it went on speaking for too long.
    bool closed_by_hq() {
        for (int message = 0; message < 1'000; ++message) {
            const auto frame = clients_.wait(stream_.read(kPatience));
            if (!frame) return frame.error().code != FaultCode::Timeout;
        }
        return false;
    }

    bool hello(Registration registration) {
        sync::Hello hello;
        hello.heads.push_back({registration, 0, {}, 0, {}, 0});
        if (!send(hello)) return false;
        const auto welcome = receive();
        return welcome && std::holds_alternative<sync::Welcome>(*welcome);
    }

    /// Sends one entry and waits for its ack.
    bool sell(Registration registration, Sequence sequence) {
        sync::Batch batch{registration, sequence, {}, {{12, "entry", {}, {}}}};
        if (!send(batch)) return false;
        const auto answer = receive();
        const auto* ack = answer ? std::get_if<sync::Ack>(&*answer) : nullptr;
        return ack != nullptr && ack->sequence >= sequence;
    }

    std::vector<sync::Feed> feeds;

private:
    asio::awaitable<int> close() {
        stream_.close();
        co_return 0;
    }

    Clients& clients_;
    net::FramedStream stream_;
};

class SyncWorld {
public:
    explicit SyncWorld(const std::function<void(SyncServerOptions&)>& adjust = {}) {
        SyncServerOptions options;
        options.authority_pem = authority_.certificate_pem;
        options.own = good(net::issue_server(authority_, validity()));
        options.database.reopen_first = 20ms;
        options.database.reopen_max = 50ms;
        options.database.feed_poll = 50ms;
        options.database.feed_notice_every = 20ms;
        options.database.standing_every = 50ms;
        if (adjust) adjust(options);
        server = good(SyncServer::start(
            std::move(options),
            [this]() -> Result<std::unique_ptr<Books>> {
                if (tables.broken) return fault(FaultCode::Unavailable, "the disk is gone");
                return std::unique_ptr<Books>(std::make_unique<TestBooks>(tables));
            },
            clock_,
            random_));
    }

    /// With a certificate of the terminal; 0 = enrolling, without one.
    std::unique_ptr<Client> connect(std::int64_t terminal) {
        const bool enrols = terminal == 0;
        auto context =
            enrols
                ? good(net::TlsContext::enrolling(
                      good(net::read_certificate(authority_.certificate_pem))
                          .fingerprint.view()
                          .substr(0, 10)))
                : good(net::TlsContext::client(authority_.certificate_pem, certificate(terminal)));
        auto stream = clients.wait(
            net::FramedStream::connect("127.0.0.1", server->port(), context, kPatience));
        if (!stream) return nullptr;
        return std::make_unique<Client>(clients, std::move(*stream));
    }

    asio::ip::tcp::socket connect_bare() {
        asio::ip::tcp::socket socket(clients.io());
        boost::system::error_code error;
        socket.connect({asio::ip::make_address("127.0.0.1"), server->port()}, error);
        return socket;
    }

    TestTables tables;
    Clients clients;
    std::unique_ptr<SyncServer> server;

private:
    static net::Validity validity() {
        const auto now =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        return {now - 24h, now + 24h};
    }

    [[nodiscard]] net::KeyAndCertificate certificate(std::int64_t terminal) const {
        const net::Subject subject{"B/" + std::to_string(terminal), terminal};
        const std::string key = good(net::generate_key_pem());
        return {key,
                good(net::issue_terminal(
                    authority_, good(net::create_request(key, subject)), subject, validity()))};
    }

    net::KeyAndCertificate authority_ = good(net::create_authority("Test", validity()));
    system::SystemClock clock_;
    system::SystemRandom random_;
};

}  // namespace pareto::hq::sync_server

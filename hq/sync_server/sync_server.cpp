// Accepting, counting and stopping.
#include "hq/sync_server/sync_server.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/log/log.h"
#include "hq/sync_server/connection.h"

namespace pareto::hq::sync_server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kResult = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kAcceptAgain{100};
constexpr std::chrono::milliseconds kFarewell{3'000};

}  // namespace

class SyncServer::Core final : public Connections, public std::enable_shared_from_this<Core> {
public:
    Core(SyncServerOptions options, net::TlsContext tls, ports::Clock& clock)
        : options_(std::move(options)),
          tls_(std::move(tls)),
          clock_(clock),
          io_(static_cast<int>(std::max<std::size_t>(options_.limits.threads, 1))),
          acceptor_(asio::make_strand(io_)) {}

    [[nodiscard]] Result<void> listen() {
        boost::system::error_code error;
        tcp::resolver resolver(io_);
        const auto found = resolver.resolve(
            options_.host, std::to_string(options_.port), tcp::resolver::passive, error);
        if (error || found.empty())
            return fault(FaultCode::Unavailable, options_.host + ": " + error.message());
        const tcp::endpoint endpoint = *found.begin();
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(static_cast<int>(options_.limits.connections), error);
        if (error) {
            return fault(FaultCode::Unavailable,
                         "cannot listen on " + options_.host + ":" + std::to_string(options_.port) +
                             ": " + error.message());
        }
        endpoint_ = acceptor_.local_endpoint(error);
        return {};
    }

    void run(OpenBooks open, ports::Random& random) {
        DatabaseNotices notices;
        notices.feed_grew = [this](std::int64_t position) {
            for (const auto& connection : all())
                connection->feed_grew(position);
        };
        notices.states = [this](const std::vector<TerminalState>& states) {
            auto by_terminal = std::make_shared<StatesByTerminal>();
            for (const TerminalState& state : states)
                (*by_terminal)[state.terminal.value] = state;
            for (const auto& connection : all())
                connection->check_states(by_terminal);
        };
        notices.lost = [this](const Fault&) {
            close_all(Fault{FaultCode::Unavailable, "the database is out of reach"});
        };
        database_ = std::make_unique<DatabaseThread>(
            std::move(open), random, options_.database, std::move(notices));
        asio::co_spawn(
            acceptor_.get_executor(), [this] { return accept(); }, asio::detached);
        for (std::size_t index = 0; index < std::max<std::size_t>(options_.limits.threads, 1);
             ++index) {
            threads_.emplace_back([this] { work(); });
        }
    }

    void stop() {
        if (stopping_.exchange(true)) return;
        asio::post(acceptor_.get_executor(), [this] {
            boost::system::error_code ignored;
            acceptor_.close(ignored);
        });
        if (database_) database_->stop();
        for (const auto& connection : all())
            connection->finish_from_outside();
        {
            std::unique_lock lock(mutex_);
            emptied_.wait_for(lock, kFarewell, [this] { return connections_.empty(); });
        }
        io_.stop();
        for (std::thread& thread : threads_)
            thread.join();
        threads_.clear();
    }

    [[nodiscard]] const tcp::endpoint& endpoint() const { return endpoint_; }

    [[nodiscard]] SyncServerStatus status() const {
        const std::lock_guard lock(mutex_);
        SyncServerStatus status;
        status.connections = static_cast<std::int64_t>(connections_.size());
        status.sessions = static_cast<std::int64_t>(connections_.size() - strangers_.size());
        status.accepted = static_cast<std::int64_t>(last_number_);
        status.turned_away = turned_away_;
        status.waiting_bytes = waiting_bytes_;
        return status;
    }

    // Connections.
    net::TlsContext& tls() override { return tls_; }

    [[nodiscard]] const Limits& limits() const override { return options_.limits; }

    [[nodiscard]] SteadyTime now() const override { return clock_.steady(); }

    DatabaseThread& database() override { return *database_; }

    void welcomed(std::uint64_t number) override {
        const std::lock_guard lock(mutex_);
        forget_stranger(number);
    }

    void closed(std::uint64_t number, const std::optional<Fault>& why) override {
        const std::lock_guard lock(mutex_);
        const bool is_stranger = strangers_.contains(number);
        if (why && why->code != FaultCode::Unavailable) {
            // Strangers must not be able to fill the log.
            const auto note = is_stranger ? &log::debug : &log::info;
            note("sync_server.closed",
                 {{"connection", static_cast<std::int64_t>(number)}, {"fault", describe(*why)}});
            if (is_stranger || why->code == FaultCode::Corrupt) ++turned_away_;
        }
        forget_stranger(number);
        connections_.erase(number);
        if (connections_.empty()) emptied_.notify_all();
    }

    void add_waiting_bytes(std::int64_t bytes) override { waiting_bytes_ += bytes; }

    [[nodiscard]] bool may_read() const override {
        return !stopping_ &&
               waiting_bytes_ < static_cast<std::int64_t>(options_.limits.waiting_bytes);
    }

private:
    void work() {
        while (true) {
            try {
                io_.run();
                return;
            } catch (const std::exception& error) {
                // A connection's coroutine ended so; the others go on.
                log::error("sync_server.exception", {{"what", std::string{error.what()}}});
            }
        }
    }

    asio::awaitable<void> accept() {
        asio::steady_timer pause(acceptor_.get_executor());
        while (!stopping_) {
            auto [error, socket] = co_await acceptor_.async_accept(asio::make_strand(io_), kResult);
            if (stopping_) co_return;
            if (error) {
                // Too many open files, or a peer that went away: strangers make room, and after a
                // moment it goes on.
                {
                    const std::lock_guard lock(mutex_);
                    evict_stranger({});
                }
                pause.expires_after(kAcceptAgain);
                co_await pause.async_wait(kResult);
                continue;
            }
            admit(std::move(socket));
        }
    }

    void admit(tcp::socket socket) {
        boost::system::error_code error;
        const asio::ip::address address = socket.remote_endpoint(error).address();
        if (error) return;
        std::shared_ptr<Connection> connection;
        {
            const std::lock_guard lock(mutex_);
            if (connections_.size() >= options_.limits.connections && !evict_stranger({})) {
                ++turned_away_;
                return;
            }
            const auto count = strangers_from_.find(address);
            if (count != strangers_from_.end() &&
                count->second >= options_.limits.strangers_per_address)
                evict_stranger(address);
            const std::uint64_t number = ++last_number_;
            connection = std::make_shared<Connection>(*this, number, std::move(socket));
            connections_.emplace(number, connection);
            strangers_.emplace(number, address);
            ++strangers_from_[address];
        }
        connection->start();
    }

    // The stranger that came first, of all or of one address. False when there is none.
    bool evict_stranger(const std::optional<asio::ip::address>& address) {
        for (const auto& [number, from] : strangers_) {
            if (address && from != *address) continue;
            const std::uint64_t evicted = number;
            ++turned_away_;
            const auto found = connections_.find(evicted);
            if (found != connections_.end()) {
                found->second->close_from_outside(
                    Fault{FaultCode::Unavailable, "made room for another connection"});
                connections_.erase(found);
            }
            forget_stranger(evicted);
            return true;
        }
        return false;
    }

    void forget_stranger(std::uint64_t number) {
        const auto found = strangers_.find(number);
        if (found == strangers_.end()) return;
        const auto count = strangers_from_.find(found->second);
        if (--count->second == 0) strangers_from_.erase(count);
        strangers_.erase(found);
    }

    [[nodiscard]] std::vector<std::shared_ptr<Connection>> all() const {
        const std::lock_guard lock(mutex_);
        std::vector<std::shared_ptr<Connection>> connections;
        connections.reserve(connections_.size());
        for (const auto& [number, connection] : connections_)
            connections.push_back(connection);
        return connections;
    }

    void close_all(const Fault& why) {
        for (const auto& connection : all())
            connection->close_from_outside(why);
    }

    SyncServerOptions options_;
    net::TlsContext tls_;
    ports::Clock& clock_;
    asio::io_context io_;
    tcp::acceptor acceptor_;
    tcp::endpoint endpoint_;
    std::unique_ptr<DatabaseThread> database_;
    std::vector<std::thread> threads_;
    std::atomic<bool> stopping_{false};
    std::atomic<std::int64_t> waiting_bytes_{0};

    mutable std::mutex mutex_;
    std::condition_variable emptied_;
    std::map<std::uint64_t, std::shared_ptr<Connection>> connections_;
    std::map<std::uint64_t, asio::ip::address> strangers_;  ///< by number, so the oldest is first
    std::map<asio::ip::address, std::size_t> strangers_from_;
    std::uint64_t last_number_ = 0;
    std::int64_t turned_away_ = 0;
};

SyncServer::SyncServer(std::shared_ptr<Core> core) : core_(std::move(core)) {}

// A thread that cannot be joined ends the program.
SyncServer::~SyncServer() {  // NOLINT(bugprone-exception-escape)
    stop();
}

Result<std::unique_ptr<SyncServer>> SyncServer::start(SyncServerOptions options,
                                                      OpenBooks open,
                                                      ports::Clock& clock,
                                                      ports::Random& random) {
    PARETO_TRY(auto tls, net::TlsContext::server(options.authority_pem, options.own));
    auto core = std::make_shared<Core>(std::move(options), std::move(tls), clock);
    PARETO_TRY_VOID(core->listen());
    core->run(std::move(open), random);
    return std::unique_ptr<SyncServer>(new SyncServer(std::move(core)));
}

std::string SyncServer::address() const {
    const auto& endpoint = core_->endpoint();
    const std::string host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
           std::to_string(endpoint.port());
}

std::uint16_t SyncServer::port() const {
    return core_->endpoint().port();
}

SyncServerStatus SyncServer::status() const {
    return core_->status();
}

void SyncServer::command(std::function<void(Books*)> command) {
    core_->database().command(std::move(command));
}

void SyncServer::stop() {
    core_->stop();
}

}  // namespace pareto::hq::sync_server

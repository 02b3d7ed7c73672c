#include "terminal/uplink/net_uplink.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <future>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/log/log.h"
#include "common/net/framed_stream.h"

namespace pareto::terminal::uplink {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kConnectWithin{10'000};
constexpr std::chrono::milliseconds kReadWithin{60'000};
constexpr std::chrono::milliseconds kWriteWithin{30'000};
// With an expired certificate HQ only listens; a renewed one comes with the WELCOME of a later
// connection.
constexpr std::chrono::milliseconds kAskForRenewalEvery{30'000};
constexpr std::chrono::milliseconds kLastWordsWithin{1'000};
// They are trusted for some days after HQ was last there, and HQ may have changed them.
constexpr std::chrono::hours kAskForGroupKeysEvery{1};
constexpr std::size_t kQuestionsMax = 16;

constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);

}  // namespace

/// Everything of the uplink's thread. What other threads touch is behind `mutex` or posted to `io`.
class NetUplink::Link {
public:
    explicit Link(Parts parts) : parts_{std::move(parts)} {}

    ~Link() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
    }

    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    void start() {
        asio::co_spawn(io_, run(), asio::detached);
        thread_ = std::thread{[this] {
            io_.run();
        }};
    }

    void wake() {
        // Many sales at once need one look at the journal.
        if (wake_wanted_.exchange(true)) return;
        asio::post(io_, [this] {
            wake_wanted_ = false;
            if (session_ == nullptr || !session_->status().welcomed) return;
            note(session_->pump());
            stir_.cancel();
        });
    }

    Result<sync::Response> ask(Question question, std::chrono::milliseconds timeout) {
        if (!status().online) return fault(FaultCode::Unavailable, "HQ is out of reach");
        const auto asked = std::make_shared<Asked>();
        asked->question = std::move(question);
        auto answer = asked->answer.get_future();
        asio::post(io_, [this, asked] {
            if (asked_.size() >= kQuestionsMax) {
                asked->answer.set_value(
                    fault(FaultCode::Exhausted, "too many questions are waiting for HQ"));
                return;
            }
            asked_.push_back(asked);
            put(asked);
            stir_.cancel();
        });
        if (answer.wait_for(timeout) == std::future_status::ready) return answer.get();
        asio::post(io_, [this, asked] { asked_.remove(asked); });
        return fault(FaultCode::Timeout, "HQ did not answer in time");
    }

    [[nodiscard]] UplinkStatus status() const {
        const std::lock_guard lock{mutex_};
        return status_;
    }

    bool wait_until(const std::function<bool()>& condition, std::chrono::milliseconds timeout) {
        std::unique_lock lock{mutex_};
        return news_.wait_for(lock, timeout, condition);
    }

private:
    struct Asked {
        Question question;
        std::promise<Result<sync::Response>> answer;
    };

    asio::awaitable<void> run() {
        int attempt = 0;
        while (true) {
            const bool welcomed = co_await connect_once();
            attempt = welcomed ? 0 : attempt + 1;
            // Another certificate was given: use it at once.
            if (std::exchange(connect_again_now_, false)) continue;
            const auto delay =
                sync::reconnect_delay(attempt, parts_.random.below(std::uint64_t{1} << 62U));
            asio::steady_timer retry{io_, delay};
            co_await retry.async_wait(kQuietly);
        }
    }

    // True when HQ welcomed us.
    asio::awaitable<bool> connect_once() {
        const auto identity = parts_.identity();
        if (!identity) {
            ended(identity.error());
            co_return false;
        }
        auto context = net::TlsContext::client(identity->authority_pem,
                                               {identity->key_pem, identity->certificate_pem});
        if (!context) {
            ended(context.error());
            co_return false;
        }
        auto stream = co_await net::FramedStream::connect(
            parts_.hq.host, parts_.hq.port, *context, kConnectWithin);
        if (!stream) {
            ended(stream.error());
            co_return false;
        }
        co_return co_await serve(*stream, *identity);
    }

    asio::awaitable<bool> serve(net::FramedStream& stream, const Identity& identity) {
        using asio::experimental::awaitable_operators::operator&&;
        sync::TerminalSession session{parts_.journal, parts_.clock.steady()};
        stream.set_frame_bytes_max(net::kFrameBytesMax);
        session_ = &session;
        stream_ = &stream;
        why_.reset();
        identity_ = &identity;
        co_await (read_frames(stream, session) && write_frames(stream, session));
        session_ = nullptr;
        stream_ = nullptr;
        identity_ = nullptr;
        const bool welcomed = session.status().welcomed;
        {
            const std::lock_guard lock{mutex_};
            status_.alarm = session.status().alarm;
        }
        ended(why_.value_or(Fault{FaultCode::Unavailable, "the connection ended"}));
        co_return welcomed;
    }

    asio::awaitable<void> read_frames(net::FramedStream& stream, sync::TerminalSession& session) {
        while (!why_) {
            const auto frame = co_await stream.read(kReadWithin);
            if (why_) break;
            if (!frame && frame.error().code == FaultCode::Timeout) continue;
            if (!frame) {
                end(frame.error());
                break;
            }
            const bool was_welcomed = session.status().welcomed;
            note(session.on_frame(*frame, parts_.clock.steady()));
            if (!was_welcomed && session.status().welcomed) on_welcome(session);
            publish(session);
            stir_.cancel();
        }
    }

    asio::awaitable<void> write_frames(net::FramedStream& stream, sync::TerminalSession& session) {
        while (!why_) {
            auto frames = session.take_output();
            if (!frames.empty()) {
                const auto written = co_await stream.write(std::move(frames), kWriteWithin);
                if (written) continue;
                // What HQ said last, and why it closed, may still be read.
                asio::steady_timer last_words{io_, kLastWordsWithin};
                if (written.error().code != FaultCode::Timeout && !why_)
                    co_await last_words.async_wait(kQuietly);
                end(written.error());
                break;
            }
            stir_.expires_at(std::min({session.next_deadline(), renewal_at_, group_keys_at_}));
            co_await stir_.async_wait(kQuietly);
            if (why_) break;
            const auto now = parts_.clock.steady();
            if (now >= renewal_at_)
                end({FaultCode::Unavailable, "asking HQ for a renewed certificate"});
            if (now >= group_keys_at_) ask_for_group_keys(session);
            if (now >= session.next_deadline()) note(session.on_tick(now));
        }
    }

    void on_welcome(sync::TerminalSession& session) {
        log::info("uplink.welcomed",
                  {{"unsent", session.status().unacked},
                   {"standing", static_cast<std::int64_t>(session.status().standing)}});
        {
            const std::lock_guard lock{mutex_};
            ++status_.connections;
        }
        const auto identity = parts_.identity();
        const bool expired =
            session.status().standing == sync::TerminalStanding::CertificateExpired;
        renewal_at_ = expired ? parts_.clock.steady() + kAskForRenewalEvery : kNever;
        if (expired && identity && !(*identity == *identity_)) {
            connect_again_now_ = true;
            end({FaultCode::Unavailable, "HQ renewed the certificate"});
            return;
        }
        for (const auto& asked : asked_)
            put(asked);
        if (session.status().standing == sync::TerminalStanding::Good) ask_for_group_keys(session);
    }

    void ask_for_group_keys(sync::TerminalSession& session) {
        group_keys_at_ = kNever;
        if (!parts_.keep_group_keys) return;
        group_keys_at_ = parts_.clock.steady() + kAskForGroupKeysEvery;
        session.request(sync::GroupKeys{}, [this](const sync::Response& response) {
            if (response.error.empty()) parts_.keep_group_keys(response.sealed_keys);
        });
    }

    // The answer may never come if the connection ends; then the question is put again after the
    // next WELCOME.
    void put(const std::shared_ptr<Asked>& asked) {
        if (session_ == nullptr || !session_->status().welcomed) return;
        session_->request(
            asked->question,
            [this, waiting = std::weak_ptr{asked}](const sync::Response& response) {
                const auto still = waiting.lock();
                if (!still || std::find(asked_.begin(), asked_.end(), still) == asked_.end())
                    return;
                asked_.remove(still);
                still->answer.set_value(response);
            });
    }

    void note(const Result<void>& done) {
        if (!done) end(done.error());
    }

    // Ends the connection; both coroutines see it and return.
    void end(const Fault& why) {
        if (!why_) why_ = why;
        renewal_at_ = kNever;
        group_keys_at_ = kNever;
        stir_.cancel();
        if (stream_ != nullptr) stream_->close();
    }

    void publish(const sync::TerminalSession& session) {
        const std::lock_guard lock{mutex_};
        const auto& seen = session.status();
        status_.online = seen.welcomed && !why_ && seen.standing == sync::TerminalStanding::Good;
        status_.standing = seen.standing;
        status_.alarm = seen.alarm;
        news_.notify_all();
    }

    void ended(const Fault& why) {
        std::string text = describe(why);
        const std::lock_guard lock{mutex_};
        status_.online = false;
        // The same reason again and again is one event.
        if (status_.last_fault != text) log::info("uplink.ended", {{"why", text}});
        status_.last_fault = std::move(text);
        news_.notify_all();
    }

    // Far away, and still a time that a timer can have.
    static constexpr SteadyTime kNever{std::chrono::hours{24 * 365 * 200}};

    Parts parts_;
    asio::io_context io_{1};
    asio::steady_timer stir_{
        io_};  ///< the writer waits here; cancelled when there is something for it to do
    sync::TerminalSession* session_ = nullptr;
    net::FramedStream* stream_ = nullptr;
    const Identity* identity_ = nullptr;
    std::optional<Fault> why_;  ///< why the connection ends
    SteadyTime renewal_at_ = kNever;
    SteadyTime group_keys_at_ = kNever;
    bool connect_again_now_ = false;
    std::list<std::shared_ptr<Asked>> asked_;
    std::atomic<bool> wake_wanted_{false};
    mutable std::mutex mutex_;
    std::condition_variable news_;
    UplinkStatus status_;
    std::thread thread_;
};

NetUplink::NetUplink(Parts parts) : link_{std::make_unique<Link>(std::move(parts))} {}

NetUplink::~NetUplink() = default;

void NetUplink::start() {
    link_->start();
}

Result<sync::Response> NetUplink::ask(Question question, std::chrono::milliseconds timeout) {
    return link_->ask(std::move(question), timeout);
}

void NetUplink::wake() {
    link_->wake();
}

UplinkStatus NetUplink::status() const {
    return link_->status();
}

bool NetUplink::wait_until(const std::function<bool()>& condition,
                           std::chrono::milliseconds timeout) {
    return link_->wait_until(condition, timeout);
}

Result<Address> read_address(const std::string& text) {
    const auto colon = text.rfind(':');
    Address address;
    bool good = colon != std::string::npos && colon > 0;
    if (good) {
        address.host = text.substr(0, colon);
        const char* const end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data() + colon + 1, end, address.port);
        good = error == std::errc{} && stopped == end && address.port != 0;
    }
    if (good && address.host.front() == '[') {
        good = address.host.size() > 2 && address.host.back() == ']';
        if (good) address.host = address.host.substr(1, address.host.size() - 2);
    }
    if (!good) return fault(FaultCode::Unsupported, "\"" + text + "\" is not HOST:PORT");
    return address;
}

}  // namespace pareto::terminal::uplink

#include "drivers/looking_reader.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "drivers/card_session.h"

namespace pareto::drivers {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kSlice{200};  // one look; also how long closing the reader may take
constexpr milliseconds kFresh{
    1000};  // what nobody fetched for so long is no answer to the next wait
constexpr milliseconds kWaitMax{3'600'000};  // keeps time arithmetic away from its limits

Clock::time_point deadline_after(milliseconds timeout) {
    return Clock::now() + std::clamp(timeout, milliseconds{0}, kWaitMax);
}

struct Arrival {
    std::string reader;
    Outcome outcome;
    Clock::time_point at;
};

/// A card that somebody speaks with. The caller and the looking thread hand commands and answers to
/// each other here. A caller whose time is up is gone, and its last answer reaches nobody.
struct Session {
    ports::Tap tap;
    Clock::time_point deadline;
    bool begun = false;                   // the card was reached, or was not: `failure`
    std::optional<Fault> failure;         // the first one; nothing is sent after it
    std::optional<Bytes> command;         // to be sent
    std::optional<Result<Bytes>> answer;  // to the command
    bool ended = false;                   // the caller wants nothing more
    bool released = false;                // the looking thread has let the card go
};

/// What the calling threads and the looking thread share. Kept by all of them, because the looking
/// thread may hang in a call when the reader is closed.
struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    std::unique_ptr<Looker> looker;
    std::string hangs;
    bool closing = false;
    bool closed = false;
    bool interrupted = false;
    bool look_wanted = true;  // the first look tells health() what there is
    Clock::time_point wanted_until{};
    Clock::time_point next_look{};
    std::optional<Clock::time_point> looking_since;
    bool hanging_told = false;
    std::deque<Arrival> arrivals;
    std::vector<std::string> forgotten;  // readers whose outcome reached nobody; "" is all
    Looker::State state;
    std::shared_ptr<Session> session;

    [[nodiscard]] bool is_hanging() const {
        return looking_since && Clock::now() - *looking_since >= kHanging;
    }

    [[nodiscard]] bool tells_hanging() const { return is_hanging() && !hanging_told; }

    [[nodiscard]] bool is_wanted() const { return look_wanted || Clock::now() < wanted_until; }

    void cut_short() const {
        if (looker) looker->cut_short();
    }
};

using Lock = std::unique_lock<std::mutex>;

/// Runs `call` without the lock, and lets is_hanging() know that it runs.
template <typename Call>
auto unlocked(Shared& shared, Lock& lock, const Call& call) {
    shared.looking_since = Clock::now();
    lock.unlock();
    auto result = call();
    lock.lock();
    shared.looking_since.reset();
    // Somebody was told to try again: a card that lies there still is news.
    if (std::exchange(shared.hanging_told, false)) shared.forgotten.emplace_back();
    return result;
}

void look(Shared& shared, Lock& lock) {
    const bool wanted = shared.is_wanted();
    shared.look_wanted = false;
    for (const std::string& reader : std::exchange(shared.forgotten, {}))
        shared.looker->forget(reader);
    const auto pause = unlocked(shared, lock, [&] { return shared.looker->look(kSlice, wanted); });
    shared.next_look = Clock::now() + pause;
    auto outcomes = shared.looker->take();
    if (!outcomes.empty()) std::erase(shared.forgotten, "");
    for (auto& [reader, outcome] : outcomes) {
        shared.arrivals.push_back({std::move(reader), std::move(outcome), Clock::now()});
    }
    // Whoever waits has something now, and the thread is free for what they do with it.
    if (!shared.arrivals.empty()) shared.wanted_until = {};
    shared.state = shared.looker->state();
    shared.changed.notify_all();
}

/// Sends what the caller hands over, until it wants nothing more, its time is up or something
/// fails.
void exchange(Shared& shared, Lock& lock, Session& session, card::CardChannel& channel) {
    while (!session.failure) {
        shared.changed.wait_until(lock, session.deadline, [&] {
            return shared.closing || session.ended || session.failure || session.command;
        });
        if (shared.closing || session.ended || session.failure || !session.command) return;
        const Bytes command = *std::exchange(session.command, std::nullopt);
        auto answer = unlocked(shared, lock, [&] { return channel.transmit(command); });
        if (!answer && !session.failure) session.failure = answer.error();
        session.answer = std::move(answer);
        shared.changed.notify_all();
    }
}

void serve(Shared& shared, Lock& lock) {
    const auto session = shared.session;
    if (!session->ended) {
        auto reached = unlocked(
            shared, lock, [&] { return shared.looker->reach(session->tap, session->deadline); });
        if (!reached && !session->failure) session->failure = reached.error();
        session->begun = true;
        shared.changed.notify_all();
        if (reached) {
            exchange(shared, lock, *session, **reached);
            unlocked(shared, lock, [&] {
                reached->reset();
                return true;
            });
        }
    }
    // Somebody was told to try again, unless the reader cannot do what was asked of it.
    if (session->failure && session->failure->code != FaultCode::Unsupported)
        shared.looker->forget(session->tap.reader);
    shared.state = shared.looker->state();
    session->released = true;
    shared.session.reset();
    shared.changed.notify_all();
}

void keep_looking(const std::shared_ptr<Shared>& shared) {
    Lock lock{shared->mutex};
    while (!shared->closing) {
        const bool looks = shared->is_wanted() || shared->state.goes_on;
        if (shared->session) {
            serve(*shared, lock);
        } else if (looks && Clock::now() >= shared->next_look) {
            look(*shared, lock);
        } else if (looks) {
            shared->changed.wait_until(
                lock, shared->next_look, [&] { return shared->closing || shared->session; });
        } else {
            shared->changed.wait(lock);
        }
    }
    auto looker = std::move(shared->looker);
    lock.unlock();
    looker.reset();
    lock.lock();
    shared->closed = true;
    shared->changed.notify_all();
}

/// What the work of a session speaks through: hands each command to the looking thread.
class HandedOver final : public card::CardChannel {
public:
    HandedOver(std::shared_ptr<Shared> shared, std::shared_ptr<Session> session)
        : shared_(std::move(shared)), session_(std::move(session)) {}

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override {
        Lock lock{shared_->mutex};
        if (session_->failure) return tl::unexpected<Fault>{*session_->failure};
        if (session_->released || Clock::now() >= session_->deadline) return late();
        session_->command = Bytes{command};
        session_->answer.reset();
        shared_->changed.notify_all();
        shared_->changed.wait_until(lock, session_->deadline, [&] {
            return session_->answer.has_value() || session_->released;
        });
        if (session_->answer) return *std::exchange(session_->answer, std::nullopt);
        if (shared_->is_hanging()) shared_->cut_short();
        return late();
    }

private:
    [[nodiscard]] Result<Bytes> late() {
        session_->failure = Fault{
            FaultCode::Timeout,
            "the card on " + session_->tap.reader + " did not answer in time: present it again"};
        shared_->changed.notify_all();
        return tl::unexpected<Fault>{*session_->failure};
    }

    const std::shared_ptr<Shared> shared_;
    const std::shared_ptr<Session> session_;
};

class LookingReader final : public ports::CardReader, public CardSessions, public RestingCards {
public:
    explicit LookingReader(std::shared_ptr<Shared> shared)
        : shared_(std::move(shared)), looking_(keep_looking, shared_) {}

    ~LookingReader() override {
        Lock lock{shared_->mutex};
        shared_->closing = true;
        shared_->changed.notify_all();
        const auto deadline = Clock::now() + kHanging;
        while (!shared_->closed && Clock::now() < deadline) {
            shared_->changed.wait_for(lock, kSlice, [&] { return shared_->closed; });
            if (!shared_->closed) shared_->cut_short();
        }
        const bool closed = shared_->closed;
        lock.unlock();
        if (closed) {
            looking_.join();
        } else {
            looking_.detach();  // it hangs in a call, and ends by itself when that returns
        }
    }

    LookingReader(const LookingReader&) = delete;
    LookingReader& operator=(const LookingReader&) = delete;

    [[nodiscard]] Result<std::vector<ports::Tap>> wait(milliseconds timeout) override {
        Lock lock{shared_->mutex};
        const auto deadline = deadline_after(timeout);
        drop_stale();
        shared_->look_wanted = true;
        shared_->wanted_until = deadline;
        shared_->changed.notify_all();
        const auto something = [&] {
            return shared_->interrupted || !shared_->arrivals.empty();
        };
        while (!something() && Clock::now() < deadline && !shared_->tells_hanging()) {
            shared_->changed.wait_until(lock, std::min(deadline, Clock::now() + kSlice), something);
        }
        shared_->wanted_until = {};
        if (std::exchange(shared_->interrupted, false)) return std::vector<ports::Tap>{};
        if (!shared_->arrivals.empty()) return deliver();
        if (shared_->is_hanging()) {
            shared_->cut_short();
            shared_->hanging_told = true;
            return fault(FaultCode::Timeout, shared_->hangs);
        }
        if (shared_->state.trouble) return tl::unexpected<Fault>{*shared_->state.trouble};
        return std::vector<ports::Tap>{};
    }

    void interrupt() noexcept override {
        const std::lock_guard lock{shared_->mutex};
        shared_->interrupted = true;
        shared_->changed.notify_all();
    }

    void forget(const std::string& reader) override {
        const std::lock_guard lock{shared_->mutex};
        shared_->forgotten.push_back(reader);
    }

    [[nodiscard]] std::string health() const override {
        const std::lock_guard lock{shared_->mutex};
        return shared_->is_hanging() ? shared_->hangs : shared_->state.health;
    }

    [[nodiscard]] Result<void> with_card(const ports::Tap& tap,
                                         milliseconds timeout,
                                         const Work& work) override {
        const auto session = std::make_shared<Session>();
        session->tap = tap;
        session->deadline = deadline_after(timeout);
        {
            Lock lock{shared_->mutex};
            const bool is_free = shared_->changed.wait_until(
                lock, session->deadline, [&] { return !shared_->session; });
            if (is_free) {
                shared_->session = session;
                shared_->changed.notify_all();
                shared_->changed.wait_until(
                    lock, session->deadline, [&] { return session->begun; });
            }
            if (!session->begun) {
                session->ended = true;
                session->failure = Fault{FaultCode::Timeout, shared_->hangs};
                shared_->cut_short();
                return tl::unexpected<Fault>{*session->failure};
            }
            if (session->failure) return tl::unexpected<Fault>{*session->failure};
        }
        HandedOver channel{shared_, session};
        auto result = work(channel);
        const std::lock_guard lock{shared_->mutex};
        session->ended = true;
        shared_->changed.notify_all();
        return result;
    }

private:
    /// A card shown while nobody waited may belong to somebody who has left since. If it is still
    /// there it is read again.
    void drop_stale() {
        while (!shared_->arrivals.empty() && Clock::now() - shared_->arrivals.front().at > kFresh) {
            auto& reader = shared_->arrivals.front().reader;
            if (!reader.empty()) shared_->forgotten.push_back(std::move(reader));
            shared_->arrivals.pop_front();
        }
    }

    /// The first fault, or all the taps that came before the first fault.
    [[nodiscard]] Result<std::vector<ports::Tap>> deliver() {
        auto& arrivals = shared_->arrivals;
        if (auto* first = std::get_if<Fault>(&arrivals.front().outcome)) {
            auto why = std::move(*first);
            arrivals.pop_front();
            return tl::unexpected<Fault>{std::move(why)};
        }
        std::vector<ports::Tap> taps;
        while (!arrivals.empty() && std::holds_alternative<ports::Tap>(arrivals.front().outcome)) {
            taps.push_back(std::get<ports::Tap>(std::move(arrivals.front().outcome)));
            arrivals.pop_front();
        }
        return taps;
    }

    const std::shared_ptr<Shared> shared_;
    std::thread looking_;
};

}  // namespace

Result<std::unique_ptr<ports::CardReader>> start_looking(std::unique_ptr<Looker> looker,
                                                         const std::string& name,
                                                         std::string hangs) {
    try {
        const auto shared = std::make_shared<Shared>();
        shared->looker = std::move(looker);
        shared->hangs = std::move(hangs);
        shared->state.health = name + " has not been asked yet";
        return std::make_unique<LookingReader>(shared);
    } catch (const std::system_error& error) {
        return fault(FaultCode::Exhausted, "no thread for " + name + ": " + error.what());
    }
}

RestingCards* resting_cards(ports::CardReader& reader) {
    return dynamic_cast<RestingCards*>(&reader);
}

CardSessions* card_sessions(ports::CardReader& reader) {
    return dynamic_cast<CardSessions*>(&reader);
}

}  // namespace pareto::drivers

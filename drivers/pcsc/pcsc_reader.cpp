#include "drivers/pcsc/pcsc_reader.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "drivers/pcsc/polling.h"

namespace pareto::drivers::pcsc {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kSlice{200};  // one look; also how long closing the reader may take
constexpr milliseconds kFresh{
    1000};  // what nobody fetched for so long is no answer to the next wait
constexpr milliseconds kHanging{2000};  // a look that takes so long does not come back by itself
constexpr milliseconds kWaitMax{3'600'000};  // keeps time arithmetic away from its limits
constexpr const char* kHangs =
    "the PC/SC service does not answer: another program may hold a card (close it), or the service "
    "hangs "
    "(`systemctl restart pcscd`)";

/// libpcsclite keeps what it knows of the readers in one place for the whole process, without a
/// lock: two threads that look would see each other's half-written states.
std::atomic<bool> is_open{false};

struct Arrival {
    std::string reader;
    Outcome outcome;
    Clock::time_point at;
};

/// What the waiting thread and the looking thread share. Kept by both, because the looking thread
/// may hang in a call when the reader is closed.
struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    bool closing = false;
    bool closed = false;
    bool interrupted = false;
    bool look_wanted = true;  // the first look tells health() what there is
    Clock::time_point wanted_until{};
    std::optional<Clock::time_point> looking_since;
    bool hanging_told = false;
    std::deque<Arrival> arrivals;
    std::vector<std::string> forgotten;  // readers whose outcome reached nobody
    std::optional<Fault> trouble;
    std::string health = "the PC/SC service has not been asked yet";

    [[nodiscard]] bool is_hanging() const {
        return looking_since && Clock::now() - *looking_since >= kHanging;
    }
};

void note(Shared& shared, CardWatch& watch) {
    for (auto& [reader, outcome] : watch.take()) {
        shared.arrivals.push_back({std::move(reader), std::move(outcome), Clock::now()});
    }
    shared.trouble = watch.trouble();
    shared.health = watch.health();
}

void keep_looking(const std::shared_ptr<Shared>& shared, std::string filter) {
    std::optional<Polling> polling{std::move(filter)};
    std::unique_lock lock{shared->mutex};
    while (true) {
        shared->changed.wait(lock, [&] {
            return shared->closing || shared->look_wanted || Clock::now() < shared->wanted_until;
        });
        if (shared->closing) break;
        shared->look_wanted = false;
        shared->looking_since = Clock::now();
        for (const std::string& reader : std::exchange(shared->forgotten, {})) {
            polling->watch().forget(reader, std::chrono::floor<milliseconds>(Clock::now()));
        }
        lock.unlock();
        const auto pause = polling->look(kSlice);
        lock.lock();
        shared->looking_since.reset();
        shared->hanging_told = false;
        note(*shared, polling->watch());
        shared->changed.notify_all();
        if (pause.count() > 0)
            shared->changed.wait_for(lock, pause, [&] { return shared->closing; });
    }
    lock.unlock();
    polling.reset();
    lock.lock();
    is_open = false;
    shared->closed = true;
    shared->changed.notify_all();
}

class PcscReader final : public ports::CardReader {
public:
    explicit PcscReader(const std::string& filter)
        : shared_(std::make_shared<Shared>()), looking_(keep_looking, shared_, filter) {}

    ~PcscReader() override {
        std::unique_lock lock{shared_->mutex};
        shared_->closing = true;
        shared_->changed.notify_all();
        const bool closed =
            shared_->changed.wait_for(lock, kHanging, [&] { return shared_->closed; });
        lock.unlock();
        if (closed) {
            looking_.join();
        } else {
            looking_
                .detach();  // it hangs in the service, and ends by itself when that answers or dies
        }
    }

    PcscReader(const PcscReader&) = delete;
    PcscReader& operator=(const PcscReader&) = delete;

    [[nodiscard]] Result<std::vector<ports::Tap>> wait(milliseconds timeout) override {
        std::unique_lock lock{shared_->mutex};
        const auto deadline = Clock::now() + std::clamp(timeout, milliseconds{0}, kWaitMax);
        drop_stale();
        shared_->look_wanted = true;
        shared_->wanted_until = deadline;
        shared_->changed.notify_all();
        const auto something = [&] {
            return shared_->interrupted || !shared_->arrivals.empty();
        };
        while (!something() && Clock::now() < deadline && !tells_hanging()) {
            shared_->changed.wait_until(lock, std::min(deadline, Clock::now() + kSlice), something);
        }
        shared_->wanted_until = {};
        if (std::exchange(shared_->interrupted, false)) return std::vector<ports::Tap>{};
        if (!shared_->arrivals.empty()) return deliver();
        if (shared_->is_hanging()) {
            shared_->hanging_told = true;
            return fault(FaultCode::Timeout, kHangs);
        }
        if (shared_->trouble) return tl::unexpected<Fault>{*shared_->trouble};
        return std::vector<ports::Tap>{};
    }

    void interrupt() noexcept override {
        const std::lock_guard lock{shared_->mutex};
        shared_->interrupted = true;
        shared_->changed.notify_all();
    }

    [[nodiscard]] std::string health() const override {
        const std::lock_guard lock{shared_->mutex};
        return shared_->is_hanging() ? kHangs : shared_->health;
    }

private:
    [[nodiscard]] bool tells_hanging() const {
        return shared_->is_hanging() && !shared_->hanging_told;
    }

    /// A card shown while nobody waited may belong to somebody who has left since. If it is still
    /// there it is read again.
    void drop_stale() {
        while (!shared_->arrivals.empty() && Clock::now() - shared_->arrivals.front().at > kFresh) {
            shared_->forgotten.push_back(std::move(shared_->arrivals.front().reader));
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

    std::shared_ptr<Shared> shared_;
    std::thread looking_;
};

}  // namespace

Result<std::unique_ptr<ports::CardReader>> open(const std::string& filter) {
    if (is_open.exchange(true)) {
        return fault(FaultCode::Conflict, "the PC/SC readers are open already in this program");
    }
    try {
        return std::make_unique<PcscReader>(filter);
    } catch (const std::system_error& error) {
        is_open = false;
        return fault(FaultCode::Exhausted,
                     std::string{"no thread for the PC/SC reader: "} + error.what());
    }
}

}  // namespace pareto::drivers::pcsc

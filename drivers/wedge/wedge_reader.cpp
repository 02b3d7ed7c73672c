#include "drivers/wedge/wedge_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/goods/key_scan.h"
#include "drivers/wedge/input_device.h"
#include "drivers/wedge/key_map.h"
#include "drivers/wedge/scanned_card.h"
#include "drivers/wedge/wedge_settings.h"

namespace pareto::drivers::wedge {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRetry{250};          // how often a reader that is gone is looked for
constexpr milliseconds kFresh{1000};         // a scan that nobody fetched for so long is dropped
constexpr milliseconds kWaitMax{3'600'000};  // keeps time arithmetic away from its limits

SteadyTime now_on_clock() {
    return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now());
}

class WedgeReader final : public ports::CardReader {
public:
    WedgeReader(WedgeSettings settings, Descriptor wake)
        : settings_(std::move(settings)),
          name_("keyboard reader " + settings_.device),
          wake_(std::move(wake)),
          keys_(settings_.keys) {}

    [[nodiscard]] Result<std::vector<ports::Tap>> wait(milliseconds timeout) override {
        const SteadyTime deadline =
            now_on_clock() + milliseconds{1} + std::clamp(timeout, milliseconds{0}, kWaitMax);
        while (true) {
            if (interrupted()) return std::vector<ports::Tap>{};
            PARETO_TRY_VOID(look(deadline));
            if (!outcomes_.empty()) {
                auto outcome = std::move(outcomes_.front());
                outcomes_.pop_front();
                if (!outcome) return unexpected{std::move(outcome).error()};
                return std::vector<ports::Tap>{std::move(*outcome)};
            }
            const SteadyTime now = now_on_clock();
            if (now >= deadline) return std::vector<ports::Tap>{};
            pause_until(deadline, now);
        }
    }

    void interrupt() noexcept override {
        const std::uint64_t one = 1;
        // Fails only when the counter is full, that is, when an interrupt is pending already.
        [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
    }

    [[nodiscard]] std::string health() const override {
        const std::lock_guard lock(mutex_);
        if (!trouble_.empty()) return trouble_;
        return name_ + ": " + (connected_ ? "plugged in, " : "not looked for yet, ") +
               std::to_string(scans_) + " scans, " + std::to_string(strays_) +
               " keys that belonged to none";
    }

private:
    [[nodiscard]] bool interrupted() {
        std::uint64_t count = 0;
        return ::read(wake_.get(), &count, sizeof count) == static_cast<ssize_t>(sizeof count);
    }

    [[nodiscard]] Result<void> look(SteadyTime deadline) {
        if (!device_) {
            auto opened = InputDevice::open(settings_.device);
            if (!opened) return gone(std::move(opened).error(), deadline);
            device_ = std::move(*opened);
        }
        auto events = device_->read(now_on_clock());
        if (!events) {
            device_.reset();
            map_ = KeyMap{};
            stray(keys_.interrupt());
            return gone(std::move(events).error(), deadline);
        }
        {
            const std::lock_guard lock(mutex_);
            connected_ = true;
            trouble_.clear();
        }
        for (const InputEvent& event : *events)
            take(event);
        if (const auto scan_ends = keys_.deadline(); scan_ends && events->empty())
            take(keys_.pass(now_on_clock()), *scan_ends);
        return {};
    }

    /// Told at once when the reader is found to be gone, then whenever a wait has passed in vain.
    [[nodiscard]] Result<void> gone(Fault why, SteadyTime deadline) {
        const std::lock_guard lock(mutex_);
        const bool news = connected_ || trouble_.empty();
        connected_ = false;
        trouble_ = why.detail;
        if (!news && now_on_clock() < deadline) return {};
        return unexpected{std::move(why)};
    }

    void take(const InputEvent& event) {
        const KeyEvent key = map_.take(event.type, event.code, event.value);
        switch (key.kind) {
            case KeyEvent::Kind::Nothing:
                break;
            case KeyEvent::Kind::Character:
                take(keys_.press(key.character, event.at, key.repeated), event.at);
                break;
            case KeyEvent::Kind::Other:
                stray(keys_.interrupt());
                break;
            case KeyEvent::Kind::Lost:
                stray(keys_.interrupt());
                outcomes_.emplace_back(
                    fault(FaultCode::Corrupt, name_ + ": keys were lost: scan the card again"));
                break;
        }
    }

    void take(const goods::KeyOutcome& outcome, SteadyTime at) {
        stray(outcome.typed);
        stray(outcome.typed_after);
        if (!outcome.scan || now_on_clock() - at > kFresh) return;
        outcomes_.push_back(card_of(*outcome.scan, settings_, name_));
        const std::lock_guard lock(mutex_);
        ++scans_;
    }

    /// Nobody can be given back keys that were pressed on a reader.
    void stray(const std::string& keys) {
        const std::lock_guard lock(mutex_);
        strays_ += keys.size();
    }

    void pause_until(SteadyTime deadline, SteadyTime now) {
        SteadyTime until = deadline;
        if (!device_) until = std::min(until, now + kRetry);
        if (const auto scan_ends = keys_.deadline()) until = std::min(until, *scan_ends);
        const milliseconds pause = std::max(until - now, milliseconds{0});
        std::array<pollfd, 2> waiting{pollfd{wake_.get(), POLLIN, 0},
                                      pollfd{device_ ? device_->descriptor() : -1, POLLIN, 0}};
        [[maybe_unused]] const int ready =
            ::poll(waiting.data(), waiting.size(), static_cast<int>(pause.count()));
    }

    const WedgeSettings settings_;
    const std::string name_;
    Descriptor wake_;
    std::optional<InputDevice> device_;
    KeyMap map_;
    goods::KeyScan keys_;
    std::deque<Result<ports::Tap>> outcomes_;
    mutable std::mutex mutex_;  // guards what health() tells
    bool connected_ = false;
    std::size_t scans_ = 0;
    std::size_t strays_ = 0;
    std::string trouble_;
};

}  // namespace

Result<std::unique_ptr<ports::CardReader>> open(const std::string& settings) {
    auto parsed = parse_settings(settings);
    if (!parsed) return fault(FaultCode::Unsupported, "keyboard reader: " + parsed.error());
    Descriptor wake{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    if (!wake.is_open()) {
        return fault(FaultCode::Exhausted,
                     "keyboard reader: no eventfd: " + std::generic_category().message(errno));
    }
    return std::make_unique<WedgeReader>(*std::move(parsed), std::move(wake));
}

}  // namespace pareto::drivers::wedge

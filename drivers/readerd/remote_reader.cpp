#include "drivers/readerd/remote_reader.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "common/base/check.h"
#include "drivers/readerd/keeper.h"

namespace pareto::drivers::readerd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kSettle{3'000};  // the sale does not wait for a reader that hangs

Clock::time_point deadline_after(milliseconds timeout) {
    return Clock::now() + std::clamp(timeout, milliseconds{0}, kTimeoutMax);
}

bool has_uid(const ports::Tap& tap) {
    return tap.uid.size() == 4 || tap.uid.size() == 7 || tap.uid.size() == 10;
}

}  // namespace

/// What the work of with_card() speaks through.
class RemoteReader::Relay final : public card::CardChannel {
public:
    Relay(Shared& shared, std::shared_ptr<Conversation> talk)
        : shared_(shared), talk_(std::move(talk)) {}

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override {
        std::unique_lock lock{shared_.mutex};
        if (talk_->failure) return tl::unexpected<Fault>{*talk_->failure};
        if (command.size() > kCommandBytesMax)
            return fault(FaultCode::Unsupported, "a command longer than the readers can send");
        talk_->command = Bytes{command};
        talk_->answer.reset();
        shared_.bell.ring();
        shared_.changed.wait_until(
            lock, talk_->deadline, [&] { return talk_->answer || talk_->failure; });
        if (talk_->answer) return *std::exchange(talk_->answer, std::nullopt);
        if (!talk_->failure) {
            // The process may be a moment behind and see the card answer in time.
            shared_.forget(talk_->tap.reader);
            talk_->failure = Fault{
                FaultCode::Timeout,
                "the card on " + talk_->tap.reader + " did not answer in time: present it again"};
        }
        return tl::unexpected<Fault>{*talk_->failure};
    }

private:
    Shared& shared_;
    const std::shared_ptr<Conversation> talk_;
};

Result<std::unique_ptr<RemoteReader>> RemoteReader::start(RemoteReaderOptions options) {
    static_assert(kRemoteReadersMax == kReadersMax);
    PARETO_CHECK(!options.readers.empty() && options.readers.size() <= kRemoteReadersMax);
    if (::access(options.program.c_str(), X_OK) != 0) {
        return fault(FaultCode::Unavailable,
                     options.program + ": " + std::generic_category().message(errno));
    }
    try {
        std::unique_ptr<RemoteReader> reader{new RemoteReader{std::move(options)}};
        PARETO_TRY_VOID(reader->settle());
        return reader;
    } catch (const std::system_error& error) {
        return fault(FaultCode::Exhausted, std::string{"no thread: "} + error.what());
    }
}

RemoteReader::RemoteReader(RemoteReaderOptions options)
    : shared_(std::make_unique<Shared>()),
      keeper_([&shared = *shared_, options = std::move(options)] {
          Keeper{shared, options}.run();
      }) {}

RemoteReader::~RemoteReader() {
    {
        const std::lock_guard lock{shared_->mutex};
        shared_->closing = true;
        shared_->bell.ring();
    }
    keeper_.join();
}

Result<void> RemoteReader::settle() {
    std::unique_lock lock{shared_->mutex};
    shared_->changed.wait_until(lock, Clock::now() + kSettle, [&] { return shared_->settled; });
    for (const ReaderState& reader : shared_->readers) {
        if (reader.trouble && reader.trouble->code == FaultCode::Unsupported)
            return tl::unexpected<Fault>{*reader.trouble};
    }
    return {};
}

Result<std::vector<ports::Tap>> RemoteReader::wait(milliseconds timeout) {
    std::unique_lock lock{shared_->mutex};
    auto& arrivals = shared_->arrivals;
    const auto deadline = deadline_after(timeout);
    shared_->drop_stale();
    shared_->waiting = Shared::Waiting{++shared_->numbers, deadline};
    shared_->bell.ring();
    shared_->changed.wait_until(
        lock, deadline, [&] { return shared_->interrupted || !arrivals.empty(); });
    shared_->waiting.reset();
    shared_->bell.ring();
    std::vector<ports::Tap> taps;
    if (std::exchange(shared_->interrupted, false)) return taps;
    if (!arrivals.empty() && std::holds_alternative<Fault>(arrivals.front().outcome)) {
        auto why = std::get<Fault>(std::move(arrivals.front().outcome));
        arrivals.pop_front();
        return tl::unexpected<Fault>{std::move(why)};
    }
    while (!arrivals.empty() && std::holds_alternative<ports::Tap>(arrivals.front().outcome)) {
        taps.push_back(std::get<ports::Tap>(std::move(arrivals.front().outcome)));
        arrivals.pop_front();
    }
    if (!taps.empty()) return taps;
    if (auto trouble = shared_->trouble()) return tl::unexpected<Fault>{std::move(*trouble)};
    return taps;
}

void RemoteReader::interrupt() noexcept {
    const std::lock_guard lock{shared_->mutex};
    shared_->interrupted = true;
    shared_->changed.notify_all();
}

std::string RemoteReader::health() const {
    const std::lock_guard lock{shared_->mutex};
    if (shared_->down) return shared_->down->detail;
    std::string text;
    for (const ReaderState& reader : shared_->readers)
        text += (text.empty() ? "" : "; ") + reader.health;
    return text.empty() ? "the card readers are being started" : text;
}

Result<void> RemoteReader::with_card(const ports::Tap& tap,
                                     milliseconds timeout,
                                     const Work& work) {
    if (!has_uid(tap))
        return fault(FaultCode::Unsupported, "a card given by its number cannot be spoken with");
    const auto talk = std::make_shared<Conversation>();
    talk->tap = tap;
    talk->deadline = deadline_after(timeout);
    {
        std::unique_lock lock{shared_->mutex};
        const auto& current = shared_->conversation;
        if (shared_->down) return tl::unexpected<Fault>{*shared_->down};
        if (shared_->changed.wait_until(lock, talk->deadline, [&] { return !current; })) {
            talk->number = ++shared_->numbers;
            shared_->conversation = talk;
            shared_->bell.ring();
            shared_->changed.wait_until(
                lock, talk->deadline, [&] { return talk->begun || talk->failure; });
        }
        if (!talk->begun && !talk->failure) {
            shared_->forget(tap.reader);
            talk->failure =
                Fault{FaultCode::Timeout, "the card readers did not answer in time: try again"};
        }
        talk->ended = talk->failure.has_value();
        shared_->bell.ring();
        if (talk->failure) return tl::unexpected<Fault>{*talk->failure};
    }
    Relay relay{*shared_, talk};
    auto result = work(relay);
    const std::lock_guard lock{shared_->mutex};
    talk->ended = true;
    shared_->bell.ring();
    return result;
}

std::int64_t RemoteReader::process() const {
    const std::lock_guard lock{shared_->mutex};
    return shared_->process;
}

}  // namespace pareto::drivers::readerd

#include "drivers/nfc/polling.h"

#include <algorithm>
#include <utility>

#include "drivers/nfc/tag_command.h"

namespace pareto::drivers::nfc {
namespace {

using std::chrono::milliseconds;

constexpr BytesView kDone{"\x90\x00", 2};

/// The field stays on, and the card selected, until it is destroyed. A card that speaks no APDUs
/// gets commands as they are, and those that PC/SC readers know in their place.
class Channel final : public card::CardChannel {
public:
    Channel(std::shared_ptr<Device> device,
            ports::Tap tap,
            std::chrono::steady_clock::time_point deadline)
        : device_(std::move(device)), tap_(std::move(tap)), deadline_(deadline) {}

    // A reader that does not even take this is found out by the next look.
    ~Channel() override { static_cast<void>(device_->leave()); }

    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override {
        if (command == kGetUid) return tap_.uid + Bytes{kDone};
        if (is_apdu(command) && !device_->speaks_apdus())
            return fault(FaultCode::Unsupported, "the card on " + tap_.reader + " knows no APDUs");
        if (!is_for_reader(command)) return send(command);
        const auto asked = tag_command(command);
        if (!asked || device_->speaks_apdus()) {
            return fault(FaultCode::Unsupported,
                         tap_.reader + " knows no such command for this card");
        }
        PARETO_TRY(const Bytes answer, send(asked->native));
        return answer.substr(0, asked->answer_bytes) + Bytes{kDone};
    }

private:
    [[nodiscard]] Result<Bytes> send(BytesView command) {
        auto answer = device_->exchange(command, deadline_);
        if (!answer && answer.error().code == FaultCode::Conflict)
            return tl::unexpected<Fault>{explain(Unread::Lost, tap_.reader)};
        return answer;
    }

    const std::shared_ptr<Device> device_;
    const ports::Tap tap_;
    const std::chrono::steady_clock::time_point deadline_;
};

}  // namespace

Result<void> Polling::open() {
    if (device_) return {};
    PARETO_TRY(auto device, Device::open(connection_, name_));
    const std::lock_guard lock{mutex_};
    device_ = std::move(device);
    return {};
}

void Polling::close() {
    std::shared_ptr<Device> device;
    {
        const std::lock_guard lock{mutex_};
        device.swap(device_);
    }
}

milliseconds Polling::lose(Fault why) {
    watch_.lose_reader(std::move(why));
    return std::exchange(pause_, std::min(pause_ * 2, kLastPause));
}

milliseconds Polling::look(milliseconds /*slice*/, bool wanted) {
    if (auto opened = open(); !opened) return lose(std::move(opened).error());
    auto uids = device_->look();
    if (!uids) {
        close();
        // Noise on the line is mended by opening anew, and nobody needs to hear of it.
        if (!std::exchange(tried_again_, true)) return milliseconds{0};
        return lose(std::move(uids).error());
    }
    tried_again_ = false;
    pause_ = kFirstPause;
    watch_.see(*uids, wanted);
    return watch_.pause();
}

Result<std::unique_ptr<card::CardChannel>> Polling::reach(
    const ports::Tap& tap, std::chrono::steady_clock::time_point deadline) {
    PARETO_TRY_VOID(open());
    const auto selected = device_->select(tap.uid);
    if (!selected) {
        close();
        return tl::unexpected<Fault>{selected.error()};
    }
    auto channel = std::make_unique<Channel>(device_, tap, deadline);
    if (!*selected) return tl::unexpected<Fault>{explain(Unread::Lost, tap.reader)};
    return channel;
}

void Polling::cut_short() noexcept {
    const std::lock_guard lock{mutex_};
    if (device_) device_->cut_short();
}

}  // namespace pareto::drivers::nfc

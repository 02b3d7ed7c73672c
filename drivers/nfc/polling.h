// One look into the field of an NFC reader after the other: joins the calls (device.h) with the
// decisions (field_watch.h), and opens the reader again when it was away. Belongs to one thread.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "drivers/looking_reader.h"
#include "drivers/nfc/connection.h"
#include "drivers/nfc/device.h"
#include "drivers/nfc/field_watch.h"

namespace pareto::drivers::nfc {

/// How long to leave a reader alone that cannot be opened: doubled from the first to the last. With
/// the second that a silent chip takes to be given up, a reader is back within 3 s of its return.
inline constexpr std::chrono::milliseconds kFirstPause{100};
inline constexpr std::chrono::milliseconds kLastPause{1000};

class Polling final : public Looker {
public:
    /// `name` is the reader's for people, and in its taps.
    Polling(Connection connection, const std::string& name)
        : connection_(std::move(connection)), name_(name), watch_(name) {}

    [[nodiscard]] std::chrono::milliseconds look(std::chrono::milliseconds slice,
                                                 bool wanted) override;

    [[nodiscard]] std::vector<std::pair<std::string, Outcome>> take() override {
        return watch_.take();
    }

    void forget(const std::string& /*reader*/) override { watch_.forget(); }

    [[nodiscard]] State state() const override {
        return {
            .trouble = watch_.trouble(), .health = watch_.health(), .goes_on = watch_.goes_on()};
    }

    [[nodiscard]] Result<std::unique_ptr<card::CardChannel>> reach(
        const ports::Tap& tap, std::chrono::steady_clock::time_point deadline) override;
    void cut_short() noexcept override;

private:
    [[nodiscard]] Result<void> open();
    void close();
    std::chrono::milliseconds lose(Fault why);

    const Connection connection_;
    const std::string name_;
    FieldWatch watch_;
    std::shared_ptr<Device> device_;  // written under mutex_, because cut_short() reads it
    std::mutex mutex_;
    bool tried_again_ = false;  // the reader was opened anew since it last answered
    std::chrono::milliseconds pause_ = kFirstPause;
};

}  // namespace pareto::drivers::nfc

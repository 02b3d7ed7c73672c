// One look at the PC/SC service after the other: joins the calls (service.h) with the decisions
// (card_watch.h) and comes back after a daemon was restarted. Belongs to one thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "drivers/looking_reader.h"
#include "drivers/pcsc/card_watch.h"
#include "drivers/pcsc/service.h"

namespace pareto::drivers::pcsc {

/// How long to leave a service alone that cannot be used: doubled from the first to the last.
inline constexpr std::chrono::milliseconds kFirstPause{100};
inline constexpr std::chrono::milliseconds kLastPause{2000};

class Polling : public Looker {
public:
    explicit Polling(std::string filter) : watch_(std::move(filter)) {}

    [[nodiscard]] std::chrono::milliseconds look(std::chrono::milliseconds slice,
                                                 bool wanted) override;

    [[nodiscard]] std::vector<std::pair<std::string, Outcome>> take() override {
        return watch_.take();
    }

    void forget(const std::string& reader) override;
    [[nodiscard]] State state() const override;
    [[nodiscard]] Result<std::unique_ptr<card::CardChannel>> reach(
        const ports::Tap& tap, std::chrono::steady_clock::time_point deadline) override;

private:
    [[nodiscard]] Result<void> look_at_readers(std::chrono::milliseconds slice);
    std::chrono::milliseconds lose(Fault why);

    CardWatch watch_;
    std::optional<Service> service_;
    std::chrono::milliseconds pause_ = kFirstPause;
};

}  // namespace pareto::drivers::pcsc

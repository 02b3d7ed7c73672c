// One --reader of pareto-readerd: a driver on a thread of its own, because a driver that does not
// keep its promises must not keep anything else waiting.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "common/ports/card_reader.h"
#include "drivers/card_session.h"
#include "drivers/readerd/descriptor.h"
#include "drivers/readerd/message.h"

namespace pareto::drivers::readerd {

using Clock = std::chrono::steady_clock;

/// NAME[:SETTINGS] of the command line.
struct ReaderName {
    std::string driver;
    std::string settings;
};

/// A call that is late by this much does not come back by itself.
inline constexpr std::chrono::milliseconds kHanging{2'000};

class ServedReader {
public:
    using Outcome = std::variant<ports::Tap, Fault>;

    /// `bell` rings whenever something is to be taken or state() has changed.
    ServedReader(ReaderName name, Bell& bell);
    ~ServedReader();
    ServedReader(const ServedReader&) = delete;
    ServedReader& operator=(const ServedReader&) = delete;

    /// Look for cards until then, until stop(), or until something came.
    void look(Clock::time_point until);
    void stop();
    /// A tap that take() gave, with this reader's name, reached nobody.
    void forget(const std::string& reader);
    /// What came since the last call, oldest first. A lasting trouble is told once.
    [[nodiscard]] std::vector<Outcome> take();

    [[nodiscard]] ReaderState state() const;
    /// Whether the first attempt to open the driver is over.
    [[nodiscard]] bool was_tried() const;
    /// Null while the driver is not open, and when it cannot speak with cards.
    [[nodiscard]] CardSessions* sessions() const;
    /// The driver does not come back, and what to tell a person.
    [[nodiscard]] std::optional<Fault> hanging() const;
    /// When hanging() is to be asked again.
    [[nodiscard]] Clock::time_point next_check() const;
    /// Ends the thread; false when the driver has not come back by `deadline`. Then only the end of
    /// the process ends it.
    [[nodiscard]] bool close(Clock::time_point deadline);

private:
    using Lock = std::unique_lock<std::mutex>;

    void run();
    void open(Lock& lock);
    void wait_once(Lock& lock);
    void note(Result<std::vector<ports::Tap>> taps, bool in_full);
    void tell(Outcome outcome);
    [[nodiscard]] bool is_wanted() const;

    const ReaderName name_;
    Bell& bell_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool closing_ = false;
    bool closed_ = false;
    bool look_wanted_ = false;  // a look that may take no time is still a look
    Clock::time_point wanted_until_{};
    std::optional<Clock::time_point> call_until_;  // what the driver promised, while it is called
    Clock::time_point next_open_{};
    bool tried_ = false;
    std::optional<Fault> trouble_;  // lasts until a card or silence is reported
    std::optional<Fault> hanging_;  // as the driver says itself
    std::string health_;
    std::vector<Outcome> outcomes_;
    std::unique_ptr<ports::CardReader> reader_;
    std::thread thread_;
};

}  // namespace pareto::drivers::readerd

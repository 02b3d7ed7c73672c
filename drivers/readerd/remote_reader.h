// The card readers as a terminal has them: in pareto-readerd, which this starts, watches, ends when
// it does not answer, and starts again.
//
// A thread of its own keeps the process (link.h). The callers only share values with it, so that
// nothing they call takes longer than it promises, whatever the process does. After each restart
// nothing is left of what the old process said: a tap of it is never told, and an exchange with a
// card that it told of is a Conflict.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/ports/card_reader.h"
#include "drivers/card_session.h"

namespace pareto::drivers::readerd {

inline constexpr std::size_t kRemoteReadersMax = 16;

struct RemoteReaderOptions {
    std::string program;  ///< path of pareto-readerd
    /// Where its socket is made, in a folder that only this user can enter. What a dead process
    /// left there goes.
    std::string socket;
    std::string log_file;              ///< "" = this program's standard error
    std::vector<std::string> readers;  ///< NAME[:SETTINGS], 1 … 16

    std::chrono::milliseconds start_within{5'000};  ///< else it is killed
    /// An answer that is late by this much does not come: the process is killed.
    std::chrono::milliseconds grace{2'000};
    /// Before a process is started again: doubled from the first to the last, and the first again
    /// once a process has answered.
    std::chrono::milliseconds first_pause{100};
    std::chrono::milliseconds last_pause{2'000};
};

class RemoteReader final : public ports::CardReader, public CardSessions {
public:
    /// Waits a moment for the process, so that settings no driver understands are a fault here
    /// (Unsupported). Unavailable when there is no such program. Anything else is a fault of wait()
    /// and goes by itself.
    [[nodiscard]] static Result<std::unique_ptr<RemoteReader>> start(RemoteReaderOptions options);
    ~RemoteReader() override;
    RemoteReader(const RemoteReader&) = delete;
    RemoteReader& operator=(const RemoteReader&) = delete;

    /// A process that ended, hung or spoke nonsense is one fault; then, while there is none, the
    /// fault each time `timeout` has passed. Otherwise what the drivers say: trouble that lasts is
    /// told at once, and again when `timeout` has passed if it is all readers'.
    [[nodiscard]] Result<std::vector<ports::Tap>> wait(std::chrono::milliseconds timeout) override;
    void interrupt() noexcept override;
    [[nodiscard]] std::string health() const override;
    [[nodiscard]] Result<void> with_card(const ports::Tap& tap,
                                         std::chrono::milliseconds timeout,
                                         const Work& work) override;

    /// For a person who looks for it, and for tests: 0 while there is none.
    [[nodiscard]] std::int64_t process() const;

private:
    struct Shared;
    class Keeper;
    class Relay;

    explicit RemoteReader(RemoteReaderOptions options);

    [[nodiscard]] Result<void> settle();

    const std::unique_ptr<Shared> shared_;
    std::thread keeper_;
};

}  // namespace pareto::drivers::readerd

// The thread behind a RemoteReader: keeps a pareto-readerd running, says to it what the callers
// want, and hands them what it says. Kills it when an answer is late.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "drivers/readerd/link.h"
#include "drivers/readerd/message.h"
#include "drivers/readerd/remote_reader.h"

namespace pareto::drivers::readerd {

/// An exchange with a card. A caller whose time is up is gone, and the last answer reaches nobody.
struct Conversation {
    std::uint64_t number = 0;
    ports::Tap tap;
    Clock::time_point deadline;
    bool begun = false;                   // the card was reached, or was not: `failure`
    std::optional<Fault> failure;         // the first one; nothing is sent after it
    std::optional<Bytes> command;         // to be sent
    std::optional<Result<Bytes>> answer;  // to the command
    bool ended = false;                   // the caller wants nothing more
    bool begin_sent = false;
    bool end_sent = false;
};

/// What the callers and the keeper share.
struct RemoteReader::Shared {
    using Outcome = std::variant<ports::Tap, Fault>;

    struct Arrival {
        Outcome outcome;
        Clock::time_point at;
    };

    struct Waiting {
        std::uint64_t number;
        Clock::time_point deadline;
    };

    std::mutex mutex;
    std::condition_variable changed;  // for the callers
    Bell bell;                        // for the keeper
    bool closing = false;
    bool interrupted = false;
    std::uint64_t numbers = 0;  // the last one given to a request
    std::optional<Waiting> waiting;
    std::deque<Arrival> arrivals;
    std::vector<std::string> forgotten;  // readers whose resting card is to be told again
    std::shared_ptr<Conversation> conversation;
    bool settled = false;              // the first process has told its health, or there is none
    std::optional<Fault> down;         // no process serves, and why
    std::vector<ReaderState> readers;  // as the process said last
    std::int64_t process = 0;

    /// What keeps every card from being read.
    [[nodiscard]] std::optional<Fault> trouble() const;
    /// A card shown while nobody waited may belong to somebody who has left since. If it is still
    /// there the process reads it again.
    void drop_stale();
    /// The next Wait says so.
    void forget(const std::string& reader);
    /// Whatever was dropped of `reader`, a newer tap of it is there.
    void remember(const std::string& reader);
};

class RemoteReader::Keeper {
public:
    Keeper(Shared& shared, RemoteReaderOptions options);

    /// Until `closing`.
    void run();

private:
    using Lock = std::unique_lock<std::mutex>;

    /// A Wait that the process has not answered.
    struct Asked {
        std::uint64_t number;
        Clock::time_point deadline;
        Clock::time_point answer_by;
        bool stopped;
    };

    void start_if_due();
    void speak();
    void ask(std::vector<Request>& requests);
    void converse(std::vector<Request>& requests);
    void poll_until_something();
    [[nodiscard]] std::optional<Fault> hear();
    [[nodiscard]] std::optional<Fault> late() const;
    void give_up(Fault why);

    // One for each report; a fault when the process is of no more use.
    [[nodiscard]] std::optional<Fault> on(const Welcome& welcome);
    [[nodiscard]] std::optional<Fault> on(const Health& health);
    [[nodiscard]] std::optional<Fault> on(const Taps& taps);
    [[nodiscard]] std::optional<Fault> on(const Failed& failed);
    [[nodiscard]] std::optional<Fault> on(const Begun& begun);
    [[nodiscard]] std::optional<Fault> on(const Answered& answered);
    [[nodiscard]] std::optional<Fault> on(const Ended& ended);
    [[nodiscard]] bool answers_wait(std::uint64_t number);
    [[nodiscard]] bool is_conversation(std::uint64_t number) const;

    Shared& shared_;
    const RemoteReaderOptions options_;
    Link link_;
    std::chrono::milliseconds pause_;
    Clock::time_point next_start_{};
    std::optional<Asked> asked_;
    std::int64_t starts_ = 0;
};

}  // namespace pareto::drivers::readerd

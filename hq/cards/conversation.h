// One conversation with a card that is far away, written as if the card lay here: what speaks with
// it blocks in transmit() while the command travels, on a thread of its own. The two sides never
// run at the same time: one hands over and waits until the other hands back, so that neither needs
// a lock for what both use, and the same conversation takes the same course every time.
//
//     books' thread                      conversation's thread
//     begin()        ------------------> identify() or Personaliser::run()
//     Say command    <------------------ transmit()
//     answered()     ------------------>
//     Record change  <------------------ before()
//     recorded()     ------------------>
//     Outcome        <------------------ returns
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <variant>

#include "drivers/card/personalise.h"

namespace pareto::hq::cards {

struct Say {
    Bytes command;
};

/// How it ended.
struct Outcome {
    enum class Kind { Done, Refused, Lost };
    Kind kind = Kind::Lost;
    std::string reason = {};              ///< Refused
    drivers::card::MemberFile file = {};  ///< Done
};

using Step = std::variant<Say, drivers::card::KeyChange, Outcome>;

class Conversation final : private drivers::card::CardChannel,
                           private drivers::card::PersonalisationRecord {
public:
    using Talk = std::function<Outcome(drivers::card::CardChannel& channel,
                                       drivers::card::PersonalisationRecord& record)>;

    explicit Conversation(Talk talk) : talk_(std::move(talk)) {}

    /// Ends it wherever it stands: everything it asks for is out of reach from then on.
    ~Conversation() override;
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    /// Exhausted when the system has no thread to spare. Once.
    [[nodiscard]] Result<Step> begin();
    /// After Say. A fault: the card could not be reached.
    [[nodiscard]] Step answered(Result<Bytes> answer);
    /// After a KeyChange.
    [[nodiscard]] Step recorded(Result<void> outcome);

private:
    enum class Turn { Books, Card };

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override;
    [[nodiscard]] Result<void> before(const drivers::card::KeyChange& change) override;

    void run();
    /// On the conversation's thread: false when nobody answers any more.
    [[nodiscard]] bool hand_out(Step step);
    /// On the books' thread.
    [[nodiscard]] Step hand_over();

    Talk talk_;
    std::mutex mutex_;
    std::condition_variable turned_;
    Turn turn_ = Turn::Books;
    bool over_ = false;  ///< nobody waits for it
    Step step_ = Outcome{};
    Result<Bytes> answer_;
    Result<void> recorded_;
    std::thread thread_;
};

}  // namespace pareto::hq::cards

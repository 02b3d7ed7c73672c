// HQ's side of cards, small and in this process: whose a card is, what it must prove, and the
// orders for new ones. Behind CardTapped and CardAnswered it runs what HQ runs, on a thread that
// only goes on while the terminal waits.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "drivers/card/apdu.h"
#include "drivers/card/family.h"
#include "terminal/app/terminal.h"
#include "tests/drivers/card/card_stage.h"

namespace pareto::test {

/// One conversation with a card at the other end of the uplink.
class CardTalk final : public drivers::card::CardChannel {
public:
    using Work = std::function<sync::CardStep(drivers::card::CardChannel&)>;

    explicit CardTalk(Work work);
    ~CardTalk() override;
    CardTalk(const CardTalk&) = delete;
    CardTalk& operator=(const CardTalk&) = delete;

    /// What is to be said to the card next, or what came of it. Empty: the card was not reached.
    [[nodiscard]] sync::CardStep next(const Bytes& answer);
    [[nodiscard]] sync::CardStep first();
    [[nodiscard]] Result<Bytes> transmit(BytesView command) override;

private:
    [[nodiscard]] sync::CardStep wait(std::unique_lock<std::mutex>& lock);

    std::mutex mutex_;
    std::condition_variable changed_;
    bool leaving_ = false;
    std::optional<Bytes> command_;
    std::optional<Bytes> answer_;
    std::optional<sync::CardStep> end_;
    std::thread thread_;
};

class CardDesk final : public terminal::Uplink {
public:
    struct Row {
        drivers::card::Family family = drivers::card::Family::UidOnly;
        sync::MemberChange member;
        bool blocked = false;
    };

    struct Order {
        drivers::card::Family family = drivers::card::Family::Ntag424;
        drivers::card::MemberFile member;
    };

    [[nodiscard]] Result<sync::Response> ask(Question question,
                                             std::chrono::milliseconds timeout) override;

    void wake() override {}

    std::map<Bytes, Row> cards = {};  ///< by card key
    std::vector<Order> orders = {};   ///< oldest first
    bool away = false;
    int leaves_after = -1;                      ///< goes away after so many answers; -1 = never
    std::function<void()> before_command = {};  ///< called before each command for a card goes out
    std::vector<Question> asked = {};
    drivers::card::MemoryRecord record = {};

private:
    [[nodiscard]] sync::CardStep tapped(const sync::CardTapped& tapped);
    [[nodiscard]] sync::CardStep identify(drivers::card::CardChannel& card,
                                          const Bytes& uid,
                                          const Row& row);
    [[nodiscard]] sync::CardStep personalise(drivers::card::CardChannel& card, const Bytes& uid);
    [[nodiscard]] std::optional<std::size_t> find_order(const std::string& card_number) const;

    std::uint64_t seed_ = 100;
    std::size_t order_ = 0;  ///< which one is being written
    std::unique_ptr<CardTalk> talk_;
};

}  // namespace pareto::test

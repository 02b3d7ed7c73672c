#include "hq/cards/conversation.h"

#include <system_error>

namespace pareto::hq::cards {
namespace {

tl::unexpected<Fault> out_of_reach() {
    return fault(FaultCode::Unavailable, "the card's terminal is out of reach");
}

}  // namespace

Conversation::~Conversation() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
        turn_ = Turn::Card;
    }
    turned_.notify_all();
    thread_.join();
}

Result<Step> Conversation::begin() {
    try {
        turn_ = Turn::Card;
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        return fault(FaultCode::Exhausted, "there is no thread for a conversation with a card");
    }
    std::unique_lock lock(mutex_);
    turned_.wait(lock, [this] { return turn_ == Turn::Books; });
    return step_;
}

Step Conversation::answered(Result<Bytes> answer) {
    answer_ = std::move(answer);
    return hand_over();
}

Step Conversation::recorded(Result<void> outcome) {
    recorded_ = std::move(outcome);
    return hand_over();
}

Step Conversation::hand_over() {
    std::unique_lock lock(mutex_);
    turn_ = Turn::Card;
    turned_.notify_all();
    turned_.wait(lock, [this] { return turn_ == Turn::Books; });
    return step_;
}

bool Conversation::hand_out(Step step) {
    std::unique_lock lock(mutex_);
    if (over_) return false;
    step_ = std::move(step);
    turn_ = Turn::Books;
    turned_.notify_all();
    turned_.wait(lock, [this] { return turn_ == Turn::Card; });
    return !over_;
}

void Conversation::run() {
    Outcome outcome = talk_(*this, *this);
    const std::lock_guard lock(mutex_);
    step_ = std::move(outcome);
    turn_ = Turn::Books;
    turned_.notify_all();
}

Result<Bytes> Conversation::transmit(BytesView command) {
    if (!hand_out(Say{Bytes{command}})) return out_of_reach();
    return std::move(answer_);
}

Result<void> Conversation::before(const drivers::card::KeyChange& change) {
    if (!hand_out(change)) return out_of_reach();
    return recorded_;
}

}  // namespace pareto::hq::cards

#include "tests/terminal/card_desk.h"

#include <utility>

namespace pareto::test {

using drivers::card::CardChannel;
using drivers::card::IdentifyRefusal;
using drivers::card::PersonaliseRefusal;
using sync::CardOutcome;
using sync::CardStep;

namespace {

CardStep step_of(CardOutcome outcome, std::string reason = {}) {
    CardStep step;
    step.outcome = outcome;
    step.reason = std::move(reason);
    return step;
}

}  // namespace

CardTalk::CardTalk(Work work) {
    thread_ = std::thread{[this, work = std::move(work)] {
        CardStep step = work(*this);
        const std::lock_guard lock{mutex_};
        end_ = std::move(step);
        changed_.notify_all();
    }};
}

CardTalk::~CardTalk() {
    {
        const std::lock_guard lock{mutex_};
        leaving_ = true;
        changed_.notify_all();
    }
    thread_.join();
}

CardStep CardTalk::wait(std::unique_lock<std::mutex>& lock) {
    changed_.wait(lock, [this] { return command_ || end_; });
    if (end_) return *end_;
    CardStep step = step_of(CardOutcome::Command);
    step.conversation = 1;
    step.command = *std::exchange(command_, std::nullopt);
    return step;
}

CardStep CardTalk::first() {
    std::unique_lock lock{mutex_};
    return wait(lock);
}

CardStep CardTalk::next(const Bytes& answer) {
    std::unique_lock lock{mutex_};
    answer_ = answer;
    changed_.notify_all();
    return wait(lock);
}

Result<Bytes> CardTalk::transmit(BytesView command) {
    std::unique_lock lock{mutex_};
    if (leaving_) return fault(FaultCode::Unavailable, "the terminal is gone");
    command_ = Bytes{command};
    changed_.notify_all();
    changed_.wait(lock, [this] { return answer_ || leaving_; });
    if (!answer_ || answer_->empty())
        return fault(FaultCode::Unavailable, "the card could not be reached");
    return *std::exchange(answer_, std::nullopt);
}

Result<sync::Response> CardDesk::ask(Question question, std::chrono::milliseconds /*timeout*/) {
    asked.push_back(question);
    if (away) return fault(FaultCode::Unavailable, "HQ is out of reach");
    if (leaves_after == 0) return fault(FaultCode::Timeout, "HQ did not answer in time");
    if (leaves_after > 0) --leaves_after;
    sync::Response response;
    if (const auto* const tap = std::get_if<sync::CardTapped>(&question)) {
        response.card = tapped(*tap);
    } else if (const auto* const answered = std::get_if<sync::CardAnswered>(&question)) {
        response.card = talk_ ? talk_->next(answered->answer) : step_of(CardOutcome::Lost);
    } else {
        response.error = "only cards here";
    }
    if (response.card.outcome == CardOutcome::Command && before_command) before_command();
    if (response.card.outcome != CardOutcome::Command) talk_.reset();
    return response;
}

CardStep CardDesk::tapped(const sync::CardTapped& tapped) {
    talk_.reset();
    if (tapped.purpose == sync::CardPurpose::Personalise) {
        const auto order = find_order(tapped.card_number);
        if (!order) return step_of(CardOutcome::Refused, "NoOrder");
        order_ = *order;
        talk_ = std::make_unique<CardTalk>(
            [this, uid = tapped.uid](CardChannel& card) { return personalise(card, uid); });
        return talk_->first();
    }
    const auto found = cards.find(tapped.card_key);
    if (found == cards.end()) return step_of(CardOutcome::Unknown);
    const Row& row = found->second;
    if (row.blocked) return step_of(CardOutcome::Blocked);
    if (!drivers::card::is_secure(row.family)) {
        CardStep step = step_of(CardOutcome::Known);
        step.member = sync::encode(row.member);
        return step;
    }
    if (tapped.uid.empty()) return step_of(CardOutcome::Refused, "UidOnly");
    talk_ = std::make_unique<CardTalk>(
        [this, uid = tapped.uid, row](CardChannel& card) { return identify(card, uid, row); });
    return talk_->first();
}

CardStep CardDesk::identify(CardChannel& card, const Bytes& uid, const Row& row) {
    drivers::card::SeededRandom random{++seed_};
    const auto ring = drivers::card::chain_ring(row.family);
    drivers::card::LocalKeyHolder holder{ring, random};
    const auto member = drivers::card::identify(card, {.pinned = row.family, .uid = uid}, holder);
    if (!member) {
        const auto* const why = std::get_if<IdentifyRefusal>(&member.error());
        return why == nullptr ? step_of(CardOutcome::Lost)
                              : step_of(CardOutcome::Refused, std::string{name_of(*why)});
    }
    CardStep step = step_of(CardOutcome::Proved);
    step.member = sync::encode(row.member);
    return step;
}

std::optional<std::size_t> CardDesk::find_order(const std::string& card_number) const {
    for (std::size_t index = 0; index < orders.size(); ++index) {
        if (card_number.empty() || orders[index].member.card_number == card_number) return index;
    }
    return std::nullopt;
}

CardStep CardDesk::personalise(CardChannel& card, const Bytes& uid) {
    const Order order = orders[order_];
    drivers::card::SeededRandom random{++seed_};
    const auto ring = drivers::card::chain_ring(order.family);
    const auto done = drivers::card::Personaliser{card, ring, random, record}.run(
        {.family = order.family, .uid = uid, .member = order.member});
    if (!done) {
        const auto* const why = std::get_if<PersonaliseRefusal>(&done.error());
        return why == nullptr ? step_of(CardOutcome::Lost)
                              : step_of(CardOutcome::Refused, std::string{name_of(*why)});
    }
    sync::MemberChange member;
    member.facts.member = MemberId{1};
    member.member_number = order.member.member_number;
    CardStep step = step_of(CardOutcome::Written);
    step.member = sync::encode(member);
    step.card_number = order.member.card_number;
    orders.erase(orders.begin() + static_cast<std::ptrdiff_t>(order_));
    return step;
}

}  // namespace pareto::test

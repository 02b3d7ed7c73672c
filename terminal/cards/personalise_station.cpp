#include "terminal/cards/personalise_station.h"

#include <utility>

#include "terminal/app/card.h"
#include "terminal/cards/hq_conversation.h"

namespace pareto::terminal::cards {

namespace {

constexpr std::chrono::milliseconds kLookFor{500};  // how long an interruption may go unnoticed
constexpr int kCommandsBetweenNews = 20;

/// Says how far it has come.
class TellingChannel final : public drivers::card::CardChannel {
public:
    TellingChannel(drivers::card::CardChannel& card,
                   const std::function<void(std::string_view)>& say)
        : card_{card}, say_{say} {}

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override {
        if (commands_ % kCommandsBetweenNews == 0) {
            say_(commands_ == 0 ? "do not take the card away: it is being written"
                                : std::to_string(commands_) + " commands done");
        }
        ++commands_;
        return card_.transmit(command);
    }

private:
    drivers::card::CardChannel& card_;
    const std::function<void(std::string_view)>& say_;
    int commands_ = 0;
};

std::string no_order(const std::string& card_number) {
    return card_number.empty() ? "no card is ordered" : "no card " + card_number + " is ordered";
}

// HQ's codes that are about the order; any other one is about the card.
std::string refusal_text(const std::string& reason, const std::string& card_number) {
    if (reason == "NoOrder") return no_order(card_number);
    if (reason == "OrderCancelled") return "the order was cancelled";
    if (reason == "OrderWritten") return "the order was written on another card before";
    if (reason == "OrderBegun")
        return "the order was begun on another card: finish that one, or cancel the order";
    if (reason == "OtherOrder") return "this card was begun for another order: finish that first";
    return "this card cannot be written (" + reason + "): take another one";
}

}  // namespace

PersonaliseStation::End PersonaliseStation::write(const std::string& card_number) {
    parts_.say("present a blank card");
    while (const auto tap = next_card()) {
        if (const auto end = write_on(*tap, card_number)) return *end;
    }
    return End::Interrupted;
}

void PersonaliseStation::write_all() {
    while (write({}) != End::Interrupted) {
    }
}

std::optional<ports::Tap> PersonaliseStation::next_card() {
    while (!parts_.interrupted()) {
        const auto taps = parts_.reader.wait(kLookFor);
        const std::string trouble = taps ? std::string{} : taps.error().detail;
        if (!trouble.empty() && trouble != last_trouble_) parts_.say(trouble);
        last_trouble_ = trouble;
        if (!taps || taps->empty()) continue;
        if (taps->size() > 1) {
            parts_.say("present one card only");
            continue;
        }
        if (is_on_reader(taps->front())) return taps->front();
        parts_.say("this reader cannot write cards");
    }
    return std::nullopt;
}

std::optional<PersonaliseStation::End> PersonaliseStation::write_on(
    const ports::Tap& tap, const std::string& card_number) {
    const Bytes card_key = key_of(parts_.journal.state(), tap);
    auto first =
        ask_hq(parts_.uplink, {card_key, tap.uid, sync::CardPurpose::Personalise, card_number});
    if (!first) {
        parts_.say(first.error().detail + ": present the card again");
        return std::nullopt;
    }
    if (first->outcome != sync::CardOutcome::Command) return tell(*first, card_number);
    std::optional<Result<sync::CardStep>> step;
    const auto done = parts_.sessions.with_card(
        tap, kWritingWithin, [&](drivers::card::CardChannel& channel) -> Result<void> {
            TellingChannel telling{channel, parts_.say};
            CardOnWire wire{telling};
            step = converse(parts_.uplink, std::move(*first), wire);
            return {};
        });
    if (step && *step) return tell(**step, card_number);
    const Fault why = step ? step->error() : done ? Fault{} : done.error();
    parts_.say(why.detail + ": present the same card again");
    return std::nullopt;
}

std::optional<PersonaliseStation::End> PersonaliseStation::tell(const sync::CardStep& step,
                                                                const std::string& card_number) {
    switch (step.outcome) {
        case sync::CardOutcome::Written: {
            const auto member = sync::decode_member(step.member);
            parts_.say("card " + step.card_number + " is written for member " +
                       (member ? member->member_number : std::string{"?"}));
            return End::Written;
        }
        case sync::CardOutcome::Lost:
            parts_.say("the card was taken away: present the same card again");
            return std::nullopt;
        case sync::CardOutcome::Unknown:
            parts_.say(no_order(card_number));
            return End::Refused;
        case sync::CardOutcome::Blocked:
            parts_.say("this card is blocked: take another one");
            return End::Refused;
        case sync::CardOutcome::Known:
        case sync::CardOutcome::Proved:
            parts_.say("this card is a member's already: take another one");
            return End::Refused;
        case sync::CardOutcome::Refused:
            parts_.say(refusal_text(step.reason, card_number));
            return End::Refused;
        case sync::CardOutcome::None:
        case sync::CardOutcome::Command:
            break;
    }
    parts_.say("HQ gave no answer: present the same card again");
    return std::nullopt;
}

}  // namespace pareto::terminal::cards

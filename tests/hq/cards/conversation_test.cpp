// The strict hand-over: what one side says, the other hears, and an end at any place is an end.
#include "hq/cards/conversation.h"

#include <gtest/gtest.h>

namespace pareto::hq::cards {
namespace {

using drivers::card::CardChannel;
using drivers::card::KeyChange;
using drivers::card::PersonalisationRecord;

/// Says "1", "2" … and joins the answers, until one cannot be had.
Outcome counting(CardChannel& channel, PersonalisationRecord&) {
    Outcome outcome{.kind = Outcome::Kind::Done};
    for (int number = 1;; ++number) {
        const auto answer = channel.transmit(std::to_string(number));
        if (!answer) {
            outcome.reason += "!";
            return outcome;
        }
        outcome.reason += *answer;
        if (*answer == "enough") return outcome;
    }
}

std::string told(const Step& step) {
    if (const auto* const say = std::get_if<Say>(&step)) return "say " + say->command;
    if (const auto* const change = std::get_if<KeyChange>(&step))
        return "record " + std::to_string(change->slot);
    return "end " + std::get<Outcome>(step).reason;
}

TEST(ConversationTest, SaysOneThingAtATime) {
    Conversation conversation{&counting};
    const auto first = conversation.begin();
    ASSERT_TRUE(first);
    EXPECT_EQ(told(*first), "say 1");
    EXPECT_EQ(told(conversation.answered(Bytes{"a"})), "say 2");
    EXPECT_EQ(told(conversation.answered(Bytes{"b"})), "say 3");
    EXPECT_EQ(told(conversation.answered(Bytes{"enough"})), "end abenough");
}

TEST(ConversationTest, ACardThatCannotBeReachedIsAFaultOfTheCommand) {
    Conversation conversation{&counting};
    ASSERT_TRUE(conversation.begin());
    EXPECT_EQ(told(conversation.answered(fault(FaultCode::Unavailable, "gone"))), "end !");
}

TEST(ConversationTest, AnEndBeforeAnythingWasSaidIsAnEnd) {
    Conversation conversation{[](CardChannel&, PersonalisationRecord&) {
        return Outcome{.kind = Outcome::Kind::Refused, .reason = "no"};
    }};
    const auto first = conversation.begin();
    ASSERT_TRUE(first);
    EXPECT_EQ(told(*first), "end no");
}

TEST(ConversationTest, GoesOnOnlyWhenAChangeIsRecorded) {
    const auto talk = [](CardChannel& channel, PersonalisationRecord& record) {
        KeyChange change;
        change.slot = 7;
        const auto recorded = record.before(change);
        if (!recorded) return Outcome{.kind = Outcome::Kind::Lost, .reason = "not recorded"};
        const auto said = channel.transmit("change");
        return Outcome{.kind = Outcome::Kind::Done, .reason = said ? "changed" : "lost"};
    };
    Conversation good{talk};
    EXPECT_EQ(told(good.begin().value()), "record 7");
    EXPECT_EQ(told(good.recorded({})), "say change");
    EXPECT_EQ(told(good.answered(Bytes{"ok"})), "end changed");
    Conversation bad{talk};
    EXPECT_EQ(told(bad.begin().value()), "record 7");
    EXPECT_EQ(told(bad.recorded(fault(FaultCode::Exhausted, "the disk is full"))),
              "end not recorded");
}

TEST(ConversationTest, EndsWhereverItStands) {
    { const Conversation never_begun{&counting}; }
    for (int answers = 0; answers < 3; ++answers) {
        Conversation conversation{&counting};
        ASSERT_TRUE(conversation.begin());
        for (int answer = 0; answer < answers; ++answer)
            static_cast<void>(conversation.answered(Bytes{"x"}));
    }
    // One that goes on asking after it was told that nobody answers any more.
    Conversation stubborn{[](CardChannel& channel, PersonalisationRecord& record) {
        int faults = 0;
        while (faults < 10)
            faults += channel.transmit("?") && record.before({}) ? 0 : 1;
        return Outcome{};
    }};
    ASSERT_TRUE(stubborn.begin());
}

}  // namespace
}  // namespace pareto::hq::cards

// The decisions of the PC/SC reader as stories: at which time what is seen or read, and what is
// told.
#include "drivers/pcsc/card_watch.h"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace pareto::drivers::pcsc {
namespace {

using std::chrono::milliseconds;

CardWatch::Time at(int ms) {
    return CardWatch::Time{milliseconds{ms}};
}

std::string name_of(Unread why) {
    switch (why) {
        case Unread::Busy:
            return "Busy";
        case Unread::Mute:
            return "Mute";
        case Unread::Lost:
            return "Lost";
        case Unread::NoUid:
            return "NoUid";
        case Unread::OddLength:
            return "OddLength";
        case Unread::Random:
            return "Random";
    }
    return "?";
}

UidReading reading_of(const std::string& word) {
    for (const Unread why : {Unread::Busy,
                             Unread::Mute,
                             Unread::Lost,
                             Unread::NoUid,
                             Unread::OddLength,
                             Unread::Random}) {
        if (word == name_of(why)) return tl::unexpected<Unread>{why};
    }
    return *from_hex(word);
}

std::string print(const Outcome& outcome, const std::string& reader) {
    if (const auto* tap = std::get_if<ports::Tap>(&outcome))
        return reader + " tap " + to_hex(tap->uid);
    const auto& told = std::get<Fault>(outcome);
    for (const Unread why : {Unread::Busy,
                             Unread::Mute,
                             Unread::Lost,
                             Unread::NoUid,
                             Unread::OddLength,
                             Unread::Random}) {
        if (told == explain(why, reader)) return reader + " fault " + name_of(why);
    }
    return describe(told);
}

/// Each line is a time in ms and what happens then:
///     readers A B | lost | A in COUNTER | A out COUNTER | A fails | A reads UID-or-Unread | A
///     forgotten
/// Told is what came of it, a line each with its time; a reading of a reader that was not due is
/// told too.
std::string tell(const std::string& story, const std::string& filter = "") {
    CardWatch watch{filter};
    std::string told;
    std::istringstream lines{story};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        int time = 0;
        std::string who;
        std::string verb;
        std::string value;
        if (!(words >> time >> who)) continue;
        if (who == "readers") {
            std::vector<std::string> names;
            while (words >> value)
                names.push_back(value);
            watch.list(names);
        } else if (who == "lost") {
            watch.lose_service({FaultCode::Unavailable, "no service"});
        } else if (words >> verb >> value; verb == "in" || verb == "out") {
            watch.see(who,
                      {.answers = true,
                       .present = verb == "in",
                       .counter = static_cast<std::uint16_t>(std::stoi(value))},
                      at(time));
        } else if (verb == "fails") {
            watch.see(who, {.answers = false, .present = false, .counter = 0}, at(time));
        } else if (verb == "forgotten") {
            watch.forget(who, at(time));
        } else {
            const auto due = watch.due(at(time));
            if (std::find(due.begin(), due.end(), who) == due.end()) {
                told += std::to_string(time) + " " + who + " is not due\n";
            } else {
                watch.read(who, reading_of(value), at(time));
            }
        }
        for (const auto& [reader, outcome] : watch.take())
            told += std::to_string(time) + " " + print(outcome, reader) + "\n";
    }
    return told;
}

TEST(CardWatchTest, TellsOneTapForEachPresentation) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A out 0
        100  A in 1
        100  A reads 11223344
        500  A reads 11223344
        900  A reads 11223344
        1000 A out 2
        1500 A in 3
        1500 A reads 11223344
    )"),
              "100 A tap 11223344\n1500 A tap 11223344\n");
}

TEST(CardWatchTest, TellsACardThatLayThereBeforeTheStart) {
    EXPECT_EQ(tell("0 readers A \n 0 A in 7 \n 0 A reads 11223344"), "0 A tap 11223344\n");
}

TEST(CardWatchTest, TellsACardThatLeftAndCameBackBetweenTwoLooks) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads 11223344
        300  A in 3
        300  A reads 11223344
    )"),
              "0 A tap 11223344\n300 A tap 11223344\n");
}

TEST(CardWatchTest, TellsAnExchangeThatTheServiceDidNotNotice) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads 11111111
        400  A reads Lost
        410  A reads 22222222
        810  A reads 22222222
    )"),
              "0 A tap 11111111\n410 A tap 22222222\n");
}

TEST(CardWatchTest, IsSilentWhenARestingCardCouldNotBeReadForAMoment) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads 11111111
        400  A reads Lost
        410  A reads 11111111
    )"),
              "0 A tap 11111111\n");
}

TEST(CardWatchTest, TriesALostCardAgainForLongerThanTheServiceNeedsToNoticeAndTellsItOnce) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads Lost
        5    A reads Lost
        10   A reads Lost
        40   A reads Lost
        120  A reads Lost
        320  A reads Lost
        720  A reads Lost
        1120 A reads Lost
    )"),
              "5 A is not due\n720 A fault Lost\n");
}

TEST(CardWatchTest, TellsACardThatLeftBeforeItWasReadAndNotOneThatLeftAfterwards) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads Lost
        5    A out 2
        100  A in 3
        100  A reads 11111111
        500  A reads Lost
        505  A out 4
    )"),
              "5 A fault Lost\n100 A tap 11111111\n");
}

TEST(CardWatchTest, TellsAfterAFaultWhicheverCardCanBeRead) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads 11111111
        400  A reads Random
        800  A reads 11111111
    )"),
              "0 A tap 11111111\n400 A fault Random\n800 A tap 11111111\n");
}

TEST(CardWatchTest, TellsARefusedCardOnceForEachPresentation) {
    for (const std::string why : {"NoUid", "OddLength", "Random"}) {
        std::ostringstream story;
        story << "0 readers A \n 0 A in 1 \n 0 A reads " << why << "\n 400 A reads " << why
              << "\n 500 A out 2 \n 600 A in 3 \n 600 A reads " << why;
        std::ostringstream told;
        told << "0 A fault " << why << "\n600 A fault " << why << "\n";
        EXPECT_EQ(tell(story.str()), told.str());
    }
}

TEST(CardWatchTest, WaitsASecondForAnotherProgramThenTellsAndStillReadsTheCardAfterwards) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads Busy
        50   A reads Busy
        150  A reads Busy
        400  A reads Busy
        1000 A reads Busy
        1400 A reads Busy
        1800 A reads 11111111
    )"),
              "1000 A fault Busy\n1800 A tap 11111111\n");
}

TEST(CardWatchTest, DoesNotMindAnotherProgramUsingACardThatWasTold) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads 11111111
        400  A reads Busy
        450  A reads Busy
        550  A reads Busy
        800  A reads Busy
        1400 A reads Busy
        1800 A reads 11111111
    )"),
              "0 A tap 11111111\n");
}

TEST(CardWatchTest, TellsAMuteCardAfterThreeAttempts) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads Mute
        100  A reads Mute
        400  A reads Mute
    )"),
              "400 A fault Mute\n");
}

TEST(CardWatchTest, KeepsReadersApart) {
    EXPECT_EQ(tell(R"(
        0    readers A B
        0    A in 1
        0    B out 1
        0    A reads 11111111
        100  B in 2
        100  B reads 11111111
        200  A out 2
        500  B reads 11111111
    )"),
              "0 A tap 11111111\n100 B tap 11111111\n");
}

TEST(CardWatchTest, TellsOnceThatThereIsNoReaderAndReadsTheOneThatComes) {
    EXPECT_EQ(tell(R"(
        0    readers
        100  readers
        200  readers A
        200  A in 1
        200  A reads 11111111
        300  readers
        400  readers A
        400  A in 1
        400  A reads 11111111
    )"),
              "0 unavailable: no card reader is connected: plug one in\n200 A tap 11111111\n"
              "300 unavailable: no card reader is connected: plug one in\n400 A tap 11111111\n");
}

TEST(CardWatchTest, TellsOnceThatTheServiceIsGoneAndReadsAgainWhenItIsBack) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 9
        0    A reads 11111111
        100  lost
        200  lost
        300  readers A
        300  A in 1
        300  A reads 11111111
    )"),
              "0 A tap 11111111\n100 unavailable: no service\n300 A tap 11111111\n");
}

TEST(CardWatchTest, IsSilentForACardThatRestedWhileItsReaderFailedForAMoment) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads 11111111
        100  A fails -
        200  A in 2
        200  A reads 11111111
        600  A fails -
        700  A in 4
        700  A reads 22222222
    )"),
              "0 A tap 11111111\n700 A tap 22222222\n");
}

TEST(CardWatchTest, ReadsOnlyTheReadersItIsToldTo) {
    EXPECT_EQ(tell(R"(
        0    readers X1 B2
        0    X1 in 1
        0    B2 in 1
        0    X1 reads 11111111
        0    B2 reads 22222222
        100  readers X1
    )",
                   "B"),
              "0 X1 is not due\n0 B2 tap 22222222\n"
              "100 unavailable: no card reader whose name contains \"B\"; there is: X1\n");
}

TEST(CardWatchTest, ReadsACardAgainWhoseTapReachedNobody) {
    EXPECT_EQ(tell(R"(
        0    readers A
        0    A in 1
        0    A reads 11111111
        100  A forgotten -
        100  A reads 11111111
        200  A out 2
        200  A forgotten -
        200  A reads 11111111
    )"),
              "0 A tap 11111111\n100 A tap 11111111\n200 A is not due\n");
}

TEST(CardWatchTest, WakesTheServiceWhenAPlaceIsEmptyWithoutARemovalForLongerThanItsLooks) {
    CardWatch watch{""};
    watch.list({"A"});
    watch.see("A", {.present = true, .counter = 1}, at(0));
    watch.read("A", *from_hex("11111111"), at(0));
    watch.see("A", {.present = false, .counter = 1}, at(100));
    std::string woken;
    for (int time = 100; time <= 2000; time += 10) {
        if (watch.asleep(at(time)).empty()) continue;
        woken += std::to_string(time) + " ";
        watch.woken("A", at(time));
    }
    EXPECT_EQ(woken, "150 250 400 600 800 ");
    watch.see("A", {.present = true, .counter = 1}, at(2000));
    EXPECT_EQ(watch.due(at(2000)), std::vector<std::string>{"A"});
    watch.see("A", {.present = false, .counter = 2}, at(3000));
    EXPECT_FALSE(watch.next_due()) << "a removal that was counted";
}

TEST(CardWatchTest, TellsItsHealthInPlainWords) {
    CardWatch watch{""};
    watch.list({});
    EXPECT_EQ(watch.health(), "no card reader is connected: plug one in");
    watch.list({"A"});
    EXPECT_EQ(watch.health(), "1 card reader: A");
    watch.list({"A", "B"});
    watch.see("B", {.answers = false}, at(0));
    EXPECT_EQ(watch.health(),
              "2 card readers: A, B; B does not answer: unplug it and plug it in again");
}

}  // namespace
}  // namespace pareto::drivers::pcsc

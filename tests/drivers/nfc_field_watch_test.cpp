// The decisions of the NFC reader as stories: which cards each look finds, and what is told.
#include <sstream>

#include <gtest/gtest.h>

#include "drivers/nfc/field_watch.h"

namespace pareto::drivers::nfc {
namespace {

std::string print(const Outcome& outcome) {
    if (const auto* tap = std::get_if<ports::Tap>(&outcome)) return "tap " + to_hex(tap->uid);
    const auto& told = std::get<Fault>(outcome);
    if (told == explain(Unread::Random, "R")) return "Random";
    if (told == explain(Unread::OddLength, "R")) return "OddLength";
    return describe(told);
}

/// Each line is a look: the UIDs that answered, "-" for none, behind "unasked" when nobody waits;
/// or "lost", or "forget". Told is what came of it, a line for each look that told something, with
/// its number from 1.
std::string tell(const std::string& story) {
    FieldWatch watch{"R"};
    std::string told;
    std::istringstream lines{story};
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::vector<Bytes> uids;
        bool wanted = true;
        std::string verb;
        bool any = false;
        for (std::string word; words >> word;) {
            any = true;
            if (word == "unasked") {
                wanted = false;
            } else if (word == "lost" || word == "forget") {
                verb = word;
            } else if (word != "-") {
                uids.push_back(*from_hex(word));
            }
        }
        if (!any) continue;
        ++number;
        if (verb == "lost") {
            watch.lose_reader({FaultCode::Unavailable, "no reader"});
        } else if (verb == "forget") {
            watch.forget();
        } else {
            watch.see(uids, wanted);
        }
        std::string now;
        for (const auto& [reader, outcome] : watch.take())
            now += (now.empty() ? "" : ", ") + print(outcome);
        if (!now.empty()) told += std::to_string(number) + " " + now + "\n";
    }
    return told;
}

TEST(FieldWatchTest, TellsOneTapForEachPresentation) {
    EXPECT_EQ(tell("11111111 \n 11111111 \n - \n - \n - \n 11111111"),
              "1 tap 11111111\n6 tap 11111111\n");
}

TEST(FieldWatchTest, IsSilentForACardThatMissesALookOrTwo) {
    EXPECT_EQ(tell("11111111 \n - \n - \n 11111111 \n - \n 11111111"), "1 tap 11111111\n");
}

TEST(FieldWatchTest, TellsAnotherCardAtOnce) {
    EXPECT_EQ(tell("11111111 \n 22222222 \n 22222222 \n 22222222 \n 11111111"),
              "1 tap 11111111\n2 tap 22222222\n5 tap 11111111\n");
}

TEST(FieldWatchTest, TellsEveryCardInTheField) {
    EXPECT_EQ(tell("11111111 22222222 \n 22222222 11111111 \n 22222222 33333333"),
              "1 tap 11111111, tap 22222222\n3 tap 33333333\n");
}

TEST(FieldWatchTest, TellsOfARandomUidOnceThoughItDiffersInEveryLook) {
    EXPECT_EQ(tell("08000001 \n 08000002 \n 08000003 \n - \n - \n - \n 08000004"),
              "1 Random\n7 Random\n");
}

TEST(FieldWatchTest, TellsTheCardOfAMemberBesideAPhoneOnce) {
    EXPECT_EQ(tell("08000001 11111111 \n 08000002 11111111 \n 11111111"),
              "1 Random, tap 11111111\n");
}

TEST(FieldWatchTest, RefusesOtherLengthsThanFourSevenAndTen) {
    EXPECT_EQ(tell("112233 \n 112233 \n 11223344556677889900"),
              "1 OddLength\n3 tap 11223344556677889900\n");
}

TEST(FieldWatchTest, TellsNothingInLooksThatNobodyWaitsFor) {
    EXPECT_EQ(tell("unasked 11111111 \n unasked 11111111 \n 11111111"), "3 tap 11111111\n");
}

TEST(FieldWatchTest, SeesACardLeaveWhileNobodyWaits) {
    EXPECT_EQ(tell("11111111 \n unasked - \n unasked - \n unasked - \n 11111111"),
              "1 tap 11111111\n5 tap 11111111\n");
}

TEST(FieldWatchTest, TellsOnceThatTheReaderIsAwayAndThenEveryCardThereIs) {
    EXPECT_EQ(
        tell("11111111 \n lost \n lost \n 11111111 \n lost"),
        "1 tap 11111111\n2 unavailable: no reader\n4 tap 11111111\n5 unavailable: no reader\n");
}

TEST(FieldWatchTest, TellsACardAgainThatReachedNobody) {
    EXPECT_EQ(tell("11111111 \n forget \n 11111111 \n 11111111"),
              "1 tap 11111111\n3 tap 11111111\n");
    EXPECT_EQ(tell("11111111 \n forget \n - \n - \n -"), "1 tap 11111111\n");
}

TEST(FieldWatchTest, LooksQuicklyExceptAtCardsThatRestAndGoesOnUntilTheyLeave) {
    FieldWatch watch{"R"};
    EXPECT_EQ(watch.pause(), kLookPause);
    EXPECT_FALSE(watch.goes_on());
    watch.see({*from_hex("11111111")}, true);
    EXPECT_EQ(watch.pause(), kRestPause);
    EXPECT_TRUE(watch.goes_on());
    watch.see({}, false);
    EXPECT_EQ(watch.pause(), kLookPause);
    EXPECT_TRUE(watch.goes_on());
    watch.see({}, false);
    watch.see({}, false);
    EXPECT_FALSE(watch.goes_on());
}

TEST(FieldWatchTest, TellsItsHealthInPlainWords) {
    FieldWatch watch{"R"};
    EXPECT_EQ(watch.health(), "1 card reader: R");
    watch.see({*from_hex("08000001")}, true);
    EXPECT_EQ(watch.health(), "1 card reader: R; " + explain(Unread::Random, "R").detail);
    watch.lose_reader({FaultCode::Unavailable, "no reader"});
    EXPECT_EQ(watch.health(), "no reader");
}

}  // namespace
}  // namespace pareto::drivers::nfc

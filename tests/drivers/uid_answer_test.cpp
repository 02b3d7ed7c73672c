#include "drivers/pcsc/uid_answer.h"

#include <gtest/gtest.h>

namespace pareto::drivers::pcsc {
namespace {

/// The UID, or why there is none, from two answers in hexadecimal digits.
std::string judged(const std::string& first, const std::string& second) {
    const auto reading = judge(*from_hex(first), *from_hex(second));
    if (reading) return to_hex(*reading);
    switch (reading.error()) {
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

std::string judged(const std::string& answer) {
    return judged(answer, answer);
}

TEST(UidAnswerTest, IsTheUidWhenBothAnswersAreTheSame) {
    EXPECT_EQ(judged("deadbeef9000"), "deadbeef");
    EXPECT_EQ(judged("04a2b3c4d5e6809000"), "04a2b3c4d5e680");
    EXPECT_EQ(judged("0102030405060708090a9000"), "0102030405060708090a");
}

TEST(UidAnswerTest, IsNobodyWhenTheAnswersDiffer) {
    EXPECT_EQ(judged("deadbeef9000",
                     "11223344"
                     "9000"),
              "Lost");
    EXPECT_EQ(judged("deadbeef9000", "6300"), "Lost");
    EXPECT_EQ(judged("deadbeef9000", ""), "Lost");
    EXPECT_EQ(judged("deadbeef9000", "deadbeef900000"), "Lost");
}

TEST(UidAnswerTest, IsNobodyWhenTheAnswerIsNoAnswer) {
    EXPECT_EQ(judged(""), "Lost");
    EXPECT_EQ(judged("90"), "Lost");
    EXPECT_EQ(judged("6300"), "Lost");
    EXPECT_EQ(judged("deadbeef6300"), "Lost");
}

TEST(UidAnswerTest, RefusesACardOrReaderWithoutUid) {
    for (const std::string status : {"6a81", "6d00", "6e00", "6c04", "6700", "9000"})
        EXPECT_EQ(judged(status), "NoUid");
    EXPECT_EQ(judged("deadbeef6282"), "NoUid");
}

TEST(UidAnswerTest, RefusesUidsOfOtherLengths) {
    for (const std::size_t length : {1U, 3U, 5U, 6U, 8U, 9U, 11U, 16U, 262U}) {
        EXPECT_EQ(judged(to_hex(Bytes(length, '\x04')) + "9000"), "OddLength") << length;
    }
}

TEST(UidAnswerTest, RefusesRandomUids) {
    EXPECT_EQ(judged("08aabbcc9000"), "Random");
    EXPECT_EQ(judged("08a2b3c4d5e6809000"), "08a2b3c4d5e680");  // only short UIDs can be random
}

TEST(UidAnswerTest, TellsNeverTheUidItself) {
    for (const Unread why : {Unread::Busy,
                             Unread::Mute,
                             Unread::Lost,
                             Unread::NoUid,
                             Unread::OddLength,
                             Unread::Random}) {
        EXPECT_NE(explain(why, "ACS ACR122U 00 00").detail.find("ACS ACR122U 00 00"),
                  std::string::npos);
        EXPECT_NE(explain(why, "A").code,
                  FaultCode::Unavailable);  // which is for readers and the service
    }
}

}  // namespace
}  // namespace pareto::drivers::pcsc

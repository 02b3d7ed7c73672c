#include <gtest/gtest.h>

#include "common/loyalty/loyalty.h"

namespace pareto::loyalty {
namespace {

/// EAN-13 as the standard has it: from the right, the weights are 3 and 1 in turn.
char ean_check_digit(std::string_view twelve) {
    int sum = 0;
    int weight = 3;
    for (auto digit = twelve.rbegin(); digit != twelve.rend(); ++digit) {
        sum += (*digit - '0') * weight;
        weight = 4 - weight;
    }
    return static_cast<char>('0' + (1000 - sum) % 10);
}

TEST(MemberNumberTest, TheCheckDigitOfThisTestIsThatOfPrintedBarcodes) {
    for (const std::string_view printed :
         {"4006381333931", "5901234123457", "9780201379624", "9783161484100", "0012345678905"})
        EXPECT_EQ(ean_check_digit(printed.substr(0, 12)), printed[12]) << printed;
}

TEST(MemberNumberTest, HasAPrefixTenDigitsAndACheckDigit) {
    EXPECT_EQ(member_number(1), "2900000000018");              // 2·1 + 9·3 + 1·3 = 32
    EXPECT_EQ(member_number(2), "2900000000025");              // 35
    EXPECT_EQ(member_number(10), "2900000000100");             // 30
    EXPECT_EQ(member_number(1'234'567'890), "2912345678906");  // 114
    EXPECT_EQ(member_number(9'999'999'999), "2999999999991");  // 209
}

TEST(MemberNumberTest, HasTheCheckDigitOfEan13) {
    for (std::int64_t running = 1; running <= 9'999'999'999; running = running * 7 + 3) {
        const std::string text = member_number(running);
        ASSERT_EQ(text.size(), 13U);
        EXPECT_EQ(text[12], ean_check_digit(text.substr(0, 12))) << text;
        EXPECT_TRUE(is_member_number(text)) << text;
    }
}

TEST(MemberNumberTest, EverySingleWrongDigitIsNoticed) {
    for (const std::int64_t running : {std::int64_t{1},
                                       std::int64_t{4'711},
                                       std::int64_t{1'234'567'890},
                                       std::int64_t{9'999'999'999}}) {
        const std::string right = member_number(running);
        for (std::size_t place = 0; place < right.size(); ++place) {
            for (char digit = '0'; digit <= '9'; ++digit) {
                std::string wrong = right;
                wrong[place] = digit;
                EXPECT_EQ(is_member_number(wrong), wrong == right) << wrong;
            }
        }
    }
}

TEST(MemberNumberTest, NeighboursThatChangedPlacesAreNoticedUnlessFiveApart) {
    const std::string right = member_number(1'234'567'890);
    for (std::size_t place = 2; place + 1 < right.size(); ++place) {
        std::string wrong = right;
        std::swap(wrong[place], wrong[place + 1]);
        const int apart = std::abs(right[place] - right[place + 1]);
        EXPECT_EQ(is_member_number(wrong), apart == 0 || apart == 5) << wrong;
    }
}

TEST(MemberNumberTest, IsNothingElse) {
    using std::string_literals::operator""s;
    for (const auto& text : {""s,
                             "29"s,
                             "290000000001"s,
                             "29000000000180"s,
                             " 2900000000018"s,
                             "2900000000018 "s,
                             "290000000001x"s,
                             "4006381333931"s,
                             "29000000000１8"s,
                             "-900000000018"s,
                             "2900000000018"s.substr(1) + "\0"s})
        EXPECT_FALSE(is_member_number(text)) << text;
}

TEST(MemberNumberDeathTest, TheRunningNumberHasOneToTenDigits) {
    EXPECT_DEATH(static_cast<void>(member_number(0)), "check failed");
    EXPECT_DEATH(static_cast<void>(member_number(-1)), "check failed");
    EXPECT_DEATH(static_cast<void>(member_number(10'000'000'000)), "check failed");
}

}  // namespace
}  // namespace pareto::loyalty

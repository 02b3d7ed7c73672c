#include "common/goods/digits.h"

#include <gtest/gtest.h>

namespace pareto::goods {
namespace {

TEST(CheckDigitTest, IsThatOfPrintedNumbers) {
    for (const auto* number : {"73513537",             // EAN-8
                               "036000291452",         // UPC-A
                               "4006381333931",        // EAN-13
                               "9506000134352",        // GS1's own example of a GTIN
                               "80614141123458",       // GTIN-14
                               "106141412345678908",   // SSCC
                               "061414112345678902"})  // GSRN
        EXPECT_TRUE(has_check_digit(number)) << number;
}

TEST(CheckDigitTest, FindsEverySingleWrongDigit) {
    const std::string number = "4006381333931";
    for (std::size_t place = 0; place < number.size(); ++place) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string typed = number;
            typed[place] = digit;
            EXPECT_EQ(has_check_digit(typed), typed == number) << typed;
        }
    }
}

TEST(CheckDigitTest, IsNoneInTextsThatAreNoNumbers) {
    for (const auto* text : {"", "0", "400638133393X", " 4006381333931", "-1"})
        EXPECT_FALSE(has_check_digit(text)) << text;
}

// Computed by hand from the tables of weighted products in the GS1 General Specifications, 7.9.2.
TEST(PriceCheckDigitTest, IsComputedAsTheStandardDoes) {
    EXPECT_EQ(price_check_digit("2875"), '9');
    EXPECT_EQ(price_check_digit("0000"), '0');
    EXPECT_EQ(price_check_digit("14685"), '6');
    EXPECT_EQ(price_check_digit("00000"), '0');
    EXPECT_EQ(price_check_digit("00001"), '4');
}

TEST(PriceCheckDigitTest, FindsEverySingleWrongDigit) {
    for (const std::string number : {"2875", "14685"}) {
        for (std::size_t place = 0; place < number.size(); ++place) {
            for (char digit = '0'; digit <= '9'; ++digit) {
                std::string typed = number;
                typed[place] = digit;
                EXPECT_EQ(price_check_digit(typed) == price_check_digit(number), typed == number)
                    << typed;
            }
        }
    }
}

TEST(NumberTest, IsReadUpToTheLargestOf64Bits) {
    EXPECT_EQ(number_of("18446744073709551615"), 18'446'744'073'709'551'615U);
    EXPECT_EQ(number_of("0007"), 7U);
    for (const auto* text : {"", "18446744073709551616", "1 ", "+1", "1e3"})
        EXPECT_EQ(number_of(text), std::nullopt) << text;
}

}  // namespace
}  // namespace pareto::goods

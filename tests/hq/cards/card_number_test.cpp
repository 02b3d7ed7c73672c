#include "hq/cards/card_number.h"

#include <gtest/gtest.h>

namespace pareto::hq::cards {
namespace {

TEST(CardNumberTest, DrawnNumbersCarryACheckDigitAndFitOnACard) {
    EXPECT_EQ(drawn_card_number(1), "C000000018");
    EXPECT_EQ(drawn_card_number(2), "C000000026");
    EXPECT_EQ(drawn_card_number(12'345'678), "C123456782");
    EXPECT_EQ(drawn_card_number(123'456'789'012), "C1234567890128");
    EXPECT_TRUE(is_card_number(drawn_card_number(1)));
    EXPECT_TRUE(is_card_number(drawn_card_number(123'456'789'012)));
}

TEST(CardNumberTest, ANumberHasOneToSixteenPrintableCharacters) {
    for (const char* good : {"1", "VIP-0001", "1234567890123456", "~!"})
        EXPECT_TRUE(is_card_number(good)) << good;
    for (const char* bad : {"", "12345678901234567", "a b", "#1", "tab\t", "\xC3\xA9"})
        EXPECT_FALSE(is_card_number(bad)) << bad;
    EXPECT_TRUE(fits_on_card("C1", "2900000000018"));
    EXPECT_FALSE(fits_on_card("C1", "29000000000"));
    EXPECT_FALSE(fits_on_card("C1", "M-1"));
}

}  // namespace
}  // namespace pareto::hq::cards

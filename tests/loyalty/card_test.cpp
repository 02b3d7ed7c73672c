#include "common/loyalty/card.h"

#include <gtest/gtest.h>

namespace pareto::loyalty {
namespace {

TEST(CardFamilyTest, HasANameThatPeopleWrite) {
    for (int number = 0; number <= kCardFamilyLast; ++number) {
        const auto family = static_cast<CardFamily>(number);
        EXPECT_EQ(card_family(name_of(family)), family);
    }
    EXPECT_EQ(name_of(CardFamily::DesfireEv1), "desfire-ev1");
    for (const char* const other : {"", "NTAG424", "desfire", "ntag424 "})
        EXPECT_EQ(card_family(other), std::nullopt) << other;
}

TEST(CardFamilyTest, OnlyAUidProvesNothing) {
    EXPECT_FALSE(is_secure(CardFamily::UidOnly));
    EXPECT_TRUE(is_secure(CardFamily::Ntag424));
    EXPECT_TRUE(is_secure(CardFamily::DesfireEv1));
    EXPECT_TRUE(is_secure(CardFamily::DesfireEv2));
}

}  // namespace
}  // namespace pareto::loyalty

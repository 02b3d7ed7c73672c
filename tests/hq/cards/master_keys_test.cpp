// The file of master keys: what is written is read, and what is damaged is told by line, without
// what stands there.
#include "hq/cards/master_keys.h"

#include <set>

#include <gtest/gtest.h>

#include "drivers/card/member_application.h"
#include "tests/drivers/card/card_stage.h"

namespace pareto::hq::cards {
namespace {

using drivers::card::Family;
using drivers::card::MasterKey;
using drivers::card::SeededRandom;

std::string made() {
    SeededRandom random{3};
    return write_master_keys(make_master_keys(random));
}

std::string told(const std::string& text) {
    const auto keys = read_master_keys(text);
    return keys ? std::to_string(keys->size()) + " keys" : keys.error().detail;
}

// Line 3 is the first key: two lines of remarks stand before it.
std::string with_third_line(const std::string& line) {
    std::string text = made();
    std::size_t start = 0;
    for (int skipped = 0; skipped < 2; ++skipped)
        start = text.find('\n', start) + 1;
    return text.replace(start, text.find('\n', start) - start, line);
}

TEST(MasterKeysTest, EverySlotOfEveryFamilyHasAKeyOfItsOwn) {
    SeededRandom random{3};
    const auto keys = make_master_keys(random);
    std::set<Bytes> different;
    for (const MasterKey& key : keys) {
        EXPECT_EQ(key.version, 1U);
        different.insert(Bytes{key.key.view()});
    }
    EXPECT_EQ(keys.size(), 5U + 11U + 11U);
    EXPECT_EQ(different.size(), keys.size());
}

TEST(MasterKeysTest, WhatIsWrittenIsRead) {
    const std::string text = made();
    const auto keys = read_master_keys(text);
    ASSERT_TRUE(keys) << keys.error().detail;
    EXPECT_EQ(write_master_keys(*keys), text);
    const auto more =
        read_master_keys(text + "desfire-ev2 10 255 " + std::string(32, 'a') + "\n\n# new");
    ASSERT_TRUE(more) << more.error().detail;
    EXPECT_EQ(more->back().family, Family::DesfireEv2);
    EXPECT_EQ(more->back().slot, 10U);
    EXPECT_EQ(more->back().version, 255U);
}

TEST(MasterKeysTest, WhatIsDamagedIsToldByLineAndNeverShown) {
    const std::string secret = "00112233445566778899aabbccddeeff";
    const std::pair<std::string, std::string> cases[] = {
        {"ntag424 0 1 " + secret, "27 keys"},
        {"uid 0 1 " + secret, "line 3: not one of ntag424, desfire-ev1, desfire-ev2"},
        {"mifare 0 1 " + secret, "line 3: not one of ntag424, desfire-ev1, desfire-ev2"},
        {secret, "line 3: not one of ntag424, desfire-ev1, desfire-ev2"},
        {"ntag424 5 1 " + secret, "line 3: this family has no such slot"},
        {"ntag424 -1 1 " + secret, "line 3: this family has no such slot"},
        {"desfire-ev1 11 1 " + secret, "line 3: this family has no such slot"},
        {"ntag424 0 0 " + secret, "line 3: a version is a number from 1 to 255"},
        {"ntag424 0 256 " + secret, "line 3: a version is a number from 1 to 255"},
        {"ntag424 0 99999999999999999999 " + secret, "line 3: a version is a number from 1 to 255"},
        {"ntag424 0 1", "line 3: a key is 32 hexadecimal digits"},
        {"ntag424 0 1 " + secret + "00", "line 3: a key is 32 hexadecimal digits"},
        {"ntag424 0 1 " + secret.substr(1), "line 3: a key is 32 hexadecimal digits"},
        {"ntag424 0 1 " + secret.substr(1) + "g", "line 3: a key is 32 hexadecimal digits"},
        {"ntag424 0 1 " + secret + "\r", "line 3: a key is 32 hexadecimal digits"},
        {"ntag424  0 1 " + secret, "line 3: this family has no such slot"},
        {"ntag424 1 1 " + secret, "line 4: this version of this slot's key was given before"},
        {"# gone", "no key for slot 0 of ntag424"},
    };
    for (const auto& [line, wanted] : cases) {
        const std::string found = told(with_third_line(line));
        EXPECT_EQ(found, wanted) << line;
        EXPECT_EQ(found.find(secret.substr(0, 8)), std::string::npos);
    }
    EXPECT_EQ(told(""), "no key for slot 0 of ntag424");
    const std::string text = made();
    EXPECT_EQ(told(text.substr(0, text.size() / 2)).substr(0, 5), "line ");
}

}  // namespace
}  // namespace pareto::hq::cards

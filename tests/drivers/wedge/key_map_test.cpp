#include "drivers/wedge/key_map.h"

#include <string>

#include <gtest/gtest.h>
#include <linux/input.h>

#include "tests/drivers/wedge/keyboard.h"

namespace pareto::drivers::wedge {
namespace {

class KeyMapTest : public testing::Test {
protected:
    /// Characters as they are; ~ for another key, ! for lost ones, * in front of a repeated one.
    std::string take(std::uint16_t type, std::uint16_t code, std::int32_t value) {
        const KeyEvent event = map.take(type, code, value);
        switch (event.kind) {
            case KeyEvent::Kind::Nothing:
                return "";
            case KeyEvent::Kind::Character:
                return (event.repeated ? "*" : "") + std::string{event.character};
            case KeyEvent::Kind::Other:
                return "~";
            case KeyEvent::Kind::Lost:
                return "!";
        }
        return "?";
    }

    std::string press(std::uint16_t code) {
        const std::string down = take(EV_KEY, code, 1);
        return down + take(EV_KEY, code, 0);
    }

    std::string holding(std::uint16_t modifier, std::initializer_list<std::uint16_t> codes) {
        std::string text = take(EV_KEY, modifier, 1);
        for (const auto code : codes)
            text += press(code);
        return text + take(EV_KEY, modifier, 0);
    }

    KeyMap map;
};

TEST_F(KeyMapTest, GivesTheCharactersOfTheUsLayout) {
    std::string text;
    for (const auto& event : test::key_events("04A2b3c4-Z;?]\n\t", 1000, 2))
        text += take(event.type, event.code, event.value);
    EXPECT_EQ(text, "04A2b3c4-Z;?]\n\t");
    EXPECT_EQ(
        holding(KEY_RIGHTSHIFT, {KEY_1, KEY_5, KEY_MINUS, KEY_EQUAL, KEY_APOSTROPHE, KEY_COMMA}),
        "!%_+\"<");
    EXPECT_EQ(press(KEY_KP7) + press(KEY_KPENTER) + press(KEY_KPDOT), "7\n.");
}

TEST_F(KeyMapTest, ShiftsLettersByCapsLockAlone) {
    press(KEY_CAPSLOCK);
    EXPECT_EQ(press(KEY_A) + press(KEY_1), "A1");
    EXPECT_EQ(holding(KEY_LEFTSHIFT, {KEY_A, KEY_1}), "a!");
    press(KEY_CAPSLOCK);
    EXPECT_EQ(press(KEY_A), "a");
}

TEST_F(KeyMapTest, KnowsBothKeysOfAModifier) {
    take(EV_KEY, KEY_LEFTSHIFT, 1);
    take(EV_KEY, KEY_RIGHTSHIFT, 1);
    take(EV_KEY, KEY_LEFTSHIFT, 0);
    EXPECT_EQ(press(KEY_A), "A");
    take(EV_KEY, KEY_RIGHTSHIFT, 0);
    EXPECT_EQ(press(KEY_A), "a");
}

TEST_F(KeyMapTest, GivesTheGroupSeparatorInBothWaysThatScannersHave) {
    EXPECT_EQ(holding(KEY_LEFTCTRL, {KEY_RIGHTBRACE}), "\x1D");
    EXPECT_EQ(holding(KEY_LEFTALT, {KEY_KP0, KEY_KP2, KEY_KP9}), "\x1D");
    EXPECT_EQ(holding(KEY_LEFTALT, {KEY_KP6, KEY_KP5}), "A");
    EXPECT_EQ(holding(KEY_LEFTALT, {KEY_KP2, KEY_KP3, KEY_KP3}), "~");  // no ASCII
    EXPECT_EQ(holding(KEY_LEFTALT, {}), "");
    EXPECT_EQ(holding(KEY_LEFTALT, {KEY_A}), "~");
    EXPECT_EQ(holding(KEY_LEFTCTRL, {KEY_M, KEY_1}), "\r~");
}

TEST_F(KeyMapTest, TellsKeysWithoutACharacterAndRepeatedOnes) {
    EXPECT_EQ(press(KEY_F1) + press(KEY_LEFT), "~~");
    EXPECT_EQ(take(EV_KEY, KEY_A, 1) + take(EV_KEY, KEY_A, 2) + take(EV_KEY, KEY_A, 0), "a*a");
    EXPECT_EQ(take(EV_REL, REL_X, 5) + take(EV_MSC, MSC_SCAN, 4), "");
}

TEST_F(KeyMapTest, StartsAgainAtTheNextReportAfterEventsWereLost) {
    EXPECT_EQ(take(EV_KEY, KEY_LEFTSHIFT, 1), "");
    EXPECT_EQ(take(EV_SYN, SYN_DROPPED, 0), "!");
    EXPECT_EQ(press(KEY_A), "");
    EXPECT_EQ(take(EV_SYN, SYN_REPORT, 0), "");
    EXPECT_EQ(press(KEY_A), "a");
}

}  // namespace
}  // namespace pareto::drivers::wedge

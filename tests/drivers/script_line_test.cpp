#include "drivers/scripted/script_line.h"

#include <gtest/gtest.h>

namespace pareto::drivers::scripted {
namespace {

/// "uid …", "number …", "nothing" or "wrong: …".
std::string parsed(std::string_view line) {
    const auto tap = parse_line(line);
    if (!tap) return "wrong: " + tap.error();
    if (!*tap) return "nothing";
    return (*tap)->number.empty() ? "uid " + to_hex((*tap)->uid) : "number " + (*tap)->number;
}

TEST(ScriptLineTest, TakesUidsAndNumbers) {
    EXPECT_EQ(parsed("uid 04A2B3C4D5E680"), "uid 04a2b3c4d5e680");
    EXPECT_EQ(parsed("  uid\t04a2b3c4d5e680 \r"), "uid 04a2b3c4d5e680");
    EXPECT_EQ(parsed("number 906"), "number 906");
    EXPECT_EQ(parsed("number HK-2026_00042"), "number HK-2026_00042");
    EXPECT_EQ(parsed("scan ]e00104006381333931\x1d"
                     "10A B"),
              "number ]e00104006381333931\x1d"
              "10A B");
    EXPECT_EQ(parsed("scan https://id.gs1.org/01/04006381333931"),
              "number https://id.gs1.org/01/04006381333931");
}

TEST(ScriptLineTest, PassesOverCommentsAndEmptyLines) {
    for (const auto* line : {"", "   ", "\r", "# uid 04A2B3C4D5E680", "   # late"})
        EXPECT_EQ(parsed(line), "nothing") << line;
}

TEST(ScriptLineTest, SaysWhatIsWrongWithoutRepeatingTheCard) {
    const std::string digits =
        "wrong: after \"uid\" stand pairs of hexadecimal digits and nothing else";
    const std::string number =
        "wrong: after \"number\" stand 1 to 64 letters, digits, - or _ and nothing else";
    const std::string length =
        "wrong: the card has a UID of another length than 4, 7 or 10 bytes and cannot be used";
    EXPECT_EQ(parsed("uid 04A2B3C4D5E68"), digits);
    EXPECT_EQ(parsed("uid 04A2 B3C4"), digits);
    EXPECT_EQ(parsed("uid xyz"), digits);
    EXPECT_EQ(parsed("uid"), length);
    EXPECT_EQ(parsed("uid 04A2B3C4D5E68001"), length);
    EXPECT_NE(parsed("uid 08AABBCC").find("random UID"), std::string::npos);
    EXPECT_EQ(parsed("scan"), "wrong: after \"scan\" stands the text of a code");
    EXPECT_EQ(parsed("scan 4\x01"), "wrong: after \"scan\" stands the text of a code");
    EXPECT_EQ(parsed("number"), number);
    EXPECT_EQ(parsed("number 9 06"), number);
    EXPECT_EQ(parsed("number " + std::string(65, '9')), number);
    EXPECT_EQ(parsed("numbers 906"),
              "wrong: a line starts with \"uid\", \"number\", \"scan\" or \"#\"");
    EXPECT_EQ(parsed("04A2B3C4D5E680"),
              "wrong: a line starts with \"uid\", \"number\", \"scan\" or \"#\"");
    EXPECT_EQ(parsed(std::string{"number 9"} + '\0' + "06"), number);
    EXPECT_EQ(parsed(std::string(300, '#')), "wrong: the line is longer than 256 bytes");
}

}  // namespace
}  // namespace pareto::drivers::scripted

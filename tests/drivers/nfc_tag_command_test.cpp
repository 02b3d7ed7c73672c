#include <gtest/gtest.h>

#include "drivers/nfc/tag_command.h"

namespace pareto::drivers::nfc {
namespace {

/// "native, bytes of the answer", or "none".
std::string asked(const std::string& digits) {
    const auto command = tag_command(*from_hex(digits));
    if (!command) return "none";
    return to_hex(command->native) + ", " + std::to_string(command->answer_bytes);
}

TEST(TagCommandTest, ReadsAndWritesPagesInTheTagsOwnCommands) {
    EXPECT_EQ(asked("ffb0000410"), "3004, 16");
    EXPECT_EQ(asked("ffb0000404"), "3004, 4");
    EXPECT_EQ(asked("ffb0000400"), "3004, 16");
    EXPECT_EQ(asked("ffd600050401020304"), "a20501020304, 0");
}

TEST(TagCommandTest, KnowsNothingElse) {
    for (const std::string digits : {"",
                                     "ff",
                                     "ffb00004",
                                     "ffb0010410",
                                     "ffb0000411",
                                     "ffb000041000",
                                     "ffd6000504010203",
                                     "ffd60005040102030405",
                                     "ffd600050501020304",
                                     "ffca000000",
                                     "00b0000410"})
        EXPECT_EQ(asked(digits), "none") << digits;
}

TEST(TagCommandTest, KeepsTheReadersClassFromTheCard) {
    EXPECT_TRUE(is_for_reader(kGetUid));
    EXPECT_FALSE(is_for_reader(*from_hex("9060000000")));
    EXPECT_FALSE(is_for_reader(""));
}

}  // namespace
}  // namespace pareto::drivers::nfc

#include "common/base/bytes.h"

#include <gtest/gtest.h>

namespace pareto {
namespace {

using std::string_literals::operator""s;

/// What from_hex makes of a text, or "nothing".
std::string read(std::string_view text) {
    const auto bytes = from_hex(text);
    return bytes ? *bytes : "nothing";
}

TEST(HexTest, WritesTwoLowerCaseDigitsAByte) {
    EXPECT_EQ(to_hex(""), "");
    EXPECT_EQ(to_hex("\x00\x01\x7f\x80\xff"s), "00017f80ff");
    EXPECT_EQ(to_hex("\xde\xad\xbe\xef"), "deadbeef");
}

TEST(HexTest, ReadsBothCases) {
    EXPECT_EQ(read(""), "");
    EXPECT_EQ(read("00017f80ff"), "\x00\x01\x7f\x80\xff"s);
    EXPECT_EQ(read("DeAdBeEf"), "\xde\xad\xbe\xef");
}

TEST(HexTest, ReadsNothingElse) {
    for (const auto* const text :
         {"0", "abc", "0g", "g0", " 00", "00 ", "0x00", "-1", "+1", "\xff\xff", "００"})
        EXPECT_EQ(read(text), "nothing") << text;
    EXPECT_EQ(read("00\0"s), "nothing");
    EXPECT_EQ(read("0\0"s), "nothing");
}

TEST(HexTest, NeighboursOfTheDigitsAreNotDigits) {
    for (const char c : {'/', ':', '@', 'G', '`', 'g'})
        EXPECT_EQ(read(std::string{'0', c}), "nothing") << c;
}

TEST(HexTest, EveryByteComesBack) {
    Bytes all;
    for (int byte = 0; byte < 256; ++byte)
        all.push_back(static_cast<char>(byte));
    EXPECT_EQ(read(to_hex(all)), all);
}

TEST(HashTest, IsExactlyThirtyTwoBytes) {
    for (const std::size_t size : {0U, 1U, 20U, 31U, 33U, 64U})
        EXPECT_FALSE(Hash::from(Bytes(size, 'x'))) << size;
    const Bytes bytes = "0123456789abcdef0123456789abcde\0"s;
    const auto hash = Hash::from(bytes);
    ASSERT_TRUE(hash);
    EXPECT_EQ(hash->view(), bytes);
}

TEST(HashTest, BeforeTheFirstEntryStandZeros) {
    EXPECT_EQ(Hash{}.view(), Bytes(32, '\0'));
    EXPECT_EQ(Hash::from(Bytes(32, '\0')), Hash{});
}

}  // namespace
}  // namespace pareto

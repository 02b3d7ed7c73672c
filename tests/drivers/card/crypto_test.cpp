#include "drivers/card/crypto.h"

#include <gtest/gtest.h>

#include "tests/drivers/card/card_stage.h"
#include "tests/support/cards/chips/chip_crypto.h"

namespace pareto::drivers::card {
namespace {

AesKey key_of(std::string_view digits) {
    return *AesKey::from(hex(digits));
}

// NIST SP 800-38B, AES-128.
TEST(CmacTest, GivesThePublishedAnswers) {
    const AesKey key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
    const std::string message =
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
    const std::pair<std::size_t, const char*> cases[] = {{0, "bb1d6929e95937287fa37d129b756746"},
                                                         {16, "070a16b46b4d4144f79bdd9dd04a287c"},
                                                         {40, "dfa66747de9ae63030ca32611497c827"},
                                                         {64, "51f0bebf7e3b9d92fc49741779363cfe"}};
    for (const auto& [bytes, expected] : cases) {
        EXPECT_EQ(to_hex(cmac(key, hex(message.substr(0, 2 * bytes)))), expected) << bytes;
        EXPECT_EQ(to_hex(test::full_cmac(Bytes{key.view()}, hex(message.substr(0, 2 * bytes)))),
                  expected)
            << bytes;
    }
}

TEST(CmacTest, MakesItsSubkeysByDoubling) {
    const Bytes zero =
        encrypt_cbc(key_of("2b7e151628aed2a6abf7158809cf4f3c"), zero_block(), zero_block());
    EXPECT_EQ(to_hex(doubled(zero)), "fbeed618357133667c85e08f7236a8de");
    EXPECT_EQ(to_hex(doubled(doubled(zero))), "f7ddac306ae266ccf90bc11ee46d513b");
    EXPECT_EQ(to_hex(doubled(hex("8000000000000001"))), "0000000000000019");
}

TEST(CmacTest, ChainsLikeTheChips) {
    const AesKey key = key_of("000102030405060708090a0b0c0d0e0f");
    for (const std::size_t bytes : {0U, 1U, 15U, 16U, 17U, 32U, 40U}) {
        const Bytes message(bytes, 'm');
        const Bytes iv(16, 'i');
        EXPECT_EQ(cmac_from(key, iv, message), test::chained_cmac(Bytes{key.view()}, iv, message))
            << bytes;
    }
}

TEST(CbcTest, IsUndoneAndLikeTheChips) {
    const AesKey key = key_of("000102030405060708090a0b0c0d0e0f");
    const Bytes iv(16, 'i');
    const Bytes data(48, 'd');
    const Bytes enciphered = encrypt_cbc(key, iv, data);
    EXPECT_EQ(enciphered, test::aes(Bytes{key.view()}, iv, data));
    EXPECT_EQ(decrypt_cbc(key, iv, enciphered), data);
}

// AN12196, ChangeKey: the checksum of the new key.
TEST(ChecksumTest, HasNoFinalComplement) {
    EXPECT_EQ(to_hex(crc32_desfire(hex("F3847D627727ED3BC9C4CC050489B966"))), "789dfadc");
    EXPECT_EQ(test::crc32_jam(hex("F3847D627727ED3BC9C4CC050489B966")), hex("789dfadc"));
    EXPECT_EQ(to_hex(crc32_desfire("")), "ffffffff");
}

TEST(PaddingTest, IsAddedAlwaysAndTakenOffOnlyWhenItIsOne) {
    EXPECT_EQ(to_hex(with_padding("")), "80000000000000000000000000000000");
    EXPECT_EQ(with_padding(Bytes(16, 'x')).size(), 32U);
    for (const std::size_t bytes : {0U, 1U, 15U, 16U, 31U})
        EXPECT_EQ(without_padding(with_padding(Bytes(bytes, 'x'))), Bytes(bytes, 'x')) << bytes;
    EXPECT_FALSE(without_padding(Bytes(16, '\0')));
    EXPECT_FALSE(without_padding(Bytes(16, 'x')));
    EXPECT_FALSE(without_padding(Bytes(1, '\x80') + Bytes(16, '\0')));
}

TEST(SecretTest, IsComparedWholeAndWiped) {
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abc", "abd"));
    EXPECT_FALSE(same_secret("abc", "ab"));
    Bytes secret = "secret";
    wipe(secret);
    EXPECT_TRUE(secret.empty());
    EXPECT_FALSE(AesKey::from(Bytes(15, 'k')));
    EXPECT_EQ(AesKey{}.view(), Bytes(16, '\0'));
}

TEST(NumberTest, IsLeastSignificantByteFirst) {
    EXPECT_EQ(to_hex(little_endian(0x123456, 3)), "563412");
    EXPECT_EQ(from_little_endian(hex("563412")), 0x123456U);
    EXPECT_EQ(rotated("abc"), "bca");
    EXPECT_EQ(rotated(""), "");
}

}  // namespace
}  // namespace pareto::drivers::card

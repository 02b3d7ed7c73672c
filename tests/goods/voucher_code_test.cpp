// The printed code of a voucher: what is read back, and what a misread character does.
#include "common/goods/voucher_code.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "common/goods/scan.h"

namespace pareto::goods {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

Bytes any_secret() {
    return *rc::gen::container<std::string>(kVoucherSecretBytes, rc::gen::arbitrary<char>());
}

TEST(VoucherCodeTest, HasThePublishedForm) {
    // 80 bits of 0, and of 1: 16 characters 0 and Z. The check of sixteen 31s is worked out by
    // hand: sum <- x*(sum + 31) in the field of 32 elements, sixteen times from 0.
    EXPECT_EQ(voucher_code(Bytes(10, '\0')), "V00000000000000000");
    // 1 in the last five bits only: times x once is 2.
    EXPECT_EQ(voucher_code(Bytes(9, '\0') + '\x01'), "V00000000000000012");
    // 16 in the first five bits (0x80): x^4 times x^16, which is x^20; x^5 = x^2 + 1, so x^20 =
    // (x^4 + 1)^2 = x^8 + 1 ... = x^3 + x^2 = 12.
    EXPECT_EQ(voucher_code('\x80' + Bytes(9, '\0')).substr(0, 17), "VG000000000000000");
    EXPECT_EQ(voucher_code('\x80' + Bytes(9, '\0')).back(), 'C');
    EXPECT_EQ(grouped_voucher_code(Bytes(10, '\0')), "V00000-000000-000000");
}

TEST(VoucherCodeTest, IsReadAsPeopleAndScannersGiveIt) {
    const Bytes secret = Bytes(9, '\0') + '\x01';
    for (const char* text : {"V00000000000000012",
                             "v00000000000000012",
                             "V00000-000000-000012",
                             " v ooooo-000000-0000I2 ",
                             "VO0O0O0O0O0O0O00L2"})
        EXPECT_EQ(parse_voucher_code(text), secret) << text;
    for (const char* text : {"",
                             "V",
                             "V0000000000000001",
                             "V000000000000000123",
                             "V00000000000000013",
                             "V0000000000000001U",
                             "X00000000000000012",
                             "V00000000000000012\n0",
                             "V0000000000000001%"})
        EXPECT_EQ(parse_voucher_code(text), std::nullopt) << text;
}

RC_GTEST_PROP(VoucherCodeTest, ComesBackAsItWas, ()) {
    const Bytes secret = any_secret();
    RC_ASSERT(parse_voucher_code(voucher_code(secret)) == secret);
    RC_ASSERT(parse_voucher_code(grouped_voucher_code(secret)) == secret);
}

RC_GTEST_PROP(VoucherCodeTest, OneWrongCharacterIsFound, ()) {
    const std::string code = voucher_code(any_secret());
    std::string wrong = code;
    char& at = wrong[*rc::gen::inRange<std::size_t>(1, wrong.size())];
    at = *rc::gen::elementOf(std::string{kAlphabet});
    RC_PRE(wrong != code);
    RC_ASSERT(parse_voucher_code(wrong) == std::nullopt);
}

RC_GTEST_PROP(VoucherCodeTest, TwoNeighboursThatChangedPlacesAreFound, ()) {
    const std::string code = voucher_code(any_secret());
    const auto at = *rc::gen::inRange<std::size_t>(1, code.size() - 1);
    std::string wrong = code;
    std::swap(wrong[at], wrong[at + 1]);
    RC_PRE(wrong != code);
    RC_ASSERT(parse_voucher_code(wrong) == std::nullopt);
}

TEST(VoucherCodeTest, IsAMeaningOfAScan) {
    const BusinessDate today{std::chrono::year{2026} / 3 / 10};
    const Scan scan = understand("]C0V00000000000000012\r\n", {}, today);
    ASSERT_TRUE(std::holds_alternative<ScannedVoucher>(scan));
    EXPECT_EQ(std::get<ScannedVoucher>(scan).secret, Bytes(9, '\0') + '\x01');
    EXPECT_TRUE(std::holds_alternative<UnknownText>(understand("V00000000000000013", {}, today)));
}

}  // namespace
}  // namespace pareto::goods

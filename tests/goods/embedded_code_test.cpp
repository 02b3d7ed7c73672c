#include "common/goods/embedded_code.h"

#include <gtest/gtest.h>

#include "common/goods/digits.h"

namespace pareto::goods {
namespace {

std::string refusal_of(std::string_view pattern) {
    const auto scheme = parse_embedded_scheme(pattern);
    return scheme ? "accepted" : std::string{explain(scheme.error())};
}

/// "GTIN REFERENCE DIGITS/DECIMALS" or why not, for the first twelve digits of a code.
std::string read(std::string_view pattern, std::string ean) {
    ean += check_digit(ean);
    const auto amount = read_embedded(parse_embedded_scheme(pattern).value(), ean);
    if (!amount)
        return amount.error() == EmbeddedRefusal::OtherScheme ? "other scheme" : "wrong verifier";
    return amount->gtin + " " + amount->reference + " " + std::to_string(amount->amount.digits) +
           "/" + std::to_string(amount->amount.scale);
}

TEST(EmbeddedCodeTest, GivesTheItemAndTheAmount) {
    EXPECT_EQ(read("21IIIIIPPP.PPC", "211234512345"), "02112345000008 12345 12345/2");
    EXPECT_EQ(read("28IIIIIWW.WWWC", "289999901250"), "02899999000003 99999 1250/3");
    EXPECT_EQ(read("29IIIIINNNNNC", "290000100012"), "02900001000000 00001 12/0");
    EXPECT_EQ(read("20PPPPPIIIIIC", "200019900042"), "02000000000428 00042 199/0");
    EXPECT_EQ(read("02IIIIIPP.PPPC", "021234500500"), "00212345000007 12345 500/3");
}

TEST(EmbeddedCodeTest, TakesThePriceOnlyWithItsOwnCheckDigit) {
    EXPECT_EQ(read("23IIIIIVPP.PPC", "231234592875"), "02312345000002 12345 2875/2");
    EXPECT_EQ(read("23IIIIIVPP.PPC", "231234592876"), "wrong verifier");
    EXPECT_EQ(read("23IIIIIVPP.PPC", "231234582875"), "wrong verifier");
    EXPECT_EQ(read("2IIIIIVPPP.PPC", "212345614685"), "02123450000005 12345 14685/2");
}

TEST(EmbeddedCodeTest, IsOfAnotherSchemeWhenThePrefixDiffers) {
    EXPECT_EQ(read("21IIIIIPPP.PPC", "221234512345"), "other scheme");
}

TEST(EmbeddedSchemeTest, IsWrittenAsItWasRead) {
    for (const auto* pattern : {"21IIIIIPPP.PPC",
                                "23IIIIIVPP.PPC",
                                "28IIIIIWW.WWWC",
                                "29IIIIINNNNNC",
                                "02IIIIIPPPPPC",
                                "20P.PPPPIIIIIC"})
        EXPECT_EQ(to_pattern(parse_embedded_scheme(pattern).value()), pattern);
}

TEST(EmbeddedSchemeTest, IsRefusedWithTheReason) {
    EXPECT_EQ(refusal_of(""), "a pattern has 13 places");
    EXPECT_EQ(refusal_of("21IIIIIPPPPPPC"), "a pattern has 13 places");
    EXPECT_EQ(refusal_of("21IIIIIXXXXXC"),
              "a place is a digit, I, P, W, N, V or C, with one point at the most");
    EXPECT_EQ(refusal_of("21IIIII.PPP.PPC"), "a pattern has 13 places");
    EXPECT_EQ(refusal_of("31IIIIIPPPPPC"), "a pattern begins with 02 or 20 to 29");
    EXPECT_EQ(refusal_of("2112345PPPPPC"), "a pattern has places for the item, I, in a row");
    EXPECT_EQ(refusal_of("21IIPPPPPIIIC"), "a pattern has places for the item, I, in a row");
    EXPECT_EQ(refusal_of("21IIIII00000C"),
              "a pattern has places for one amount, P, W or N, in a row");
    EXPECT_EQ(refusal_of("21IIIIIPPWWWC"),
              "a pattern has places for one amount, P, W or N, in a row");
    EXPECT_EQ(refusal_of("21IIIIIPP0PPC"),
              "a pattern has places for one amount, P, W or N, in a row");
    EXPECT_EQ(refusal_of("21IIII.IPPPPPC"), "the point stands within a price or a weight");
    EXPECT_EQ(refusal_of("21IIIII.PPPPPC"), "the point stands within a price or a weight");
    EXPECT_EQ(refusal_of("21IIIIIPPPPP.C"), "the point stands within a price or a weight");
    EXPECT_EQ(refusal_of("21IIIIINNN.NNC"), "the point stands within a price or a weight");
    EXPECT_EQ(refusal_of("21IIIIIIVPPPC"),
              "there is one verifier, V, at the most, for four or five digits");
    EXPECT_EQ(refusal_of("21IIIIVVPPPPC"),
              "there is one verifier, V, at the most, for four or five digits");
    EXPECT_EQ(refusal_of("21IIIIIPPPPP0"), "the last place, and no other, is the check digit, C");
    EXPECT_EQ(refusal_of("21CIIIIPPPPPC"), "the last place, and no other, is the check digit, C");
}

}  // namespace
}  // namespace pareto::goods

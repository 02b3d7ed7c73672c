#include "common/goods/article_number.h"

#include <gtest/gtest.h>

namespace pareto::goods {
namespace {

std::string printed(const Expected<std::string, NumberRefusal>& number) {
    return number ? *number : "refused: it " + std::string{explain(number.error())};
}

TEST(GtinTest, IsTheSameFourteenDigitsForAllBarcodes) {
    EXPECT_EQ(printed(parse_gtin("73513537")), "00000073513537");
    EXPECT_EQ(printed(parse_gtin("036000291452")), "00036000291452");
    EXPECT_EQ(printed(parse_gtin("0036000291452")), "00036000291452");
    EXPECT_EQ(printed(parse_gtin("4006381333931")), "04006381333931");
    EXPECT_EQ(printed(parse_gtin("80614141123458")), "80614141123458");
}

TEST(GtinTest, IsRefusedWithTheReason) {
    const std::string digits = "refused: it holds another character than digits";
    const std::string length = "refused: it has another number of digits than a barcode";
    const std::string check = "refused: it has a wrong check digit: scan it again";
    EXPECT_EQ(printed(parse_gtin("")), digits);
    EXPECT_EQ(printed(parse_gtin("400638133393X")), digits);
    EXPECT_EQ(printed(parse_gtin(" 4006381333931")), digits);
    EXPECT_EQ(printed(parse_gtin("123456789")), length);
    EXPECT_EQ(printed(parse_gtin("123456789012345")), length);
    EXPECT_EQ(printed(parse_gtin("80614141123459")), check);
    EXPECT_EQ(printed(parse_gtin("4006381333932")), check);
}

TEST(UpcETest, IsTheUpcAWithItsZeros) {
    // One of each place where the zeros may have been.
    EXPECT_EQ(printed(parse_upc_e("04252614")), "042100005264");
    EXPECT_EQ(printed(parse_upc_e("01234505")), "012000003455");
    EXPECT_EQ(printed(parse_upc_e("01234531")), "012300000451");
    EXPECT_EQ(printed(parse_upc_e("01234543")), "012340000053");
    EXPECT_EQ(printed(parse_upc_e("01234565")), "012345000065");
    EXPECT_EQ(printed(parse_upc_e("425261")), "042100005264");
    EXPECT_EQ(printed(parse_upc_e("0425261")), "042100005264");
}

TEST(UpcETest, IsMadeOfUpcAWhereThatHasTheZeros) {
    for (const auto* text : {"04252614", "01234505", "01234531", "01234543", "01234565"})
        EXPECT_EQ(to_upc_e(*parse_upc_e(text)), text);
    EXPECT_EQ(to_upc_e("036000291452"), std::nullopt);
    EXPECT_EQ(to_upc_e("212345000062"), std::nullopt);  // only number systems 0 and 1
    EXPECT_EQ(to_upc_e("042100005265"), std::nullopt);
}

TEST(UpcETest, IsRefusedWithTheReason) {
    EXPECT_EQ(printed(parse_upc_e("04252615")),
              "refused: it has a wrong check digit: scan it again");
    EXPECT_EQ(printed(parse_upc_e("24252614")),
              "refused: it has another number of digits than a barcode");
    EXPECT_EQ(printed(parse_upc_e("12345")),
              "refused: it has another number of digits than a barcode");
    EXPECT_EQ(printed(parse_upc_e("12345A")), "refused: it holds another character than digits");
}

TEST(RestrictedNumberTest, IsWhatMeansSomethingOnlyInAChain) {
    for (const auto* gtin : {"02112345012348",
                             "02900000000018",
                             "00212345000069",
                             "00412345678903",
                             "00000020123451",
                             "00000001234565"})
        EXPECT_TRUE(is_restricted(gtin)) << gtin;
    for (const auto* gtin :
         {"04006381333931", "00036000291452", "00000073513537", "12112345012345"})
        EXPECT_FALSE(is_restricted(gtin)) << gtin;
}

}  // namespace
}  // namespace pareto::goods

#include <limits>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

#include "common/money/money.h"

namespace pareto {
namespace {

/// "HKD 2", or "unknown".
std::string look_up(std::string_view code) {
    const auto currency = find_currency(code);
    return currency ? std::string{currency->text()} + " " + std::to_string(currency->exponent)
                    : "unknown";
}

TEST(CurrencyTest, HasItsOwnNumberOfDecimals) {
    for (const auto* const known : {"JPY 0",
                                    "KRW 0",
                                    "VND 0",
                                    "CLP 0",
                                    "ISK 0",
                                    "HKD 2",
                                    "TWD 2",
                                    "CNY 2",
                                    "MOP 2",
                                    "GBP 2",
                                    "EUR 2",
                                    "USD 2",
                                    "KWD 3",
                                    "BHD 3",
                                    "TND 3",
                                    "OMR 3",
                                    "JOD 3",
                                    "IQD 3",
                                    "LYD 3"})
        EXPECT_EQ(look_up(std::string_view{known}.substr(0, 3)), known);
}

TEST(CurrencyTest, TheFirstAndTheLastOfTheTableAreFound) {
    EXPECT_EQ(look_up("AED"), "AED 2");
    EXPECT_EQ(look_up("ZWL"), "ZWL 2");
}

TEST(CurrencyTest, IsWrittenInCapitalsAndInCirculation) {
    for (const auto* const code : {"",
                                   "H",
                                   "HK",
                                   "HKDD",
                                   "hkd",
                                   "Hkd",
                                   "HKd",
                                   " HKD",
                                   "HKD ",
                                   "AAA",
                                   "ZZZ",
                                   "XTS",
                                   "XAU",
                                   "DEM",
                                   "BTC",
                                   "$$$",
                                   "港幣"})
        EXPECT_EQ(look_up(code), "unknown") << code;
    EXPECT_EQ(look_up(std::string_view{"HKD\0", 4}), "unknown");
}

// The table is searched by halves: a code out of order would hide itself or others, and the count
// would be less.
TEST(CurrencyTest, AllOneHundredAndFiftyFiveCodesAreFound) {
    int found = 0;
    std::string code = "AAA";
    for (code[0] = 'A'; code[0] <= 'Z'; ++code[0]) {
        for (code[1] = 'A'; code[1] <= 'Z'; ++code[1]) {
            for (code[2] = 'A'; code[2] <= 'Z'; ++code[2])
                found += find_currency(code) ? 1 : 0;
        }
    }
    EXPECT_EQ(found, 155);
}

TEST(CurrencyTest, HasANumberOfItsOwnOfThreeDigits) {
    EXPECT_EQ(number_of(*find_currency("HKD")), "344");
    EXPECT_EQ(number_of(*find_currency("USD")), "840");
    EXPECT_EQ(number_of(*find_currency("EUR")), "978");
    EXPECT_EQ(number_of(*find_currency("ALL")), "008");
    EXPECT_EQ(number_of(Currency{}), "");
    std::set<std::string_view> numbers;
    std::string code = "AAA";
    for (code[0] = 'A'; code[0] <= 'Z'; ++code[0]) {
        for (code[1] = 'A'; code[1] <= 'Z'; ++code[1]) {
            for (code[2] = 'A'; code[2] <= 'Z'; ++code[2]) {
                const auto currency = find_currency(code);
                if (!currency) continue;
                const std::string_view number = number_of(*currency);
                EXPECT_EQ(number.size(), 3U) << code;
                EXPECT_TRUE(numbers.insert(number).second) << code;
            }
        }
    }
}

TEST(CurrencyTest, AmountsAreWrittenWithItsDecimals) {
    const auto text = [](std::int64_t minor, std::string_view code) {
        return format_decimal({minor, *find_currency(code)});
    };
    EXPECT_EQ(text(0, "HKD"), "0.00");
    EXPECT_EQ(text(5, "HKD"), "0.05");
    EXPECT_EQ(text(-5, "HKD"), "-0.05");
    EXPECT_EQ(text(-123'456, "HKD"), "-1234.56");
    EXPECT_EQ(text(0, "JPY"), "0");
    EXPECT_EQ(text(-1234, "JPY"), "-1234");
    EXPECT_EQ(text(1, "KWD"), "0.001");
    EXPECT_EQ(text(-1234, "KWD"), "-1.234");
    EXPECT_EQ(text(kMinorMax, "HKD"), "10000000000.00");
    EXPECT_EQ(text(-kMinorMax, "KWD"), "-1000000000.000");
    EXPECT_EQ(text(std::numeric_limits<std::int64_t>::min(), "HKD"), "-92233720368547758.08");
}

}  // namespace
}  // namespace pareto

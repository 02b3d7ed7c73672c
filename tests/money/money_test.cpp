// Sums and products, each worked out by hand: what is refused, and which way is rounded.
#include "common/money/money.h"

#include <limits>

#include <gtest/gtest.h>

namespace pareto {
namespace {

constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();

Money hkd(std::int64_t minor) {
    return {minor, *find_currency("HKD")};
}

Money jpy(std::int64_t minor) {
    return {minor, *find_currency("JPY")};
}

/// "12.34 HKD", or why not.
std::string show(const Expected<Money, MoneyRefusal>& result) {
    if (!result)
        return result.error() == MoneyRefusal::OtherCurrency ? "OtherCurrency" : "OverLimit";
    return format_decimal(*result) + " " + std::string{result->currency.text()};
}

std::string show(const Expected<std::int64_t, MoneyRefusal>& result) {
    return result ? std::to_string(*result) : "OverLimit";
}

TEST(MoneyTest, IsAddedAndSubtractedInOneCurrency) {
    EXPECT_EQ(show(add(hkd(1234), hkd(66))), "13.00 HKD");
    EXPECT_EQ(show(add(hkd(1234), hkd(-2000))), "-7.66 HKD");
    EXPECT_EQ(show(subtract(hkd(1234), hkd(2000))), "-7.66 HKD");
    EXPECT_EQ(show(add(hkd(1), jpy(1))), "OtherCurrency");
    EXPECT_EQ(show(subtract(hkd(1), jpy(1))), "OtherCurrency");
    EXPECT_EQ(show(add(hkd(0), Money{})), "OtherCurrency");
}

TEST(MoneyTest, HasALimitInBothDirections) {
    EXPECT_EQ(show(add(hkd(kMinorMax - 1), hkd(1))), "10000000000.00 HKD");
    EXPECT_EQ(show(add(hkd(kMinorMax), hkd(1))), "OverLimit");
    EXPECT_EQ(show(add(hkd(-kMinorMax), hkd(-1))), "OverLimit");
    EXPECT_EQ(show(subtract(hkd(-kMinorMax), hkd(0))), "-10000000000.00 HKD");
    EXPECT_EQ(show(subtract(hkd(-kMinorMax), hkd(1))), "OverLimit");
    EXPECT_EQ(show(add(hkd(kInt64Max), hkd(kInt64Max))), "OverLimit");
    EXPECT_EQ(show(subtract(hkd(kInt64Min), hkd(kInt64Max))), "OverLimit");
    EXPECT_EQ(show(add(hkd(kInt64Max), hkd(kInt64Min))), "-0.01 HKD");
}

TEST(MoneyTest, TheCurrencyIsCheckedBeforeTheLimit) {
    EXPECT_EQ(show(add(hkd(kMinorMax), jpy(kMinorMax))), "OtherCurrency");
}

TEST(RoundingTest, DownIsTowardsZero) {
    const Rational half{1, 2};
    EXPECT_EQ(show(scale(3, half, Rounding::Down)), "1");
    EXPECT_EQ(show(scale(-3, half, Rounding::Down)), "-1");
    EXPECT_EQ(show(scale(1, half, Rounding::Down)), "0");
    EXPECT_EQ(show(scale(-1, half, Rounding::Down)), "0");
    EXPECT_EQ(show(scale(99, Rational{1, 100}, Rounding::Down)), "0");
    EXPECT_EQ(show(scale(-99, Rational{1, 100}, Rounding::Down)), "0");
    EXPECT_EQ(show(scale(-100, Rational{1, 100}, Rounding::Down)), "-1");
}

TEST(RoundingTest, HalvesGoAwayFromZeroAndLessGoesBack) {
    struct Row {
        std::int64_t value;
        Rational rate;
        std::int64_t expected;
    };

    for (const Row& row : {
             Row{1, {1, 2}, 1},       Row{-1, {1, 2}, -1},     Row{3, {1, 2}, 2},
             Row{-3, {1, 2}, -2},     Row{1, {1, 3}, 0},       Row{-1, {1, 3}, 0},
             Row{2, {1, 3}, 1},       Row{-2, {1, 3}, -1},     Row{49, {1, 100}, 0},
             Row{50, {1, 100}, 1},    Row{51, {1, 100}, 1},    Row{149, {1, 100}, 1},
             Row{150, {1, 100}, 2},   Row{-49, {1, 100}, 0},   Row{-50, {1, 100}, -1},
             Row{-149, {1, 100}, -1}, Row{-150, {1, 100}, -2}, Row{1, {-1, 2}, -1},
             Row{-1, {-1, 2}, 1},     Row{0, {1, 2}, 0},       Row{7, {0, 5}, 0},
             Row{5, {1, 10}, 1},      Row{4, {1, 10}, 0},      Row{105, {115, 100}, 121},  // 120.75
         })
        EXPECT_EQ(scale(row.value, row.rate, Rounding::HalfAwayFromZero), row.expected)
            << row.value << " * " << row.rate.numerator << "/" << row.rate.denominator;
}

TEST(ScaleTest, AnyProductFitsBeforeItIsRefused) {
    const auto down = Rounding::Down;
    EXPECT_EQ(show(scale(kMinorMax, {1, 1}, down)), "1000000000000");
    EXPECT_EQ(show(scale(-kMinorMax, {1, 1}, down)), "-1000000000000");
    EXPECT_EQ(show(scale(kMinorMax + 1, {1, 1}, down)), "OverLimit");
    EXPECT_EQ(show(scale(kMinorMax, {kMinorMax + 1, kMinorMax}, down)), "OverLimit");
    EXPECT_EQ(show(scale(kMinorMax, {kMinorMax - 1, kMinorMax}, down)), "999999999999");
    EXPECT_EQ(show(scale(kInt64Max, {kInt64Max, kInt64Max}, down)), "OverLimit");
    EXPECT_EQ(show(scale(kInt64Min, {kInt64Min, 1}, down)), "OverLimit");
    EXPECT_EQ(show(scale(kInt64Min, {kInt64Max, 1}, down)), "OverLimit");
    EXPECT_EQ(show(scale(kInt64Max, {1, kInt64Max}, down)), "1");
    EXPECT_EQ(show(scale(kInt64Min, {1, kInt64Max}, Rounding::HalfAwayFromZero)), "-1");
    // The limit is met after rounding: 10^12 + 1/2 goes up and over it.
    EXPECT_EQ(show(scale(2 * kMinorMax + 1, {1, 2}, Rounding::Down)), "1000000000000");
    EXPECT_EQ(show(scale(2 * kMinorMax + 1, {1, 2}, Rounding::HalfAwayFromZero)), "OverLimit");
}

TEST(ScaleDeathTest, ARateHasAPositiveDenominator) {
    EXPECT_DEATH(static_cast<void>(scale(1, {1, 0}, Rounding::Down)), "check failed");
    EXPECT_DEATH(static_cast<void>(scale(1, {1, -1}, Rounding::Down)), "check failed");
}

TEST(MultiplyTest, KeepsTheCurrency) {
    EXPECT_EQ(show(multiply(hkd(1000), {15, 100}, Rounding::HalfAwayFromZero)), "1.50 HKD");
    EXPECT_EQ(show(multiply(jpy(999), {10, 110}, Rounding::HalfAwayFromZero)), "91 JPY");  // 90.8…
    EXPECT_EQ(show(multiply(hkd(kMinorMax), {2, 1}, Rounding::Down)), "OverLimit");
}

TEST(PriceTest, OfWeighedGoodsIsRoundedOnce) {
    const auto price = [](std::int64_t unit_price, std::int64_t thousandths) {
        return show(price_of(hkd(unit_price), Quantity{thousandths}, Rounding::HalfAwayFromZero));
    };
    EXPECT_EQ(price(1990, 1000), "19.90 HKD");
    EXPECT_EQ(price(1990, 3000), "59.70 HKD");
    EXPECT_EQ(price(1990, 1250), "24.88 HKD");  // 24.875
    EXPECT_EQ(price(1990, -1250), "-24.88 HKD");
    EXPECT_EQ(price(1, 499), "0.00 HKD");
    EXPECT_EQ(price(1, 500), "0.01 HKD");
    EXPECT_EQ(price(1990, 0), "0.00 HKD");
    EXPECT_EQ(price(0, 5000), "0.00 HKD");
    EXPECT_EQ(price(kMinorMax, 1001), "OverLimit");
}

TEST(QuantityTest, IsWrittenWithoutTrailingZeros) {
    struct Row {
        std::int64_t thousandths;
        const char* text;
    };

    for (const Row row : {Row{0, "0"},
                          Row{1, "0.001"},
                          Row{10, "0.01"},
                          Row{100, "0.1"},
                          Row{1000, "1"},
                          Row{1250, "1.25"},
                          Row{-1250, "-1.25"},
                          Row{-500, "-0.5"},
                          Row{10'000, "10"},
                          Row{100'000, "100"},
                          Row{-2000, "-2"}})
        EXPECT_EQ(format_decimal(Quantity{row.thousandths}), row.text);
}

}  // namespace
}  // namespace pareto

// Decimals as they come in files: read exactly, rounded once and half away from zero.
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/money/money.h"

namespace pareto {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

/// digits and scale, "123e-2", or "nothing".
std::string show(const std::optional<Decimal>& decimal) {
    return decimal ? std::to_string(decimal->digits) + "e-" + std::to_string(decimal->scale)
                   : "nothing";
}

std::string read(std::string_view text) {
    return show(parse_decimal(text));
}

/// The text in hundredths or other units, "~" before it when something was cut off; "nothing".
std::string in_units(std::string_view text, int exponent) {
    const auto decimal = parse_decimal(text);
    if (!decimal) return "nothing";
    const auto scaled = rescale(*decimal, exponent);
    if (!scaled) return "nothing";
    return (scaled->rounded ? "~" : "") + std::to_string(scaled->value);
}

TEST(DecimalTest, IsReadExactly) {
    EXPECT_EQ(read("0"), "0e-0");
    EXPECT_EQ(read("12.34"), "1234e-2");
    EXPECT_EQ(read("-12.34"), "-1234e-2");
    EXPECT_EQ(read("+12.34"), "1234e-2");
    EXPECT_EQ(read("12.340"), "12340e-3");
    EXPECT_EQ(read("007"), "7e-0");
    EXPECT_EQ(read("-0"), "0e-0");
    EXPECT_EQ(read("-0.00"), "0e-2");
    EXPECT_EQ(read(".5"), "5e-1");
    EXPECT_EQ(read("-.05"), "-5e-2");
}

TEST(DecimalTest, HasAtMostEighteenDigits) {
    EXPECT_EQ(read("123456789012345678"), "123456789012345678e-0");
    EXPECT_EQ(read("999999999999999999"), "999999999999999999e-0");
    EXPECT_EQ(read("-999999999999999999"), "-999999999999999999e-0");
    EXPECT_EQ(read("1234567890123456789"), "nothing");
    EXPECT_EQ(read("0.123456789012345678"), "nothing");  // the zero before the point counts too
    EXPECT_EQ(read(".123456789012345678"), "123456789012345678e-18");
    EXPECT_EQ(read("0.12345678901234567"), "12345678901234567e-17");
    EXPECT_EQ(read("0000000000000000001"), "nothing");
    EXPECT_EQ(read(std::string(100'000, '9')), "nothing");
}

TEST(DecimalTest, IsNothingElse) {
    using std::string_literals::operator""s;
    for (const auto& text :
         {""s,     "."s,     "-"s,     "+"s,   "-."s,  "5."s,  "-5."s,   "1.2.3"s,
          "1..2"s, "--1"s,   "+-1"s,   "-+1"s, "1-"s,  "1e3"s, "1E3"s,   "0x10"s,
          "1,5"s,  "1,000"s, "1 000"s, " 1"s,  "1 "s,  "1\n"s, "$1"s,    "1%"s,
          "NaN"s,  "inf"s,   "½"s,     "１"s,  "1\0"s, "−1"s,  "1_000"s, "'1"s})
        EXPECT_EQ(read(text), "nothing") << text;
}

TEST(RescaleTest, RoundsHalfAwayFromZeroOnce) {
    struct Row {
        const char* text;
        const char* cents;
    };

    for (const Row row : {Row{"0.005", "~1"},
                          Row{"-0.005", "~-1"},
                          Row{"0.004", "~0"},
                          Row{"-0.004", "~0"},
                          Row{"0.0049999999999999", "~0"},
                          Row{"-0.0050000000000001", "~-1"},
                          Row{"1.005", "~101"},
                          Row{"-1.005", "~-101"},
                          Row{"2.675", "~268"},
                          Row{"-2.675", "~-268"},
                          Row{"12.345", "~1235"},
                          Row{"12.344999", "~1234"},
                          Row{"0.995", "~100"},
                          Row{"-0.995", "~-100"},
                          Row{"12.340", "1234"},
                          Row{"-12.3400", "-1234"},
                          Row{"12.3", "1230"},
                          Row{"12", "1200"},
                          Row{"-12", "-1200"},
                          Row{"0.000", "0"}})
        EXPECT_EQ(in_units(row.text, 2), row.cents) << row.text;
}

TEST(RescaleTest, FollowsTheCurrency) {
    EXPECT_EQ(in_units("1234.5", 0), "~1235");
    EXPECT_EQ(in_units("-1234.5", 0), "~-1235");
    EXPECT_EQ(in_units("1234.4", 0), "~1234");
    EXPECT_EQ(in_units("1234.0", 0), "1234");
    EXPECT_EQ(in_units("1.2345", 3), "~1235");
    EXPECT_EQ(in_units("1.234", 3), "1234");
}

TEST(RescaleTest, IsNothingWhereSixtyFourBitsEnd) {
    EXPECT_EQ(in_units("92233720368547758.07", 2), "nothing");  // nineteen digits cannot be read
    EXPECT_EQ(in_units("999999999999999999", 1), "nothing");
    EXPECT_EQ(in_units("922337203685477580", 1), "9223372036854775800");
    EXPECT_EQ(in_units("922337203685477581", 1), "nothing");
    EXPECT_EQ(in_units("-922337203685477580", 1), "-9223372036854775800");
    EXPECT_EQ(in_units("-922337203685477581", 1), "nothing");
    EXPECT_EQ(in_units("999999999999999999", 18), "nothing");
    EXPECT_EQ(in_units("9", 18), "9000000000000000000");
    EXPECT_EQ(in_units(".999999999999999999", 0), "~1");
    EXPECT_EQ(in_units(".000000000000000001", 0), "~0");
    EXPECT_EQ(in_units(".000000000000000001", 18), "1");
}

TEST(DecimalProductTest, IsExactAndWithoutTrailingZeros) {
    const auto product = [](std::string_view a, std::string_view b) {
        return show(multiply(parse_decimal(a).value(), parse_decimal(b).value()));
    };
    EXPECT_EQ(product("2.5", "4"), "10e-0");
    EXPECT_EQ(product("1.25", "19.90"), "24875e-3");
    EXPECT_EQ(product("-1.25", "19.90"), "-24875e-3");
    EXPECT_EQ(product("-2", "-0.5"), "1e-0");
    EXPECT_EQ(product("0", "-12.345"), "0e-0");
    EXPECT_EQ(product("100", "100"), "10000e-0");
    EXPECT_EQ(product("999999999", "999999999"), "999999998000000001e-0");
    EXPECT_EQ(product(".000000001", ".000000001"), "1e-18");
    EXPECT_EQ(product(".0000000001", ".000000001"), "nothing");  // 10^-19
    EXPECT_EQ(product(".0000000002", ".000000005"), "1e-18");
    EXPECT_EQ(product("9999999999", "9999999999"), "nothing");  // near 10^20
    EXPECT_EQ(product("3037000499", "3037000499"), "9223372030926249001e-0");
    EXPECT_EQ(product("3037000500", "3037000500"), "nothing");  // just above 2^63
}

TEST(DecimalSumTest, IsExact) {
    const auto sum = [](std::string_view a, std::string_view b) {
        return show(add(parse_decimal(a).value(), parse_decimal(b).value()));
    };
    EXPECT_EQ(sum("0.1", "0.2"), "3e-1");
    EXPECT_EQ(sum("1", "-0.01"), "99e-2");
    EXPECT_EQ(sum("-1.50", "1.5"), "0e-2");
    EXPECT_EQ(sum("999999999999999999", "999999999999999999"), "1999999999999999998e-0");
    EXPECT_EQ(sum("999999999999999999", "0.1"),
              "nothing");  // nineteen nines and a one are too many
    EXPECT_EQ(sum("9", ".000000000000000001"), "9000000000000000001e-18");
    EXPECT_EQ(sum("10", ".000000000000000001"), "nothing");
    EXPECT_EQ(show(add(Decimal{1, 19}, Decimal{1, 0})), "nothing");
    EXPECT_EQ(show(add(Decimal{kMax, 0}, Decimal{1, 0})), "nothing");
    EXPECT_EQ(show(add(Decimal{kMin, 0}, Decimal{kMin, 0})), "nothing");
}

RC_GTEST_PROP(DecimalProperty, WhatMoneyWritesIsReadBack, ()) {
    const auto minor = *rc::gen::inRange<std::int64_t>(-kMinorMax, kMinorMax + 1);
    const auto currency = *find_currency(*rc::gen::element("JPY", "HKD", "KWD"));
    const auto decimal = parse_decimal(format_decimal(Money{minor, currency}));
    RC_ASSERT(decimal.has_value());
    const auto scaled = rescale(*decimal, currency.exponent);
    RC_ASSERT(scaled.has_value());
    RC_ASSERT(scaled->value == minor);
    RC_ASSERT(!scaled->rounded);
}

RC_GTEST_PROP(DecimalProperty, WhatQuantityWritesIsReadBack, ()) {
    const auto thousandths = *rc::gen::inRange<std::int64_t>(-kMinorMax, kMinorMax + 1);
    const auto decimal = parse_decimal(format_decimal(Quantity{thousandths}));
    RC_ASSERT(decimal.has_value());
    RC_ASSERT(rescale(*decimal, 3)->value == thousandths);
}

RC_GTEST_PROP(DecimalProperty, ASumCanBeTakenApartAgain, ()) {
    const auto any =
        rc::gen::map(rc::gen::pair(rc::gen::inRange<std::int64_t>(-999'999'999, 1'000'000'000),
                                   rc::gen::inRange(0, 9)),
                     [](const std::pair<std::int64_t, int>& made) {
                         return Decimal{made.first, made.second};
                     });
    const Decimal a = *any;
    const Decimal b = *any;
    const auto sum = add(a, b);
    RC_ASSERT(sum.has_value());
    const auto rest = add(*sum, Decimal{-b.digits, b.scale});
    RC_ASSERT(rest.has_value());
    RC_ASSERT(rescale(*rest, 9)->value == rescale(a, 9)->value);
}

}  // namespace
}  // namespace pareto

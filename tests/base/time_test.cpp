#include "common/base/time.h"

#include <gtest/gtest.h>

namespace pareto {
namespace {

/// The date as it is written again, or "nothing".
std::string read(std::string_view text) {
    const auto date = parse_date(text);
    return date ? to_string(*date) : "nothing";
}

BusinessDate date(std::string_view text) {
    return parse_date(text).value();
}

TEST(DateTest, IsReadAndWrittenAsYearMonthDay) {
    for (const auto* const text :
         {"1970-01-01", "1999-12-31", "2000-02-29", "2024-02-29", "2026-03-09", "9999-12-31"})
        EXPECT_EQ(read(text), text);
}

TEST(DateTest, ExistsInTheCalendar) {
    for (const auto* const text : {"2026-00-01",
                                   "2026-13-01",
                                   "2026-01-00",
                                   "2026-01-32",
                                   "2026-02-29",
                                   "2026-02-30",
                                   "2026-04-31",
                                   "2026-06-31",
                                   "2026-09-31",
                                   "2026-11-31",
                                   "1900-02-29",
                                   "2100-02-29",
                                   "2023-02-29",
                                   "2026-99-99"})
        EXPECT_EQ(read(text), "nothing") << text;
}

TEST(DateTest, LeapYearsAreThoseOfFourButNotOfAHundredUnlessOfFourHundred) {
    EXPECT_EQ(read("1972-02-29"), "1972-02-29");
    EXPECT_EQ(read("2000-02-29"), "2000-02-29");
    EXPECT_EQ(read("2400-02-29"), "2400-02-29");
    EXPECT_EQ(read("2200-02-29"), "nothing");
    EXPECT_EQ(read("9996-02-29"), "9996-02-29");
    EXPECT_EQ(read("9900-02-29"), "nothing");
}

TEST(DateTest, BeginsWith1970) {
    EXPECT_EQ(read("1969-12-31"), "nothing");
    EXPECT_EQ(read("0000-01-01"), "nothing");
    EXPECT_EQ(read("0001-01-01"), "nothing");
}

TEST(DateTest, HasExactlyTenCharacters) {
    using std::string_literals::operator""s;
    for (const auto& text : {""s,
                             "2026"s,
                             "2026-3-9"s,
                             "2026-03-9"s,
                             "2026-3-09"s,
                             "20260309"s,
                             "2026/03/09"s,
                             "2026-03/09"s,
                             "26-03-2026"s,
                             "02026-03-09"s,
                             "10000-01-01"s,
                             "2026-03-09 "s,
                             " 2026-03-09"s,
                             "2026-03-09\n"s,
                             "2026-03-09T00:00:00"s,
                             "+026-03-09"s,
                             "-026-03-09"s,
                             "2026-+3-09"s,
                             "2026-03--9"s,
                             "2026- 3-09"s,
                             "202a-03-09"s,
                             "2026-03-0x"s,
                             "2026-03-0\0"s,
                             "２０２６-03-09"s})
        EXPECT_EQ(read(text), "nothing") << text;
}

TEST(DateTest, DaysAreCountedFrom1970) {
    struct Row {
        const char* text;
        std::int32_t number;
    };

    for (const Row row : {Row{"1970-01-01", 0},
                          Row{"1970-01-02", 1},
                          Row{"1970-12-31", 364},
                          Row{"1972-02-29", 789},
                          Row{"2000-01-01", 10'957},
                          Row{"2000-03-01", 11'017},
                          Row{"2026-03-09", 20'521},
                          Row{"9999-12-31", 2'932'896}}) {
        EXPECT_EQ(to_day_number(date(row.text)), row.number) << row.text;
        EXPECT_EQ(to_string(from_day_number(row.number)), row.text);
    }
}

TEST(DateTest, DaysAreAddedOverMonthsAndLeapDays) {
    EXPECT_EQ(to_string(add_days(date("2026-03-09"), 0)), "2026-03-09");
    EXPECT_EQ(to_string(add_days(date("2026-12-31"), 1)), "2027-01-01");
    EXPECT_EQ(to_string(add_days(date("2027-01-01"), -1)), "2026-12-31");
    EXPECT_EQ(to_string(add_days(date("2024-02-28"), 1)), "2024-02-29");
    EXPECT_EQ(to_string(add_days(date("2023-02-28"), 1)), "2023-03-01");
    EXPECT_EQ(to_string(add_days(date("2024-02-29"), 365)), "2025-02-28");
    EXPECT_EQ(to_string(add_days(date("2023-03-01"), 366)), "2024-03-01");
}

TEST(DateTest, TheDistanceHasASign) {
    EXPECT_EQ(days_between(date("2026-03-09"), date("2026-03-09")), 0);
    EXPECT_EQ(days_between(date("2026-03-09"), date("2026-03-10")), 1);
    EXPECT_EQ(days_between(date("2026-03-10"), date("2026-03-09")), -1);
    EXPECT_EQ(days_between(date("2023-03-01"), date("2024-03-01")), 366);
    EXPECT_EQ(days_between(date("1970-01-01"), date("9999-12-31")), 2'932'896);
}

TEST(DateTest, EveryDayFrom1970To9999ComesBack) {
    for (std::int32_t number = 0; number <= 2'932'896; number += 61) {
        const std::string text = to_string(from_day_number(number));
        const auto again = parse_date(text);
        ASSERT_TRUE(again) << text;
        ASSERT_EQ(to_day_number(*again), number) << text;
    }
}

TEST(InstantTest, IsMillisecondsSince1970) {
    EXPECT_EQ(to_ms(from_ms(0)), 0);
    EXPECT_EQ(to_ms(from_ms(1'773'014'400'123)), 1'773'014'400'123);
    EXPECT_EQ(to_ms(from_ms(-1)), -1);
    EXPECT_EQ(from_ms(1'773'014'400'000), UtcTime{std::chrono::sys_days{date("2026-03-09")}});
}

}  // namespace
}  // namespace pareto

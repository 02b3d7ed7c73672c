#include "common/base/fault.h"

#include <array>
#include <memory>

#include <gtest/gtest.h>

#include "common/base/check.h"

namespace pareto {
namespace {

TEST(FaultTest, IsOneLineThatNamesItsKindFirst) {
    EXPECT_EQ(describe({FaultCode::Corrupt, "sales.csv:12: no date"}),
              "corrupt: sales.csv:12: no date");
    EXPECT_EQ(describe({FaultCode::Unavailable, ""}), "unavailable: ");
}

TEST(FaultTest, EveryKindHasANameAndIsRetriedOrNot) {
    struct Row {
        FaultCode code;
        std::string_view name;
        bool again;
    };

    constexpr std::array kRows{
        Row{FaultCode::Unavailable, "unavailable", true},
        Row{FaultCode::Timeout, "timeout", true},
        Row{FaultCode::Denied, "denied", false},
        Row{FaultCode::Conflict, "conflict", true},
        Row{FaultCode::Corrupt, "corrupt", false},
        Row{FaultCode::Exhausted, "exhausted", false},
        Row{FaultCode::Unsupported, "unsupported", false},
    };
    for (const Row& row : kRows) {
        EXPECT_EQ(name_of(row.code), row.name);
        EXPECT_EQ(retryable(row.code), row.again) << row.name;
    }
}

Result<int> half_of(int number) {
    if (number % 2 != 0) return fault(FaultCode::Denied, "odd: " + std::to_string(number));
    return number / 2;
}

Result<int> quarter_of(int number) {
    PARETO_TRY(const int half, half_of(number));
    PARETO_TRY(const int quarter, half_of(half));
    return quarter;
}

Result<void> must_be_even(int number) {
    PARETO_TRY_VOID(half_of(number));
    return {};
}

TEST(TryTest, BindsTheValueOrReturnsTheFault) {
    EXPECT_EQ(quarter_of(12).value(), 3);
    EXPECT_EQ(describe(quarter_of(6).error()), "denied: odd: 3");
    EXPECT_EQ(describe(quarter_of(5).error()), "denied: odd: 5");
    EXPECT_TRUE(must_be_even(4));
    EXPECT_EQ(describe(must_be_even(3).error()), "denied: odd: 3");
}

Result<std::unique_ptr<int>> make(int number) {
    return std::make_unique<int>(number);
}

Result<int> unwrap(int number) {
    PARETO_TRY(const auto made, make(number));
    return *made;
}

TEST(TryTest, MovesWhatCannotBeCopied) {
    EXPECT_EQ(unwrap(7).value(), 7);
}

TEST(CheckDeathTest, PrintsWhatDidNotHoldAndStops) {
    EXPECT_DEATH(PARETO_CHECK(1 + 1 == 3), "fault_test.cpp:[0-9]+: check failed: 1 \\+ 1 == 3");
    PARETO_CHECK(1 + 1 == 2);
}

}  // namespace
}  // namespace pareto

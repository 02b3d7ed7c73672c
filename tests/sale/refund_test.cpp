// What a line gives back when a part of it is returned.
#include <cstdlib>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/sale/sale.h"

namespace pareto::sale {
namespace {

Line sold(std::int64_t thousandths, std::int64_t amount_minor) {
    Line line;
    line.quantity.thousandths = thousandths;
    line.amount_minor = amount_minor;
    return line;
}

std::int64_t refund(const Line& line, std::int64_t returned, std::int64_t quantity) {
    return refund_minor(line, Quantity{returned}, Quantity{quantity});
}

TEST(RefundTest, OfThreePiecesForTenGivesBackTenHoweverTheyCome) {
    const Line line = sold(3000, 1000);
    EXPECT_EQ(refund(line, 0, 3000), 1000);
    EXPECT_EQ(refund(line, 0, 1000), 333);     // 333.3
    EXPECT_EQ(refund(line, 1000, 1000), 334);  // 666.7 - 333
    EXPECT_EQ(refund(line, 2000, 1000), 333);  // 1000 - 667
    EXPECT_EQ(refund(line, 1000, 2000), 667);
}

TEST(RefundTest, OfWeighedGoodsGoesByThousandths) {
    const Line line = sold(1250, 2488);
    EXPECT_EQ(refund(line, 0, 1), 2);  // 1.99
    EXPECT_EQ(refund(line, 0, 625), 1244);
    EXPECT_EQ(refund(line, 625, 625), 1244);
}

TEST(RefundTest, OfASingleCentComesOnce) {
    const Line line = sold(2000, 1);
    EXPECT_EQ(refund(line, 0, 1000), 1);  // half a cent, away from zero
    EXPECT_EQ(refund(line, 1000, 1000), 0);
}

TEST(RefundTest, OfADepositPaidOutIsNegative) {
    const Line line = sold(3000, -1000);
    EXPECT_EQ(refund(line, 0, 1000), -333);
    EXPECT_EQ(refund(line, 1000, 2000), -667);
}

TEST(RefundDeathTest, NoMoreCanComeBackThanWasSold) {
    const Line line = sold(3000, 1000);
    EXPECT_DEATH(static_cast<void>(refund(line, 0, 3001)), "check failed");
    EXPECT_DEATH(static_cast<void>(refund(line, 2000, 1001)), "check failed");
    EXPECT_DEATH(static_cast<void>(refund(line, 0, 0)), "check failed");
    EXPECT_DEATH(static_cast<void>(refund(line, 0, -1000)), "check failed");
    EXPECT_DEATH(static_cast<void>(refund(line, -1, 1000)), "check failed");
    EXPECT_DEATH(static_cast<void>(refund(sold(-3000, -1000), 0, 1)), "check failed");
    EXPECT_DEATH(static_cast<void>(refund(sold(0, 1000), 0, 1)), "check failed");
}

// The promise to the customer: everything brought back, in whatever steps, gives back exactly what
// was paid.
RC_GTEST_PROP(RefundProperty, AnyStepsGiveBackExactlyTheAmount, ()) {
    const Line line =
        sold(*rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, 20),
                             rc::gen::inRange<std::int64_t>(1, 1'000'000)),
             *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-100, 101),
                             rc::gen::inRange<std::int64_t>(-kMinorMax, kMinorMax + 1)));
    std::int64_t returned = 0;
    std::int64_t given_back = 0;
    while (returned < line.quantity.thousandths) {
        const std::int64_t left = line.quantity.thousandths - returned;
        const auto step = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, left + 1),
                                          rc::gen::inRange<std::int64_t>((left + 1) / 2, left + 1));
        const std::int64_t refunded = refund(line, returned, step);
        RC_ASSERT(refunded == 0 || (refunded < 0) == (line.amount_minor < 0));
        returned += step;
        given_back += refunded;
        RC_ASSERT(std::abs(given_back) <= std::abs(line.amount_minor));
    }
    RC_ASSERT(given_back == line.amount_minor);
}

}  // namespace
}  // namespace pareto::sale

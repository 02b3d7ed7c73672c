// What is not done at every sale: stored value and gift cards, goods of another terminal, the
// drawer.
#include <gtest/gtest.h>

#include "tests/terminal/ui/ui_world.h"

namespace pareto::test {
namespace {

using terminal::TerminalRefusal;
using terminal::ui::ExpectedCard;
using terminal::ui::Note;
using terminal::ui::Snapshot;

constexpr const char* kGiftCard = "G000000001";

class RareDeedsTest : public testing::Test {
protected:
    RareDeedsTest() { desk().open_shift({"anna", {}, 50'000}); }

    terminal::ui::Desk& desk() { return *world.desk; }

    Snapshot now() { return world.desk->snapshot(); }

    void hq_says(std::int64_t value_minor) {
        world.uplink.approve(0);
        world.uplink.answer->stored_value = sync::StoredValue{value_minor, {}};
    }

    UiWorld world;
};

TEST_F(RareDeedsTest, TheMembersOwnValuePaysAsFarAsItGoes) {
    hq_says(2'000);
    desk().scan("4891234500035");
    desk().tap({{}, kMeiCard, "test"});
    desk().pay_value(std::nullopt);
    EXPECT_EQ(now().basket.due_minor, 2'500);
    desk().pay_cash(std::nullopt);
    ASSERT_TRUE(now().done);
    EXPECT_EQ(now().done->total_minor, 4'500);
    EXPECT_EQ(world.file.journal->state().shift_cash_minor, 2'500);
}

TEST_F(RareDeedsTest, AGiftCardThatIsTappedPaysAndClosesTheSale) {
    hq_says(9'000);
    desk().scan("4891234500035");
    desk().expect_card(ExpectedCard::PayingGiftCard, 0);
    desk().tap({{}, kGiftCard, "test"});
    ASSERT_TRUE(now().done);
    EXPECT_FALSE(now().done->member) << "a gift card is no member's";
    EXPECT_EQ(now().expected, ExpectedCard::Nothing);
}

TEST_F(RareDeedsTest, WithoutHqNoValuePays) {
    desk().scan("4891234500035");
    desk().tap({{}, kMeiCard, "test"});
    desk().pay_value(std::nullopt);
    EXPECT_EQ(now().notice.refusal, TerminalRefusal::RedemptionOffline);
    EXPECT_EQ(now().basket.due_minor, 4'500);
}

TEST_F(RareDeedsTest, AGiftCardIsSoldByTappingItAfterTheAmount) {
    hq_says(0);
    desk().expect_card(ExpectedCard::SoldGiftCard, 10'000);
    desk().tap({{}, kGiftCard, "test"});
    ASSERT_EQ(now().basket.lines.size(), 1U);
    EXPECT_EQ(now().basket.due_minor, 10'000);
    desk().pay_cash(20'000);
    ASSERT_TRUE(now().done);
    EXPECT_EQ(now().done->change_due_minor, 10'000);
    EXPECT_EQ(world.file.journal->state().shift_value_sold_minor, 10'000);
    EXPECT_EQ(world.file.journal->state().shift_sales_minor, 0);
}

TEST_F(RareDeedsTest, TheMembersOwnValueIsToppedUpWithoutHqToo) {
    desk().tap({{}, kMeiCard, "test"});
    desk().add_value(5'000);
    EXPECT_EQ(now().basket.due_minor, 5'000);
    EXPECT_EQ(now().basket.earns, 0);
}

TEST_F(RareDeedsTest, GoodsOfAnotherTerminalComeBackWithWhoApproved) {
    desk().return_elsewhere(
        {SaleId::of(9, 17).value, 2, "4891234500011", Quantity{2'000}, 5'000, 0, 0, 0, "eve"});
    EXPECT_EQ(now().notice.note, Note::BroughtBack);
    ASSERT_EQ(now().basket.lines.size(), 1U);
    EXPECT_EQ(now().basket.lines[0].sku, "TEA600");
    EXPECT_EQ(now().basket.due_minor, -5'000);
    desk().pay_cash(std::nullopt);
    ASSERT_TRUE(now().done);
    ASSERT_EQ(world.printer.printed.size(), 1U);
    EXPECT_NE(world.printer.printed[0].find("Approved by                          eve\n"),
              std::string::npos)
        << world.printer.printed[0];
}

TEST_F(RareDeedsTest, GoodsWithoutAReceiptGiveMoneyOnly) {
    desk().return_elsewhere({0, 0, "Old teapot", Quantity{1'000}, 5'000, 500, 0, 0, "eve"});
    EXPECT_EQ(now().notice.note, Note::Refused) << "no points without a receipt";
    desk().return_elsewhere({0, 0, "Old teapot", Quantity{1'000}, 5'000, 0, 0, 0, "eve"});
    EXPECT_EQ(now().basket.due_minor, -5'000);
    EXPECT_EQ(now().basket.lines[0].name, "Old teapot");
}

TEST_F(RareDeedsTest, AShiftsReportsAreReadAtAnyTimeAndNumberedOnceInTheEnd) {
    desk().scan("4891234500035");
    desk().pay_card(2'000);
    desk().pay_cash(5'000);  // 25.00 of it
    desk().x_report();
    ASSERT_EQ(world.printer.printed.size(), 2U);
    EXPECT_EQ(world.printer.printed[1],
              "                Example\n"
              "            *** X REPORT ***\n"
              "2026-02-25 06:13\n"
              "Business date                 2026-03-09\n"
              "Cashier                             anna\n"
              "----------------------------------------\n"
              "Sales                                  1\n"
              "Net sales                          45.00\n"
              "Cash                               25.00\n"
              "Card                               20.00\n"
              "----------------------------------------\n"
              "Opening cash                      500.00\n"
              "Cash expected                     525.00\n"
              "     not counted; the shift goes on\n");
    desk().close_shift(52'450);
    ASSERT_EQ(world.printer.printed.size(), 3U);
    EXPECT_EQ(world.printer.printed[2],
              "                Example\n"
              "               Z REPORT 1\n"
              "2026-02-25 06:13\n"
              "Business date                 2026-03-09\n"
              "Cashier                             anna\n"
              "----------------------------------------\n"
              "Sales                                  1\n"
              "Net sales                          45.00\n"
              "Cash                               25.00\n"
              "Card                               20.00\n"
              "----------------------------------------\n"
              "Opening cash                      500.00\n"
              "Cash expected                     525.00\n"
              "Cash counted                      524.50\n"
              "Variance                           -0.50\n");
    EXPECT_EQ(now().closed->z_number, 1);
    desk().open_shift({"anna", {}, 0});
    desk().close_shift(0);
    EXPECT_EQ(now().closed->z_number, 2);
}

// The power goes between the entry that closes the shift and its report.
TEST_F(RareDeedsTest, AZReportIsPrintedAtTheNextStartAndOnce) {
    EXPECT_TRUE(terminal::close_shift(
        *world.file.journal,
        world.file.clock,
        terminal::Checkout{
            *world.file.journal, world.uplink, world.file.clock, world.file.no_prover},
        {50'000, {}}));
    EXPECT_TRUE(world.printer.printed.empty());
    world.crash();
    ASSERT_EQ(world.printer.printed.size(), 1U);
    EXPECT_NE(world.printer.printed[0].find("Z REPORT 1\n"), std::string::npos);
    world.crash();
    EXPECT_EQ(world.printer.printed.size(), 1U);
}

TEST_F(RareDeedsTest, TheDrawerOpensWithoutASale) {
    desk().open_drawer();
    EXPECT_EQ(world.printer.drawer_opened, 1);
    EXPECT_EQ(now().notice.note, Note::DrawerOpened);
}

}  // namespace
}  // namespace pareto::test

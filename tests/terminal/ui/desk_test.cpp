// What a cashier does, and what is true afterwards.
#include <gtest/gtest.h>

#include "tests/terminal/ui/ui_world.h"

namespace pareto::test {
namespace {

using terminal::ui::Note;
using terminal::ui::Phase;
using terminal::ui::Rest;
using terminal::ui::Snapshot;

class DeskTest : public testing::Test {
protected:
    DeskTest() { desk().open_shift({"anna", {}, 50'000}); }

    terminal::ui::Desk& desk() { return *world.desk; }

    Snapshot now() { return world.desk->snapshot(); }

    void tap() { desk().tap({{}, kMeiCard, "test"}); }

    /// "2 x TEA600 = 5000, …", in the order of the basket.
    std::string lines() {
        std::string text;
        for (const auto& line : now().basket.lines) {
            text += (text.empty() ? "" : ", ") + format_decimal(line.quantity) + " x " + line.sku +
                    " = " + std::to_string(line.amount_minor);
        }
        return text;
    }

    UiWorld world;
};

TEST_F(DeskTest, ATapShowsTheMemberAndWhatTheBasketWillEarn) {
    world.uplink.approve(0);
    desk().scan("4891234500011");
    tap();
    ASSERT_TRUE(now().member);
    EXPECT_EQ(now().member->name, "Chen Mei-Ling 陳美玲");
    EXPECT_EQ(now().member->points, 1'240);
    EXPECT_EQ(now().member->worth_minor, 1'240);  // a cent a point
    EXPECT_TRUE(now().member->vip);
    EXPECT_TRUE(now().member->birthday);        // 11 March; it is 9 March
    EXPECT_EQ(now().basket.earns, 25);          // 25.00
    EXPECT_EQ(now().basket.redeemable, 1'240);  // less than the 25.00 that are due
}

TEST_F(DeskTest, DigitsSetTheQuantityAndTheDiscountStays) {
    desk().scan("4891234500011");
    desk().discount(1, 500);
    EXPECT_EQ(lines(), "1 x TEA600 = 2000");
    desk().set_quantity(1, Quantity{3'000});
    EXPECT_EQ(lines(), "3 x TEA600 = 7000");
    desk().discount_permille(1, 100);
    EXPECT_EQ(lines(), "3 x TEA600 = 6300");
    desk().set_quantity(1, Quantity{0});
    EXPECT_EQ(now().notice.note, Note::Refused);
    EXPECT_EQ(lines(), "3 x TEA600 = 6300");
}

TEST_F(DeskTest, GoodsBroughtBackKeepTheirQuantity) {
    desk().scan("4891234500011");
    desk().pay_cash(std::nullopt);
    desk().bring_back(now().done->sale, {{1, Quantity{1'000}}});
    EXPECT_EQ(lines(), "-1 x TEA600 = -2500");
    desk().set_quantity(1, Quantity{2'000});
    EXPECT_EQ(now().notice.refusal, terminal::TerminalRefusal::InvalidSale);
    EXPECT_EQ(lines(), "-1 x TEA600 = -2500");
    desk().pay_cash(std::nullopt);
    ASSERT_TRUE(now().done);
    EXPECT_EQ(now().done->total_minor, -2'500);
    EXPECT_EQ(now().shift.sales_minor, 0);
}

TEST_F(DeskTest, CashBeyondWhatIsDueIsChange) {
    desk().scan("4891234500028");
    desk().pay_cash(10'000);
    ASSERT_TRUE(now().done);
    EXPECT_EQ(now().done->change_due_minor, 6'500);
    EXPECT_EQ(world.printer.printed.size(), 1U);
    EXPECT_TRUE(now().basket.lines.empty());
}

TEST_F(DeskTest, PointsThenCashThenCardPayOneSale) {
    world.uplink.approve(0);
    desk().scan("4891234500035");
    tap();
    desk().redeem(Points{1'240}, Rest::Later);
    EXPECT_EQ(now().basket.due_minor, 3'260);  // 45.00 - 12.40
    desk().pay_cash(1'000);
    EXPECT_EQ(now().basket.due_minor, 2'260);
    EXPECT_FALSE(now().done);
    desk().pay_card(std::nullopt);
    ASSERT_TRUE(now().done);
    EXPECT_EQ(now().done->points_redeemed, 1'240);
    EXPECT_EQ(now().done->points, 32);  // of 32.60 in money
}

TEST_F(DeskTest, ACardTerminalGivesNoChange) {
    desk().scan("4891234500028");
    desk().pay_card(10'000);
    EXPECT_EQ(now().notice.note, Note::Refused);
    EXPECT_FALSE(now().done);
    EXPECT_EQ(now().basket.due_minor, 3'500);
}

TEST_F(DeskTest, PointsThatPayAllCloseTheSale) {
    world.uplink.approve(0);
    desk().scan("4891234500011");
    desk().discount(1, 1'500);
    tap();
    desk().redeem(Points{1'000}, Rest::Later);
    ASSERT_TRUE(now().done);
    EXPECT_EQ(now().done->points_redeemed, 1'000);
    EXPECT_EQ(now().done->balance, 240);
}

TEST_F(DeskTest, WithoutHqOnlyTheStandInLimitIsOffered) {
    desk().scan("4891234500011");
    tap();
    // HQ was never met: nothing may be redeemed.
    EXPECT_TRUE(now().basket.without_hq);
    EXPECT_EQ(now().basket.redeemable, 0);
    EXPECT_TRUE(world.file.journal->note_hq_answered());
    tap();
    EXPECT_EQ(now().basket.redeemable, 50);
    desk().redeem(Points{51}, Rest::Later);
    EXPECT_EQ(now().notice.refusal, terminal::TerminalRefusal::RedemptionOffline);
    desk().redeem(Points{50}, Rest::Later);
    EXPECT_EQ(now().basket.due_minor, 2'450);
}

TEST_F(DeskTest, AMemberFoundByNameEarnsAndRedeemsNothing) {
    world.uplink.approve(0);
    desk().search("美玲");
    ASSERT_EQ(now().members.size(), 1U);
    desk().scan("4891234500011");
    desk().show_member(now().members[0].member);
    EXPECT_EQ(now().basket.earns, 25);
    EXPECT_EQ(now().basket.redeemable, 0);
    desk().redeem(Points{10}, Rest::Later);
    EXPECT_EQ(now().notice.refusal, terminal::TerminalRefusal::RedemptionRefused);
    desk().pay_cash(std::nullopt);
    EXPECT_EQ(now().done->points, 25);
}

TEST_F(DeskTest, SearchFindsAnyPartOfNameSkuAndBarcodeInAnyScript) {
    struct Row {
        const char* text;
        std::string found;
    };

    const Row rows[] = {{"tea", "TEA600"},
                        {"OOLONG", "TEA600"},
                        {"飯糰", "RICE1"},
                        {"500035", "BRUSH"},
                        {"appl", "APPLE"},
                        {"4891234500", "APPLE TEA600 RICE1 BRUSH"},
                        {"nothing", ""},
                        {"%", ""}};
    for (const Row& row : rows) {
        desk().search(row.text);
        std::string found;
        for (const auto& item : now().items)
            found += (found.empty() ? "" : " ") + item.sku;
        EXPECT_EQ(found, row.found) << row.text;
    }
}

TEST_F(DeskTest, AParkedBasketSurvivesARestartAndItsPointsAreTheMembersAgain) {
    world.uplink.approve(0);
    desk().scan("4891234500011");
    desk().set_quantity(1, Quantity{2'000});
    desk().discount(1, 300);
    tap();
    desk().redeem(Points{100}, Rest::Later);
    desk().park();
    EXPECT_EQ(now().notice.note, Note::Parked);
    EXPECT_TRUE(now().basket.lines.empty());
    EXPECT_TRUE(world.file.journal->open_redemptions()->empty());
    world.crash();
    ASSERT_EQ(now().parked.size(), 1U);
    EXPECT_EQ(now().parked[0].total_minor, 4'700);
    desk().take_up(now().parked[0].id);
    EXPECT_EQ(lines(), "2 x TEA600 = 4700");
    EXPECT_EQ(now().member->name, "Chen Mei-Ling 陳美玲");
    EXPECT_EQ(now().basket.redeemable, 1'240);
    EXPECT_TRUE(now().parked.empty());
    desk().pay_cash(std::nullopt);
    EXPECT_EQ(now().done->points, 47);
}

TEST_F(DeskTest, ABasketWithMoneyInItIsNotParked) {
    desk().scan("4891234500011");
    desk().pay_cash(1'000);
    desk().park();
    EXPECT_EQ(now().notice.refusal, terminal::TerminalRefusal::BasketOpen);
    EXPECT_EQ(now().basket.due_minor, 1'500);
    desk().take_back_tender();
    desk().park();
    EXPECT_EQ(now().notice.note, Note::Parked);
}

TEST_F(DeskTest, AfterACrashWhilePayingTheBasketIsThereWithTheMoneyTaken) {
    world.uplink.approve(0);
    desk().scan("4891234500035");
    tap();
    desk().redeem(Points{500}, Rest::Later);
    desk().pay_card(2'000);
    world.crash();
    EXPECT_EQ(now().notice.note, Note::WasNot);
    EXPECT_EQ(lines(), "1 x BRUSH = 4500");
    EXPECT_EQ(now().basket.due_minor, 2'500);  // the points are with the member again
    EXPECT_TRUE(world.file.journal->open_redemptions()->empty());
    desk().pay_cash(std::nullopt);
    ASSERT_TRUE(now().done);
    EXPECT_EQ(now().shift.sale_count, 1);
    world.crash();
    EXPECT_EQ(now().notice.note, Note::None);
}

TEST_F(DeskTest, AfterACrashBetweenRecordingAndForgettingTheSaleIsSaidToBeRecorded) {
    desk().scan("4891234500035");
    // As if the program had ended between the two commits.
    const std::string intent(32, '0');
    terminal::Basket basket;
    basket.add(line("BRUSH", 1, 4'500));
    basket.tenders.push_back({sale::TenderKind::Cash, 4'500, {}, {}});
    const auto state = world.file.journal->state();
    EXPECT_TRUE(
        world.book->keep_paid({intent, terminal::to_bytes(basket, state, world.file.clock.now())}));
    EXPECT_TRUE(
        terminal::record_sale(*world.file.journal, world.file.clock, basket, {intent, {}, {}}));
    world.crash();
    EXPECT_EQ(now().notice.note, Note::WasRecorded);
    EXPECT_EQ(now().notice.detail, "BR1-T1-000001");
    EXPECT_TRUE(now().basket.lines.empty());
    EXPECT_EQ(now().shift.sale_count, 1);
}

TEST_F(DeskTest, AFileThatFailedIsUncertainUntilItWasOpenedAnew) {
    desk().scan("4891234500011");
    // A table that is gone fails the commit of what is being paid for, and the file is said to have
    // failed.
    EXPECT_TRUE(world.file.writer_connection->execute("drop table paid_basket"));
    world.failed = true;
    desk().pay_cash(std::nullopt);
    EXPECT_EQ(now().phase, Phase::Uncertain);
    EXPECT_FALSE(now().done);
    EXPECT_EQ(world.file.journal->state().shift_sale_count, 0);
}

TEST_F(DeskTest, APrinterWithoutPaperUndoesNoSale) {
    world.printer.out_of_paper = true;
    desk().scan("4891234500011");
    desk().pay_cash(std::nullopt);
    ASSERT_TRUE(now().done);
    EXPECT_EQ(now().printer.state, ports::PrinterState::OutOfPaper);
    EXPECT_EQ(now().printer.waiting, 1);
    world.printer.out_of_paper = false;
    desk().reprint(std::nullopt);
    EXPECT_EQ(now().notice.note, Note::Printed);
    EXPECT_EQ(now().printer.waiting, 0);
    ASSERT_EQ(world.printer.printed.size(), 2U);
    EXPECT_EQ(world.printer.printed[0].find("REPRINT"), std::string::npos);
    EXPECT_NE(world.printer.printed[1].find("REPRINT"), std::string::npos);
}

TEST_F(DeskTest, AReceiptThatWaitedForPaperComesOutAfterTheProgramWasKilled) {
    world.printer.out_of_paper = true;
    desk().scan("4891234500011");
    desk().pay_cash(std::nullopt);
    const std::string receipt = now().done->receipt_number;
    world.printer.out_of_paper = false;
    world.crash();
    ASSERT_EQ(world.printer.printed.size(), 1U);
    EXPECT_NE(world.printer.printed[0].find(receipt), std::string::npos);
    EXPECT_EQ(world.printer.printed[0].find("COPY"), std::string::npos);
}

TEST_F(DeskTest, TheDrawerOpensForCashAlone) {
    desk().scan("4891234500011");
    desk().pay_card(std::nullopt);
    EXPECT_EQ(world.printer.drawer_opened, 0);
    desk().scan("4891234500011");
    desk().pay_cash(std::nullopt);
    EXPECT_EQ(world.printer.drawer_opened, 1);
}

TEST_F(DeskTest, APostVoidTakesTheSaleOutOfTheShift) {
    desk().scan("4891234500011");
    desk().pay_cash(std::nullopt);
    desk().post_void(now().done->sale);
    EXPECT_EQ(now().notice.note, Note::Voided);
    EXPECT_EQ(now().history.at(0).voided, true);
    desk().open_receipt(now().history.at(0).sale);
    EXPECT_TRUE(now().receipt->voided);
}

TEST_F(DeskTest, AReceiptTellsWhatMayStillComeBack) {
    desk().scan("4891234500011");
    desk().set_quantity(1, Quantity{3'000});
    desk().pay_cash(std::nullopt);
    const SaleId sale = now().done->sale;
    desk().scan(now().done->receipt_number);
    ASSERT_TRUE(now().receipt);
    desk().bring_back(sale, {{1, Quantity{2'000}}});
    desk().pay_cash(std::nullopt);
    desk().open_receipt(sale);
    EXPECT_EQ(now().receipt->lines.at(0).left, Quantity{1'000});
    desk().bring_back(sale, {{1, Quantity{2'000}}});
    EXPECT_EQ(now().notice.refusal, terminal::TerminalRefusal::MoreThanSold);
}

TEST_F(DeskTest, ANewMembersCardIsTheOneTappedOnTheEnrolmentPage) {
    desk().expect_card(terminal::ui::ExpectedCard::NewMember, 0);
    desk().tap({{}, "555000111", "test"});
    EXPECT_TRUE(now().card_for_enrolment);
    EXPECT_FALSE(now().member);
    desk().enrol_member({"Lee Ka-Yan", "91234567", "yes:2026-1"});
    EXPECT_EQ(now().notice.note, Note::MemberEnrolled);
    desk().expect_card(terminal::ui::ExpectedCard::NewMember, 0);
    desk().tap({{}, kMeiCard, "test"});
    desk().enrol_member({"Somebody", "", ""});
    EXPECT_EQ(now().notice.refusal, terminal::TerminalRefusal::CardTaken);
}

TEST_F(DeskTest, AShiftIsCountedBlindAndTellsItsVariance) {
    desk().scan("4891234500011");
    desk().pay_cash(std::nullopt);
    desk().close_shift(52'000);
    ASSERT_TRUE(now().closed);
    EXPECT_EQ(now().phase, Phase::Closed);
    EXPECT_EQ(now().closed->expected_minor, 52'500);  // 500.00 and 25.00
    EXPECT_EQ(now().closed->counted_minor, 52'000);
    EXPECT_EQ(now().closed->sale_count, 1);
}

TEST_F(DeskTest, AShiftIsNotClosedOverAnOpenBasket) {
    desk().scan("4891234500011");
    desk().close_shift(50'000);
    EXPECT_EQ(now().notice.refusal, terminal::TerminalRefusal::BasketOpen);
    EXPECT_EQ(now().phase, Phase::Selling);
}

TEST_F(DeskTest, NothingOfTheMemberStaysAfterTheSale) {
    tap();
    desk().scan("4891234500011");
    desk().pay_cash(std::nullopt);
    EXPECT_FALSE(now().member);
}

TEST(QuickCashTest, OffersTheAmountAndTheNextNotes) {
    const Currency hkd = *find_currency("HKD");
    const Currency jpy = *find_currency("JPY");
    using Amounts = std::vector<std::int64_t>;
    EXPECT_EQ(terminal::ui::quick_cash(3'550, hkd), (Amounts{3'550, 4'000, 5'000, 10'000, 50'000}));
    EXPECT_EQ(terminal::ui::quick_cash(50'000, hkd), (Amounts{50'000, 100'000}));
    EXPECT_EQ(terminal::ui::quick_cash(980, jpy), (Amounts{980, 1'000}));
    EXPECT_EQ(terminal::ui::quick_cash(0, hkd), Amounts{});
    EXPECT_EQ(terminal::ui::quick_cash(-500, hkd), Amounts{});
}

}  // namespace
}  // namespace pareto::test

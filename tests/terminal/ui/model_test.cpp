// Keys, touches and scans on each page, without a window.
#include <gtest/gtest.h>

#include "tests/terminal/ui/model_world.h"

namespace pareto::test {
namespace {

namespace Acts = terminal::ui::Acts;
namespace Pages = terminal::ui::Pages;
using terminal::ui::LineRow;

class ModelTest : public testing::Test {
protected:
    ModelTest() {
        EXPECT_EQ(on.model.page(), Pages::OpenShift);
        on.model.openShift(QStringLiteral("anna"), {}, QStringLiteral("500"));
        EXPECT_EQ(on.model.page(), Pages::Sale);
        on.presses = 0;
    }

    [[nodiscard]] std::string due() const { return on.model.basket().due.toStdString(); }

    [[nodiscard]] const terminal::Journal::State state() const {
        return on.world.file.journal->state();
    }

    ModelWorld on;
};

TEST_F(ModelTest, FromScannedBasketToClosedSaleWithPointsRedeemedIsOneTapAndTwoKeys) {
    on.world.uplink.approve(0);
    on.scan("4891234500011");
    on.scan("4891234500028");
    on.tap(kMeiCard);
    on.press({"r", "c"});
    EXPECT_EQ(on.presses, 2);
    EXPECT_EQ(on.model.page(), Pages::Done);
    ASSERT_TRUE(state().last_sale);
    const auto sale = terminal::find_sale(*on.world.file.journal, *state().last_sale);
    ASSERT_TRUE(sale);
    ASSERT_EQ(sale->sale.tenders.size(), 2U);
    EXPECT_EQ(sale->sale.points_paid_minor(), 1'240);  // all 1,240 points, a cent each
    EXPECT_EQ(sale->sale.total_minor(), 6'000);
    EXPECT_EQ(state().shift_cash_minor, 4'760);
}

TEST_F(ModelTest, PointsThatPayEverythingNeedTheSameTwoKeys) {
    on.world.uplink.approve(0);
    on.scan("4891234500011");
    on.world.desk->discount(1, 2'000);
    on.tap(kMeiCard);
    on.press({"r", "ENTER"});
    EXPECT_EQ(on.presses, 2);
    EXPECT_EQ(on.model.page(), Pages::Done);
    EXPECT_EQ(state().shift_cash_minor, 0);
}

TEST_F(ModelTest, TheOfferedPointsAreReplacedByTheFirstDigit) {
    on.world.uplink.approve(0);
    on.scan("4891234500035");
    on.tap(kMeiCard);
    on.press("r");
    EXPECT_EQ(on.model.entry(), QStringLiteral("1240"));
    EXPECT_EQ(on.model.entry_note(), QStringLiteral("= 12.40"));
    on.press({"5", "0", "0"});
    EXPECT_EQ(on.model.entry(), QStringLiteral("500"));
    EXPECT_EQ(on.model.entry_note(), QStringLiteral("= 5.00"));
    on.press("ENTER");
    EXPECT_EQ(on.model.page(), Pages::Sale);
    EXPECT_EQ(due(), "40.00");
}

TEST_F(ModelTest, DigitsSetTheQuantityOfTheNewestLineOrTheChosenOne) {
    on.scan("4891234500011");
    on.press("3");
    on.scan("4891234500028");
    EXPECT_EQ(on.model.entry(), QString{});
    on.press({"1", "2"});
    EXPECT_EQ(due(), "495.00");  // 3 x 25.00 and 12 x 35.00
    on.press({"ENTER", "DOWN", "2"});
    EXPECT_EQ(due(), "470.00");
    on.press({"BACK", "4", "ESC"});
    EXPECT_EQ(due(), "520.00");
}

TEST_F(ModelTest, AWeighedGoodTakesADecimalQuantity) {
    on.scan("4891234500042");
    on.press({"1", ".", "2", "5"});
    EXPECT_EQ(due(), "35.63");  // 28.50 x 1.25 = 35.625
}

TEST_F(ModelTest, EscGoesOneStepBackFromEachPageAndLosesNoBasket) {
    on.scan("4891234500011");
    for (const char* const key : {"/", "c", "k", "d", "h", "m", "?", "n"}) {
        on.press(key);
        EXPECT_NE(on.model.page(), Pages::Sale) << key;
        on.press("ESC");
        EXPECT_EQ(on.model.page(), Pages::Sale) << key;
        EXPECT_EQ(due(), "25.00") << key;
    }
    on.press({"ESC", "ESC"});
    EXPECT_EQ(due(), "25.00");
}

TEST_F(ModelTest, AScanOnAnyPageOfSellingGoesToTheBasket) {
    on.scan("4891234500011");
    int count = 1;
    for (const char* const key : {"/", "c", "k", "d", "h", "m", "?"}) {
        on.press(key);
        on.scan("4891234500028");
        ++count;
        EXPECT_EQ(on.model.page(), Pages::Sale) << key;
        EXPECT_EQ(on.model.lines().size(), count) << key;
    }
}

TEST_F(ModelTest, ATapOnTheChangePageBeginsTheNextSale) {
    on.scan("4891234500011");
    on.press({"c", "ENTER"});
    EXPECT_EQ(on.model.page(), Pages::Done);
    on.tap(kMeiCard);
    EXPECT_EQ(on.model.page(), Pages::Sale);
    EXPECT_TRUE(on.model.member().known);
}

TEST_F(ModelTest, CashTakenShowsTheChangeBeforeAndAfter) {
    on.scan("4891234500028");
    on.press({"c", "1", "0", "0"});
    EXPECT_EQ(on.model.entry_note(), QStringLiteral("change 65.00"));
    on.press("ENTER");
    EXPECT_EQ(on.model.done().headline, QStringLiteral("Change"));
    EXPECT_EQ(on.model.done().change, QStringLiteral("65.00"));
}

TEST_F(ModelTest, TooLittleCashStaysOnThePageWithWhatIsStillDue) {
    on.scan("4891234500028");
    on.press({"c", "1", "0", "ENTER"});
    EXPECT_EQ(on.model.page(), Pages::Cash);
    EXPECT_EQ(due(), "25.00");
    EXPECT_EQ(on.model.entry(), QString{});
    on.press({"k", "ENTER"});
    EXPECT_EQ(on.model.page(), Pages::Done);
    EXPECT_EQ(state().shift_cash_minor, 1'000);
}

TEST_F(ModelTest, ADiscountIsAnAmountOrAPercentage) {
    on.scan("4891234500035");
    on.press({"d", "5", "ENTER"});
    EXPECT_EQ(due(), "40.00");
    on.press({"d", "1", "0", "%", "ENTER"});
    EXPECT_EQ(due(), "36.00");
    on.press({"d", "9", "9", "ENTER"});
    EXPECT_EQ(due(), "36.00");
    EXPECT_EQ(on.notice(), "The discount is more than the line costs. Enter less.");
}

TEST_F(ModelTest, ABasketIsVoidedByTheSameKeyTwice) {
    on.scan("4891234500011");
    on.press("x");
    EXPECT_EQ(on.notice(), "Void the whole basket? Press X again.");
    on.press({"d", "ESC", "x"});
    EXPECT_TRUE(on.model.basket().open);
    on.press("x");
    EXPECT_FALSE(on.model.basket().open);
}

TEST_F(ModelTest, AReturnIsTheReceiptTheNumberAndTheRefund) {
    on.scan("4891234500011");
    on.press({"3", "c", "ENTER"});
    const std::string receipt = on.model.done().receipt.toStdString();
    on.scan(receipt);
    EXPECT_EQ(on.model.page(), Pages::Receipt);
    on.press("ENTER");
    EXPECT_EQ(on.notice(), "Choose what comes back: a number for the line, or A for all.");
    on.press({"2", "ENTER"});
    EXPECT_EQ(on.model.page(), Pages::Sale);
    EXPECT_TRUE(on.model.basket().paysBack);
    EXPECT_EQ(due(), "50.00");
    on.press({"c", "ENTER"});
    EXPECT_EQ(on.model.done().headline, QStringLiteral("Give back"));
    EXPECT_EQ(on.model.done().change, QStringLiteral("50.00"));
    EXPECT_EQ(state().shift_cash_minor, 2'500);
}

TEST_F(ModelTest, ASaleIsCancelledFromItsReceiptByTheSameKeyTwice) {
    on.scan("4891234500011");
    on.press({"c", "ENTER", "h", "ENTER"});
    EXPECT_EQ(on.model.page(), Pages::Receipt);
    on.press("v");
    EXPECT_EQ(on.notice(), "Cancel this whole sale? Press V again.");
    EXPECT_EQ(state().shift_sale_count, 1);
    on.press("v");
    EXPECT_EQ(on.model.page(), Pages::Sale);
    EXPECT_EQ(on.notice(), "Cancelled: BR1-T1-000001. Give the money back.");
    EXPECT_EQ(state().shift_cash_minor, 0);
}

TEST_F(ModelTest, ParkingAndTakingUpAreTheSameKey) {
    on.press("p");
    EXPECT_EQ(on.notice(), "No basket is parked.");
    on.scan("4891234500011");
    on.press("p");
    EXPECT_FALSE(on.model.basket().open);
    on.press({"p", "ENTER"});
    EXPECT_EQ(on.model.page(), Pages::Sale);
    EXPECT_EQ(due(), "25.00");
}

TEST_F(ModelTest, SearchIsAskedForOnceForWhatStandsThere) {
    on.press("/");
    on.model.search(QStringLiteral("t"));
    on.model.search(QStringLiteral("tooth"));
    ASSERT_EQ(on.model.rows().size(), 1);
    on.press("ENTER");
    EXPECT_EQ(on.model.page(), Pages::Sale);
    EXPECT_EQ(due(), "45.00");
}

TEST_F(ModelTest, AMemberIsFoundByNameAndEarns) {
    on.scan("4891234500011");
    on.press("/");
    on.model.search(QStringLiteral("黃大"));
    on.press("ENTER");
    EXPECT_EQ(on.model.member().name, QStringLiteral("Wong Tai-Man 黃大文"));
    EXPECT_EQ(on.model.basket().earns, QStringLiteral("earns 25 points"));
    on.press("r");
    EXPECT_EQ(on.notice(), "Points are redeemed with the card only: present it.");
}

TEST_F(ModelTest, RedeemingSaysWhyItCannot) {
    on.press("r");
    EXPECT_EQ(on.notice(), "The basket is empty: scan something first.");
    on.scan("4891234500011");
    on.press("r");
    EXPECT_EQ(on.notice(), "Show a member's card first.");
    on.tap(kMeiCard);
    on.press("r");
    EXPECT_EQ(on.notice(), "No network: no points can be redeemed with this card now.");
    EXPECT_EQ(on.model.member().asOf, QStringLiteral("as of 06:13"));
}

TEST_F(ModelTest, AnUncertainOutcomeIsItsOwnPageWithOneKey) {
    on.scan("4891234500011");
    EXPECT_TRUE(on.world.file.writer_connection->execute("drop table paid_basket"));
    on.world.failed = true;
    on.press({"c", "ENTER"});
    EXPECT_EQ(on.model.page(), Pages::Uncertain);
    on.press("c");
    EXPECT_EQ(on.model.page(), Pages::Uncertain);
}

TEST_F(ModelTest, WhatIsWrittenIsReadBackInTheOtherThemeAndLanguage) {
    on.press({"t", "y", "l"});
    EXPECT_TRUE(on.model.dark());
    EXPECT_EQ(on.model.language(), QStringLiteral("zh_TW"));
    on.world.renew();
    EXPECT_EQ(on.world.desk->snapshot().preferences.at("theme"), "dark");
    EXPECT_EQ(on.world.desk->snapshot().preferences.at("language"), "zh_TW");
}

TEST_F(ModelTest, TheShiftIsClosedAfterTheCount) {
    on.scan("4891234500011");
    on.press({"c", "ENTER", "ENTER", "m", "s"});
    EXPECT_EQ(on.model.page(), Pages::CloseShift);
    on.model.closeShift(QStringLiteral("x"));
    EXPECT_EQ(on.model.page(), Pages::CloseShift);
    on.model.closeShift(QStringLiteral("520.00"));
    EXPECT_EQ(on.model.page(), Pages::OpenShift);
    const auto figures = on.model.closed_figures();
    ASSERT_EQ(figures.size(), 5);
    EXPECT_EQ(figures[1].value<terminal::ui::ChoiceRow>().amount, QStringLiteral("1"))
        << "the Z report";
    EXPECT_EQ(figures[4].value<terminal::ui::ChoiceRow>().amount, QStringLiteral("-5.00"));
}

TEST_F(ModelTest, ANewMemberIsEnrolledWithTheCardTappedThere) {
    on.press("n");
    on.scan("555000111");
    EXPECT_TRUE(on.model.new_card_seen());
    on.model.enrolMember(QStringLiteral("Lee Ka-Yan"), QStringLiteral("91234567"), true);
    EXPECT_EQ(on.model.page(), Pages::Sale);
    EXPECT_EQ(on.notice(), "Enrolled. Welcome!");
}

}  // namespace
}  // namespace pareto::test

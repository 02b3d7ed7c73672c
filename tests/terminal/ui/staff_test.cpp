// Who may do what at the desk: signing on, locking, and what somebody else has to approve.
#include <gtest/gtest.h>

#include "tests/terminal/ui/ui_world.h"

namespace pareto::test {
namespace {

using terminal::Right;
using terminal::StaffRefusal;
using terminal::ui::Note;
using terminal::ui::Phase;
using terminal::ui::Snapshot;

class StaffTest : public testing::Test {
protected:
    StaffTest() {
        world.employ();
        desk().open_shift({"anna", "1357", 50'000});
    }

    terminal::ui::Desk& desk() { return *world.desk; }

    Snapshot now() { return world.desk->snapshot(); }

    /// A toothbrush of 45.00 and 5.00 off, which a cashier may not give.
    void discount() {
        desk().scan("4891234500035");
        desk().discount(1, 500);
    }

    [[nodiscard]] std::int64_t due() { return now().basket.due_minor; }

    UiWorld world;
};

TEST_F(StaffTest, AShiftIsOpenedWithThePinOfWhoWorksHere) {
    EXPECT_EQ(now().phase, Phase::Selling);
    EXPECT_EQ(now().signed_on, "Anna Lee");
    desk().close_shift(50'000);
    EXPECT_EQ(now().phase, Phase::Closed);
    desk().open_shift({"anna", "1111", 0});
    EXPECT_EQ(now().phase, Phase::Closed);
    EXPECT_EQ(now().notice.staff, StaffRefusal::WrongPin);
    desk().open_shift({"nobody", "1357", 0});
    EXPECT_EQ(now().notice.staff, StaffRefusal::WrongPin) << "nor is it told who works here";
}

TEST_F(StaffTest, ALockedTerminalKeepsTheBasketAndDoesNothingElse) {
    desk().scan("4891234500035");
    desk().lock();
    EXPECT_EQ(now().phase, Phase::Locked);
    desk().scan("4891234500011");
    desk().tap({{}, kMeiCard, "test"});
    EXPECT_EQ(now().basket.lines.size(), 1U);
    EXPECT_FALSE(now().member);
    desk().sign_on("anna", "1357");
    EXPECT_EQ(now().phase, Phase::Selling);
    EXPECT_EQ(due(), 4'500);
}

TEST_F(StaffTest, ARestartSignsNobodyOn) {
    world.crash();
    EXPECT_EQ(now().phase, Phase::Locked);
    desk().tap({{}, "S0002", "test"});
    EXPECT_EQ(now().phase, Phase::Selling) << "a supervisor may go on in anybody's shift";
    EXPECT_EQ(now().signed_on, "Ben Chow");
}

TEST_F(StaffTest, ACashierDoesNotGoOnInASupervisorsShift) {
    desk().close_shift(50'000);
    desk().open_shift({"ben", "2468", 0});
    desk().lock();
    desk().sign_on("anna", "1357");
    EXPECT_EQ(now().phase, Phase::Locked);
    EXPECT_EQ(now().notice.staff, StaffRefusal::OtherShift);
}

TEST_F(StaffTest, WhatACashierMayNotDoWaitsForASupervisorsPin) {
    discount();
    EXPECT_EQ(now().wanted, Right::Discount);
    EXPECT_EQ(due(), 4'500);
    desk().sign_on("ben", "2468");
    EXPECT_FALSE(now().wanted);
    EXPECT_EQ(due(), 4'000);
    EXPECT_EQ(now().signed_on, "Anna Lee") << "for this one action";
    desk().pay_cash(std::nullopt);
    ASSERT_EQ(world.printer.printed.size(), 1U);
    EXPECT_NE(world.printer.printed[0].find("Approved by                          ben\n"),
              std::string::npos)
        << world.printer.printed[0];
    desk().scan("4891234500035");
    desk().discount(1, 500);
    EXPECT_EQ(now().wanted, Right::Discount) << "and not for the next one";
}

TEST_F(StaffTest, ATapOfTheSupervisorsCardApproves) {
    discount();
    desk().tap({{}, "S0002", "test"});
    EXPECT_FALSE(now().wanted);
    EXPECT_EQ(due(), 4'000);
    EXPECT_FALSE(now().member) << "it is no customer's card";
}

TEST_F(StaffTest, NobodyApprovesForThemselves) {
    discount();
    desk().sign_on("anna", "1357");
    EXPECT_EQ(now().wanted, Right::Discount);
    EXPECT_EQ(now().notice.staff, StaffRefusal::NoRight);
    EXPECT_EQ(due(), 4'500);
    desk().give_up_approval();
    EXPECT_FALSE(now().wanted);
    EXPECT_EQ(due(), 4'500);
}

TEST_F(StaffTest, ASupervisorDoesNotApproveWhatOnlyAManagerMay) {
    desk().return_elsewhere({0, 0, "TEA600", Quantity{1'000}, 2'500, 0, 0, 0, "me"});
    EXPECT_EQ(now().wanted, Right::ReturnElsewhere);
    desk().sign_on("ben", "2468");
    EXPECT_EQ(now().notice.staff, StaffRefusal::NoRight);
    EXPECT_TRUE(now().basket.lines.empty());
}

TEST_F(StaffTest, ACancelledSaleWaitsToo) {
    desk().scan("4891234500035");
    desk().pay_cash(std::nullopt);
    desk().post_void(now().done->sale);
    EXPECT_EQ(now().wanted, Right::CancelSale);
    EXPECT_EQ(world.file.journal->state().shift_sale_count, 1);
    desk().sign_on("ben", "2468");
    EXPECT_EQ(now().notice.note, Note::Voided);
    EXPECT_EQ(world.file.journal->state().shift_sale_count, 0);
}

TEST_F(StaffTest, TooManyWrongPinsLockOutAndARestartForgetsNone) {
    desk().lock();
    for (int wrong = 0; wrong < 5; ++wrong)
        desk().sign_on("anna", "0000");
    EXPECT_EQ(now().notice.staff, StaffRefusal::WrongPin);
    desk().sign_on("anna", "1357");
    EXPECT_EQ(now().notice.staff, StaffRefusal::LockedOut) << "even the right one";
    world.crash();
    desk().sign_on("anna", "1357");
    EXPECT_EQ(now().notice.staff, StaffRefusal::LockedOut);
    desk().sign_on("ben", "2468");
    EXPECT_EQ(now().phase, Phase::Selling) << "nobody else is kept out";
    desk().lock();
    world.file.clock.pass(std::chrono::seconds{61});
    desk().sign_on("anna", "1357");
    EXPECT_EQ(now().phase, Phase::Selling);
}

TEST_F(StaffTest, WhoWorksHereNoMoreIsNotLetIn) {
    desk().lock();
    EXPECT_TRUE(world.file.journal->apply_feed({2, 3, {{40, "anna", {}}}}));
    desk().sign_on("anna", "1357");
    EXPECT_EQ(now().notice.staff, StaffRefusal::WrongPin);
}

TEST(LockedOutTest, DoublesFromAMinuteToAQuarterOfAnHour) {
    using terminal::locked_out_for;
    EXPECT_EQ(locked_out_for(4).count(), 0);
    EXPECT_EQ(locked_out_for(5).count(), 60);
    EXPECT_EQ(locked_out_for(6).count(), 120);
    EXPECT_EQ(locked_out_for(8).count(), 480);
    EXPECT_EQ(locked_out_for(9).count(), 900);
    EXPECT_EQ(locked_out_for(1'000).count(), 900);
}

}  // namespace
}  // namespace pareto::test

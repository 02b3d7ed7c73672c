// Whether a voucher pays, and how much: a table.
#include "common/loyalty/voucher.h"

#include <gtest/gtest.h>

namespace pareto::loyalty {
namespace {

constexpr BusinessDate day(unsigned number) {
    return std::chrono::year{2026} / std::chrono::March / std::chrono::day{number};
}

Voucher of_fifty(std::int32_t uses = 1) {
    Voucher voucher;
    voucher.value_minor = 50'00;
    voucher.uses = uses;
    voucher.from = day(2);
    voucher.until = day(20);
    return voucher;
}

std::string answer(const Voucher& voucher, const VoucherQuestion& question) {
    const auto use = plan_use(voucher, question);
    if (!use) return "refused: " + std::string{name_of(use.error())};
    return std::to_string(use->paid_minor) + " of " + std::to_string(use->taken_minor);
}

VoucherQuestion asked(std::int64_t due_minor, std::int64_t left_minor = 50'00) {
    return {.member = MemberId{},
            .terminal = TerminalId{7},
            .today = day(10),
            .due_minor = due_minor,
            .left_minor = left_minor,
            .keeps_rest = false};
}

TEST(VoucherTest, PaysWhatIsDueAndGivesNoChange) {
    EXPECT_EQ(answer(of_fifty(), asked(80'00)), "5000 of 5000");
    EXPECT_EQ(answer(of_fifty(), asked(50'00)), "5000 of 5000");
    EXPECT_EQ(answer(of_fifty(), asked(30'00)), "3000 of 5000");
    VoucherQuestion kept = asked(30'00);
    kept.keeps_rest = true;
    EXPECT_EQ(answer(of_fifty(), kept), "3000 of 3000");
}

TEST(VoucherTest, OneUseTakesTheValueOfOneUseOrWhatIsLeft) {
    EXPECT_EQ(answer(of_fifty(3), asked(80'00, 150'00)), "5000 of 5000");
    EXPECT_EQ(answer(of_fifty(3), asked(80'00, 20'00)), "2000 of 2000");
    EXPECT_EQ(answer(of_fifty(3), asked(10'00, 20'00)), "1000 of 2000");
}

TEST(VoucherTest, IsRefusedForTheFirstReasonInOrder) {
    EXPECT_EQ(answer(of_fifty(), asked(0)), "refused: NothingDue");
    EXPECT_EQ(answer(of_fifty(), asked(10'00, 0)), "refused: UsedUp");
    Voucher voucher = of_fifty();
    voucher.member = MemberId{5};
    EXPECT_EQ(answer(voucher, asked(10'00, 0)), "refused: OtherMember");
    VoucherQuestion own = asked(10'00);
    own.member = MemberId{5};
    EXPECT_EQ(answer(voucher, own), "1000 of 5000");
    voucher.until = day(9);
    EXPECT_EQ(answer(voucher, asked(10'00)), "refused: Expired");
    voucher.from = day(11);
    EXPECT_EQ(answer(voucher, asked(10'00)), "refused: NotYetValid");
    voucher.holder = TerminalId{8};
    EXPECT_EQ(answer(voucher, asked(10'00)), "refused: OtherTerminal");
    voucher.holder = TerminalId{7};
    EXPECT_EQ(answer(voucher, asked(10'00)), "refused: NotYetValid");
}

TEST(VoucherTest, IsGoodOnItsFirstAndItsLastDay) {
    VoucherQuestion on = asked(10'00);
    for (const auto& [number, said] : {std::pair{1U, "refused: NotYetValid"},
                                       std::pair{2U, "1000 of 5000"},
                                       std::pair{20U, "1000 of 5000"},
                                       std::pair{21U, "refused: Expired"}}) {
        on.today = day(number);
        EXPECT_EQ(answer(of_fifty(), on), said) << number;
    }
}

TEST(VoucherTest, EveryRefusalHasANameAndAdvice) {
    for (std::uint8_t number = 1; number <= kVoucherRefusalLast; ++number) {
        const auto refusal = static_cast<VoucherRefusal>(number);
        EXPECT_NE(name_of(refusal), "unknown");
        EXPECT_NE(advice(refusal), "unknown");
    }
}

}  // namespace
}  // namespace pareto::loyalty

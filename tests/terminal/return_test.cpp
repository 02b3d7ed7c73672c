// Goods that come back: what the cashier gives out in money, what goes back as points, and who has
// to approve.
#include <gtest/gtest.h>

#include "common/sync/feed.h"
#include "terminal/app/checkout.h"
#include "terminal/app/return_goods.h"
#include "terminal/receipt/receipt.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using terminal::Basket;
using terminal::GoodsBack;
using terminal::RecordedSale;

const MemberId kAnna = MemberId::of(1, 7);

// A point is earned for each 1.00, and worth 1.00.
class ReturnTest : public testing::Test {
protected:
    ReturnTest() {
        loyalty::RuleSet rules;
        rules.version = 1;
        rules.minor_per_point = {100, 1};
        EXPECT_TRUE(file.journal->apply_feed(
            {0, 9, {{1, "current", sync::encode(sync::RulesChange{rules})}}}));
        open_shift(file);
    }

    // A: 2 for 60.00, B: 40.00; 50 points pay 50.00 of it.
    RecordedSale buy_with_points(const std::vector<std::int64_t>& redeemed = {50}) {
        Basket basket;
        basket.card.emplace();
        basket.card->member.emplace();
        basket.card->member->facts.member = kAnna;
        basket.add(line("a", 2, 60'00));
        basket.add(line("b", 1, 40'00));
        std::int64_t rest = 100'00;
        for (const std::int64_t points : redeemed) {
            const EntryId id = EntryId::of(kRegistration, 5'000 + points);
            basket.tenders.push_back({sale::TenderKind::Points, points * 100, Points{points}, id});
            rest -= points * 100;
        }
        if (rest != 0) basket.tenders.push_back({sale::TenderKind::Cash, rest, {}, {}});
        return record(basket);
    }

    RecordedSale record(const Basket& basket) {
        auto recorded = terminal::record_sale(*file.journal, file.clock, basket, {});
        EXPECT_TRUE(recorded) << text_of(recorded);
        return recorded ? *recorded : RecordedSale{};
    }

    Basket basket_of(SaleId original, const std::vector<GoodsBack>& goods) {
        Basket basket;
        auto lines = terminal::plan_return(*file.journal, basket, original, goods);
        EXPECT_TRUE(lines) << text_of(lines);
        for (auto& line : *lines)
            basket.add(std::move(line));
        return basket;
    }

    RecordedSale bring_back(SaleId original, const std::vector<GoodsBack>& goods) {
        Basket basket = basket_of(original, goods);
        if (basket.due_minor() != 0)
            basket.tenders.push_back({sale::TenderKind::Cash, basket.due_minor(), {}, {}});
        return record(basket);
    }

    // "cash | points × worth of each redemption | points promised"
    static std::string text(const RecordedSale& recorded) {
        std::string cash = "0";
        std::string points;
        for (const auto& tender : recorded.sale.tenders) {
            if (tender.kind == sale::TenderKind::Cash) cash = std::to_string(tender.amount_minor);
            if (tender.kind == sale::TenderKind::Points)
                points += " " + std::to_string(tender.points.value) + "x" +
                          std::to_string(tender.amount_minor) + "@" +
                          std::to_string(tender.redemption.sequence());
        }
        return cash + " |" + points + " | " + std::to_string(recorded.sale.points_promised.value);
    }

    TerminalFile file;
};

TEST_F(ReturnTest, ASaleSaysWhatItsLinesEarnedAndWerePaidWith) {
    const auto sold = buy_with_points();
    EXPECT_EQ(text(sold), "5000 | 50x5000@5050 | 50");
    EXPECT_EQ(sold.sale.lines[0].points, Points{30});
    EXPECT_EQ(sold.sale.lines[0].points_paid_minor, 30'00);
    EXPECT_EQ(sold.sale.lines[1].points_paid, Points{20});
}

TEST_F(ReturnTest, TheRefundIsTheCashPartAndPointsGoBackAsPoints) {
    const auto sold = buy_with_points();
    EXPECT_EQ(text(bring_back(sold.id, {{1, Quantity{2000}}, {2, Quantity{1000}}})),
              "-5000 | -50x-5000@5050 | -50");
}

TEST_F(ReturnTest, StepsComeToTheSame) {
    const auto sold = buy_with_points();
    EXPECT_EQ(text(bring_back(sold.id, {{1, Quantity{500}}})), "-750 | -8x-750@5050 | -8");
    EXPECT_EQ(text(bring_back(sold.id, {{1, Quantity{500}}})), "-750 | -7x-750@5050 | -7");
    EXPECT_EQ(text(bring_back(sold.id, {{1, Quantity{1000}}, {2, Quantity{1000}}})),
              "-3500 | -35x-3500@5050 | -35");
}

TEST_F(ReturnTest, OfSeveralRedemptionsTheFirstIsGivenBackFirst) {
    const auto sold = buy_with_points({20, 30});
    EXPECT_EQ(text(bring_back(sold.id, {{2, Quantity{1000}}})), "-2000 | -20x-2000@5020 | -20");
    EXPECT_EQ(text(bring_back(sold.id, {{1, Quantity{2000}}})), "-3000 | -30x-3000@5030 | -30");
}

TEST_F(ReturnTest, WhollyPaidWithPointsGivesNoMoney) {
    const auto sold = buy_with_points({100});
    EXPECT_EQ(basket_of(sold.id, {{1, Quantity{1000}}}).due_minor(), 0);
    EXPECT_EQ(text(bring_back(sold.id, {{1, Quantity{1000}}})), "0 | -30x-3000@5100 | 0");
}

TEST_F(ReturnTest, AnExchangeIsDueWithoutWhatGoesBackInPoints) {
    const auto sold = buy_with_points();
    Basket basket = basket_of(sold.id, {{2, Quantity{1000}}});
    basket.add(line("c", 1, 70'00));
    EXPECT_EQ(basket.due_minor(), 50'00);
    basket.tenders.push_back({sale::TenderKind::Cash, 50'00, {}, {}});
    // 70 earned on what is new, 20 taken back.
    EXPECT_EQ(text(record(basket)), "5000 | -20x-2000@5050 | 50");
}

TEST_F(ReturnTest, GoodsOfElsewhereNeedAManagerAndPointsWaitForHq) {
    const SaleId elsewhere = SaleId::of(77, 5);
    terminal::ApprovedReturn wanted{"", elsewhere, {{1, line("a", 1, 30'00), 15'00}}};
    const auto plan = [&] {
        return terminal::plan_approved_return(*file.journal, wanted);
    };
    EXPECT_EQ(text_of(plan()), "ApprovalNeeded: a manager lets these goods in");
    wanted.approved_by = std::string(65, 'm');
    EXPECT_EQ(text_of(plan()), "ApprovalNeeded: the manager's id is too long");
    wanted.approved_by = "berta";
    Basket basket;
    const auto lines = plan();
    ASSERT_TRUE(lines) << text_of(lines);
    basket.add(lines->front());
    EXPECT_EQ(basket.due_minor(), -15'00);
    basket.tenders.push_back({sale::TenderKind::Cash, -15'00, {}, {}});
    EXPECT_EQ(text_of(terminal::record_sale(*file.journal, file.clock, basket, {})).substr(0, 11),
              "UnknownSale")
        << "a basket that nobody approved";
    basket.approved_by = wanted.approved_by;
    const auto back = record(basket);
    EXPECT_EQ(text(back), "-1500 | 0x-1500@0 | 0");
    EXPECT_EQ(back.sale.approved_by, "berta");

    wanted.goods.front().line = 0;
    EXPECT_EQ(text_of(plan()), "UnknownLine: the receipt's line is needed");
    wanted.goods.front() = {1, line("a", 1, 30'00), 30'01};
    EXPECT_EQ(text_of(plan()).substr(0, 11), "InvalidSale");
    wanted.goods.front() = {1, line("a", -1, 30'00), 0};
    EXPECT_EQ(text_of(plan()).substr(0, 11), "InvalidSale");
    wanted.goods.clear();
    EXPECT_EQ(text_of(plan()), "InvalidSale: no goods");
    wanted.goods = {{1, line("a", 1, 30'00), 0}};
    wanted.original = sell(file, 5'00).id;
    EXPECT_EQ(text_of(plan()).substr(0, 11), "InvalidSale") << "it was sold here";
}

TEST_F(ReturnTest, WithoutAReceiptWhatItWouldEarnIsTakenBackAndNoPointsAreGiven) {
    terminal::ApprovedReturn wanted{"berta", std::nullopt, {{0, line("a", 1, 30'00), 0}}};
    const auto lines = terminal::plan_approved_return(*file.journal, wanted);
    ASSERT_TRUE(lines) << text_of(lines);
    Basket basket;
    basket.approved_by = "berta";
    basket.add(lines->front());
    basket.card.emplace();
    basket.card->member.emplace();
    basket.card->member->facts.member = kAnna;
    basket.tenders.push_back({sale::TenderKind::Cash, -30'00, {}, {}});
    EXPECT_EQ(text(record(basket)), "-3000 | | -30");
    wanted.goods.front().points_paid_minor = 1;
    EXPECT_EQ(text_of(terminal::plan_approved_return(*file.journal, wanted)).substr(0, 11),
              "InvalidSale");
}

TEST_F(ReturnTest, TheReceiptSaysWhatWentBackAsPoints) {
    const terminal::receipt::Heading heading{"Company", *find_currency("HKD"), [](UtcTime) {
                                                 return std::string{"2026-03-09 16:15"};
                                             }};
    const auto sold = buy_with_points();
    const std::string first =
        terminal::receipt::render(heading, sold, terminal::receipt::Copy::First);
    EXPECT_NE(first.find("  of it in points 30.00"), std::string::npos) << first;
    auto back = bring_back(sold.id, {{2, Quantity{1000}}});
    back.sale.approved_by = "berta";
    const std::string second =
        terminal::receipt::render(heading, back, terminal::receipt::Copy::First);
    EXPECT_NE(second.find("  of it back in points 20.00"), std::string::npos) << second;
    EXPECT_NE(second.find("-20 points                        -20.00"), std::string::npos) << second;
    EXPECT_NE(second.find("Points given back                     20"), std::string::npos) << second;
    EXPECT_NE(second.find("Points taken back                     20"), std::string::npos) << second;
    EXPECT_NE(second.find("Approved by                        berta"), std::string::npos) << second;
}

}  // namespace
}  // namespace pareto::test

// What other systems got wrong with points, each by the thread that reported it.
#include <gtest/gtest.h>

#include "common/sale/earning.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

// Default rules: 1 point for each 1.00, a point is worth 0.01.
class PeersTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
    }

    EntryId redemption(const TestTerminal& till) {
        return EntryId::of(till.registration(), 900'000 + ++redemptions_);
    }

    /// Whole lines of `sold` come back, as its terminal records it.
    static sale::Sale return_of(const sale::Sale& sold,
                                EntryId entry,
                                const std::vector<std::size_t>& indexes) {
        const auto shares = sale::shares_of(sold, loyalty::RuleSet{});
        std::vector<sale::Line> lines;
        std::int64_t minor = 0;
        std::int64_t points = 0;
        for (const std::size_t index : indexes) {
            const sale::Line& line = sold.lines.at(index);
            lines.push_back(brought_back(static_cast<std::int32_t>(lines.size()) + 1,
                                         entry,
                                         line.number,
                                         line.quantity.thousandths / 1000,
                                         line.amount_minor));
            lines.back().points_paid_minor = -shares.at(index).points_paid_minor;
            lines.back().points_paid = Points{-shares.at(index).points_paid.value};
            minor += shares.at(index).points_paid_minor;
            points += shares.at(index).points_paid.value;
        }
        sale::Sale sale = cash_sale(sold.card_key, std::move(lines));
        if (minor == 0) return sale;
        sale.tenders.front().amount_minor += minor;
        for (const auto& tender : sold.tenders) {
            if (tender.kind == sale::TenderKind::Points)
                sale.tenders.push_back(
                    {sale::TenderKind::Points, -minor, Points{-points}, tender.redemption});
        }
        return sale;
    }

    std::int64_t points_of(MemberId member) {
        return world_->number("select sum(amount) from balance where shard_key = " +
                              std::to_string(member.value));
    }

    std::string suspense() {
        return world_->rows("select reason, detail from suspense order by entry_id, reason");
    }

    std::unique_ptr<TestTerminal> till_;
    MemberId anna_;
    Sequence redemptions_ = 0;
};

TEST_P(PeersTest, Odoo257854_BuyRefundRepeatKeepsNoPoints) {
    for (int round = 0; round < 5; ++round) {
        const sale::Sale sale = cash_sale(card("anna"), {sold(1, 1, 100'00)});
        const EntryId entry = till_->append(sale);
        till_->append(return_of(sale, entry, {0}));
    }
    till_->send();
    EXPECT_EQ(points_of(anna_), 0);
    EXPECT_EQ(world_->number("select sum(remaining) from lot"), 0);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Odoo212922_ARefundDoesNotTakeTheSpentPointsAgain) {
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    const sale::Sale sale =
        points_sale(card("anna"), anna_, {sold(1, 1, 60'00)}, redemption(*till_), 50);
    const EntryId entry = till_->append(sale);
    till_->send();
    // 100 earned, 50 spent, 59 earned on 59.50.
    EXPECT_EQ(points_of(anna_), 109);
    till_->append(return_of(sale, entry, {0}));
    till_->send();
    EXPECT_EQ(points_of(anna_), 100);
    EXPECT_EQ(world_->rows("select remaining, expires_on from lot order by cause"),
              "100|2027-03-10, 0|2027-03-10");
    EXPECT_EQ(world_->number("select sum(points_redeemed) from branch_day"), 0);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Odoo221928_PointsComeBackWithTheGoodsAndNotWithARewardLine) {
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    const sale::Sale sale = points_sale(
        card("anna"), anna_, {sold(1, 1, 30'00), sold(2, 1, 30'00)}, redemption(*till_), 50);
    const EntryId entry = till_->append(sale);
    // 25 points paid for each line. 59 were earned: 30 by the first, 29 by the second.
    till_->append(return_of(sale, entry, {0}));
    till_->send();
    EXPECT_EQ(points_of(anna_), 100 - 50 + 59 + 25 - 30);
    till_->append(return_of(sale, entry, {1}));
    till_->send();
    EXPECT_EQ(points_of(anna_), 100);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Erpnext59050_PointsEarnedAtOneTerminalAreDeductedAtAnother) {
    TestTerminal other = world_->terminal("HK02", "1");
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    till_->send();
    other.append(points_sale(card("anna"), anna_, {sold(1, 1, 80)}, redemption(other), 80));
    other.send();
    EXPECT_EQ(points_of(anna_), 20);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Erpnext32951_AReturnTakesItsPointsBack) {
    const sale::Sale sale = cash_sale(card("anna"), {sold(1, 1, 70'00), sold(2, 3, 10'00)});
    const EntryId entry = till_->append(sale);
    till_->append(return_of(sale, entry, {0}), "2026-03-12");
    till_->send();
    EXPECT_EQ(points_of(anna_), 30);
    world_->verify();
}

TEST_P(PeersTest, OcaPos185_ASyncRetryDoublesNoPoints) {
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    for (int again = 0; again < 3; ++again)
        EXPECT_EQ(till_->send(1, 2).kind, sync::IngestResult::Kind::Acked);
    EXPECT_EQ(points_of(anna_), 100);
    world_->verify();
}

TEST_P(PeersTest, Odoo40567_TheSameSaleSentAgainIsOneSale) {
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    till_->send(1, 2);
    till_->append(cash_sale(card("anna"), {sold(1, 1, 5'00)}));
    till_->send(1, 3);
    till_->send(2, 3);
    EXPECT_EQ(world_->number("select count(*) from sale"), 2);
    EXPECT_EQ(world_->number("select sum(sales) from branch_day"), 2);
    EXPECT_EQ(points_of(anna_), 105);
    world_->verify();
}

TEST_P(PeersTest, Odoo111670_PointsAreWholeNumbersAlsoOfOddAmounts) {
    const sale::Sale sale =
        cash_sale(card("anna"), {sold(1, 1, 134'14), sold(2, 1, 89'42), sold(3, 1, 44'72)});
    const EntryId entry = till_->append(sale);
    till_->send();
    EXPECT_EQ(points_of(anna_), 268);
    // 134.14 : 89.42 : 44.72 of 268 is 134.0.. : 89.3.. : 44.6..; the last point goes to the
    // largest fraction.
    for (const auto& [index, left] : {std::pair{0U, 134}, std::pair{1U, 45}, std::pair{2U, 0}}) {
        till_->append(return_of(sale, entry, {index}));
        till_->send();
        EXPECT_EQ(points_of(anna_), left);
    }
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Erpnext47193_RoundingBlocksNoRedemption) {
    loyalty::RuleSet thirds;
    thirds.version = 2;
    thirds.minor_per_point = {1, 3};
    auto transaction = must(pareto::database::Transaction::begin(world_->connection()));
    must(database::put_rules(world_->connection(), thirds));
    must(transaction.commit());
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    EXPECT_EQ(loyalty::worth(Points{100}, thirds), 33);
    sale::Sale sale = points_sale(card("anna"), anna_, {sold(1, 1, 34)}, redemption(*till_), 33);
    sale.rules_version = 2;
    sale.tenders.back().points = Points{100};
    const EntryId entry = till_->append(sale);
    till_->send();
    EXPECT_EQ(points_of(anna_), 0);
    sale::Sale back = return_of(sale, entry, {0});
    EXPECT_EQ(back.lines.front().points_paid.value, -100);
    till_->append(back);
    till_->send();
    EXPECT_EQ(points_of(anna_), 100);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Opensourcepos4579_AnAbandonedOrCorrectedSaleLosesNoPoints) {
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    till_->send();
    // Parked and given up: the basket's redemption is reversed.
    const EntryId asked = till_->append(journal::RedemptionRequested{anna_, Points{60}});
    const auto answer =
        must(world_->service().answer(till_->id(), {1, sync::Authorise{asked, anna_, Points{60}}}));
    EXPECT_EQ(answer.available.value, 40);
    till_->append(journal::RedemptionReversed{asked});
    // Edited: cancelled, and recorded as it should have been.
    const EntryId wrong =
        till_->append(points_sale(card("anna"), anna_, {sold(1, 1, 60)}, redemption(*till_), 60));
    till_->append(sale::PostVoid{SaleId{wrong.value}, 9, "mistake"});
    till_->append(points_sale(card("anna"), anna_, {sold(1, 1, 20)}, redemption(*till_), 20));
    till_->send();
    EXPECT_EQ(world_->rows("select account, amount from balance where amount <> 0"), "1|80");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Odoo202101_PayingForOneSaleChangesNoOtherMembersPoints) {
    const MemberId berta{till_->append(enrolled(card("berta"))).value};
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    till_->append(cash_sale(card("berta"), {sold(1, 1, 40'00)}));
    const sale::Sale sale =
        points_sale(card("anna"), anna_, {sold(1, 1, 10'00)}, redemption(*till_), 100);
    const EntryId entry = till_->append(sale);
    till_->send();
    EXPECT_EQ(points_of(berta), 40);
    // Berta brings Anna's goods back: it is Anna who paid.
    sale::Sale back = return_of(sale, entry, {0});
    back.card_key = card("berta");
    till_->append(back);
    till_->send();
    EXPECT_EQ(points_of(berta), 40);
    EXPECT_EQ(points_of(anna_), 100);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Dynamics3026_TheRestOfAPartlyRedeemedSaleEarns) {
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    till_->append(points_sale(card("anna"), anna_, {sold(1, 1, 31'00)}, redemption(*till_), 100));
    till_->send();
    // 1.00 was paid with the 100 points, 30.00 earn 30.
    EXPECT_EQ(points_of(anna_), 30);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Opensourcepos_NothingIsEarnedOnWhatPointsPaid) {
    till_->append(cash_sale(card("anna"), {sold(1, 5, 100'00)}));
    till_->append(points_sale(card("anna"), anna_, {sold(1, 1, 5'00)}, redemption(*till_), 500));
    till_->send();
    EXPECT_EQ(points_of(anna_), 0);
    EXPECT_EQ(world_->rows("select points from sale order by sale_id"), "500, 0");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(PeersTest, Opensourcepos_ACashiersOwnCreditIsRefusedAndKept) {
    till_->append(
        journal::PointsAdjusted{anna_, Points{5'000}, date("2027-03-10"), "goodwill", "me"});
    till_->send();
    EXPECT_EQ(points_of(anna_), 0);
    EXPECT_EQ(suspense(), "not_allowed|a terminal cannot adjust points");
    EXPECT_EQ(world_->number("select count(*) from entry where kind = 18"), 1) << "the trace";
    world_->verify();
}

// Ours: what is given back goes where it came from, and gets 30 days where that has passed.
TEST_P(PeersTest, PointsGivenBackToALotThatHasPassedGetThirtyDays) {
    till_->append(cash_sale(card("anna"), {sold(1, 1, 40'00)}), "2025-03-12");
    till_->append(cash_sale(card("anna"), {sold(1, 1, 60'00)}), "2026-03-01");
    // The 40 points can be used up to 2026-03-12; they go first.
    const sale::Sale sale =
        points_sale(card("anna"), anna_, {sold(1, 1, 50), sold(2, 1, 50)}, redemption(*till_), 100);
    const EntryId entry = till_->append(sale, "2026-03-12");
    till_->append(return_of(sale, entry, {0}), "2026-03-12");
    till_->send();
    EXPECT_EQ(world_->rows("select remaining, expires_on from lot order by expires_on"),
              "40|2026-03-12, 10|2027-03-01");
    // The other 50 were of the second lot, which still runs.
    till_->append(return_of(sale, entry, {1}), "2027-03-02");
    till_->send();
    EXPECT_EQ(world_->rows("select remaining, expires_on from lot order by expires_on"),
              "40|2026-03-12, 10|2027-03-01, 50|2027-04-01");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

// Ours: money for what was paid with points, and points for what was paid in money, are seen.
TEST_P(PeersTest, ValueIsNotGivenTwiceAndADifferenceIsListed) {
    till_->append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    const sale::Sale sale =
        points_sale(card("anna"), anna_, {sold(1, 1, 60), sold(2, 1, 40)}, redemption(*till_), 50);
    const EntryId entry = till_->append(sale);
    till_->send();
    EXPECT_EQ(points_of(anna_), 50);
    // All in money: 0.30 of it had been points. Nothing is given back in points.
    till_->append(cash_sale(card("anna"), {brought_back(1, entry, 1, 1, 60)}));
    till_->send();
    EXPECT_EQ(points_of(anna_), 50);
    EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'return_conflict'"), 1);
    // 0.40 in points, where only 0.20 had been.
    sale::Sale greedy = return_of(sale, entry, {1});
    greedy.lines.front().points_paid_minor = -40;
    greedy.tenders = {{sale::TenderKind::Points, -40, Points{-40}, sale.tenders.back().redemption}};
    till_->append(greedy);
    till_->send();
    EXPECT_EQ(points_of(anna_), 70);
    EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'return_conflict'"), 2);
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         PeersTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

// Redemptions: debited before the sale, captured by it or given back, once each, in any order of
// arrival.
#include <gtest/gtest.h>

#include "hq/database/local_journal.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using Outcome = sync::AuthoriseOutcome;

class RedeemTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
        till_->append(cash_sale(card("anna"), {sold(1, 1, 60'00)}), "2026-03-01");
        till_->append(cash_sale(card("anna"), {sold(1, 1, 40'00)}), "2026-03-05");
        till_->send();
    }

    EntryId requested(std::int64_t points) {
        return till_->append(journal::RedemptionRequested{anna_, Points{points}});
    }

    std::string authorise(EntryId redemption, std::int64_t points, MemberId member = {}) {
        const auto response = must(world_->service().answer(
            till_->id(),
            {1, sync::Authorise{redemption, member ? member : anna_, Points{points}}}));
        constexpr std::array kNames{
            "", "approved", "insufficient", "unknown member", "not allowed"};
        return std::string{kNames.at(static_cast<std::size_t>(response.outcome))} + " " +
               std::to_string(response.available.value);
    }

    std::string balances() {
        return world_->rows("select account, amount from balance order by account");
    }

    std::string lots() { return world_->rows("select remaining from lot order by expires_on"); }

    std::unique_ptr<TestTerminal> till_;
    MemberId anna_;
};

TEST_P(RedeemTest, HoldsTheSoonestExpiringPointsAndCapturesThemWithTheSale) {
    const EntryId redemption = requested(70);
    EXPECT_EQ(authorise(redemption, 70), "approved 30");
    EXPECT_EQ(authorise(redemption, 70), "approved 30");
    EXPECT_EQ(balances(), "1|30, 2|70");
    EXPECT_EQ(lots(), "0, 30");
    world_->verify();
    till_->append(points_sale(card("anna"), anna_, {sold(1, 1, 10'00)}, redemption, 70),
                  "2026-03-06");
    till_->send();
    EXPECT_EQ(balances(), "1|39, 2|0");
    EXPECT_EQ(world_->rows("select state from redemption"), "captured");
    EXPECT_EQ(
        world_->number("select points_redeemed from branch_day where business_date = '2026-03-06'"),
        70);
    world_->verify();
}

TEST_P(RedeemTest, ASaleMayBearTheIdOfAHoldWhoseRequestWasLost) {
    const EntryId redemption = requested(70);
    EXPECT_EQ(authorise(redemption, 70), "approved 30");
    // The terminal is set up from a backup, with its anchor, and sells on.
    till_->forget_after(redemption.sequence() - 1);
    EXPECT_EQ(till_->append(cash_sale(card("anna"), {sold(1, 1, 10'00)}), "2026-03-06"),
              redemption);
    EXPECT_EQ(till_->send().kind, sync::IngestResult::Kind::Acked);
    EXPECT_EQ(balances(), "1|40, 2|70");
    world_->verify();
    till_->append(sale::PostVoid{SaleId{redemption.value}, 9, "mistake"}, "2026-03-06");
    till_->append(journal::RedemptionReversed{redemption});
    till_->send();
    EXPECT_EQ(world_->rows("select account, amount from balance where amount <> 0"), "1|100");
    world_->verify();
}

TEST_P(RedeemTest, GivesHeldPointsBackToTheirLots) {
    const EntryId redemption = requested(70);
    authorise(redemption, 70);
    till_->append(journal::RedemptionReversed{redemption});
    till_->append(journal::RedemptionReversed{redemption});
    till_->send();
    EXPECT_EQ(balances(), "1|100, 2|0");
    EXPECT_EQ(lots(), "60, 40");
    EXPECT_EQ(authorise(redemption, 70), "not allowed 100");
    world_->verify();
}

TEST_P(RedeemTest, AReversalThatOvertakesTheQuestionRefusesIt) {
    const EntryId redemption = requested(70);
    till_->append(journal::RedemptionReversed{redemption});
    till_->send();
    EXPECT_EQ(authorise(redemption, 70), "not allowed 100");
    EXPECT_EQ(balances(), "1|100");
    world_->verify();
}

TEST_P(RedeemTest, RefusesMoreThanThereIsAndRemembersIt) {
    const EntryId redemption = requested(101);
    EXPECT_EQ(authorise(redemption, 101), "insufficient 100");
    till_->append(cash_sale(card("anna"), {sold(1, 1, 60'00)}));
    till_->send();
    EXPECT_EQ(authorise(redemption, 101), "insufficient 160");
    EXPECT_EQ(authorise(requested(10), 10, MemberId{12345}), "unknown member 0");
    EXPECT_EQ(authorise(requested(0), 0), "not allowed 0");
    EXPECT_EQ(authorise(EntryId::of(till_->registration() + 1000, 1), 10), "not allowed 0");
    world_->verify();
}

TEST_P(RedeemTest, TheSameIdWithOtherPointsIsNotApproved) {
    const EntryId redemption = requested(10);
    EXPECT_EQ(authorise(redemption, 10), "approved 90");
    EXPECT_EQ(authorise(redemption, 20), "not allowed 90");
    EXPECT_EQ(balances(), "1|90, 2|10");
}

TEST_P(RedeemTest, ACaptureOfLessThanWasHeldGivesTheRestBack) {
    const EntryId redemption = requested(70);
    authorise(redemption, 70);
    till_->append(points_sale(card("anna"), anna_, {sold(1, 1, 60)}, redemption, 60), "2026-03-06");
    till_->send();
    EXPECT_EQ(world_->rows("select account, amount from balance where amount <> 0"), "1|40");
    EXPECT_EQ(world_->rows("select reason from suspense"), "redemption_conflict");
    world_->verify();
}

TEST_P(RedeemTest, ACaptureThatHqHadReversedIsDebitedAllTheSame) {
    const EntryId redemption = requested(70);
    authorise(redemption, 70);
    till_->append(journal::RedemptionReversed{redemption});
    till_->append(points_sale(card("anna"), anna_, {sold(1, 1, 70)}, redemption, 70), "2026-03-06");
    till_->append(journal::RedemptionReversed{redemption});
    till_->send();
    EXPECT_EQ(world_->rows("select account, amount from balance where amount <> 0"), "1|30");
    EXPECT_EQ(world_->rows("select reason from suspense order by entry_id"),
              "redemption_conflict, redemption_conflict");
    world_->verify();
}

TEST_P(RedeemTest, APostVoidGivesCapturedPointsBack) {
    const EntryId redemption = requested(70);
    authorise(redemption, 70);
    const EntryId sale = till_->append(
        points_sale(card("anna"), anna_, {sold(1, 1, 70)}, redemption, 70), "2026-03-06");
    till_->append(sale::PostVoid{SaleId{sale.value}, 9, "mistake"}, "2026-03-06");
    till_->send();
    EXPECT_EQ(lots(), "60, 40");
    EXPECT_EQ(world_->number("select sum(points_redeemed) from branch_day"), 0);
    world_->verify();
}

TEST_P(RedeemTest, ARedemptionWithACardHqDoesNotKnowYetIsDebitedWhenItDoes) {
    const EntryId berta = EntryId::of(till_->registration(), till_->last() + 2);
    const EntryId redemption = EntryId::of(till_->registration(), 77);
    till_->append(
        points_sale(card("berta"), MemberId{berta.value}, {sold(1, 1, 25'00)}, redemption, 20));
    till_->send();
    EXPECT_EQ(world_->number("select count(*) from balance where shard_key <> " +
                             std::to_string(anna_.value)),
              0);
    world_->verify();
    till_->append(enrolled(card("berta")));
    till_->send();
    EXPECT_EQ(
        world_->rows("select account, amount from balance where amount <> 0 and shard_key = " +
                     std::to_string(berta.value)),
        "1|4");
    EXPECT_EQ(world_->number("select count(*) from unknown_card"), 0);
    world_->verify();
}

TEST_P(RedeemTest, AdjustmentsAddALotOrDrawThem) {
    database::LocalJournal journal{
        world_->connection(), world_->clock, world_->own_registration, 0};
    const auto adjust = [&](std::int64_t points, std::string_view day) {
        const journal::Entry entry{
            .occurred_at = {},
            .business_date = date(day),
            .operator_id = "7",
            .body = journal::PointsAdjusted{anna_, Points{points}, date("2026-12-31"), "goodwill"}};
        const std::vector<database::LocalEntry> entries{
            {.entry = entry, .branch = {}, .terminal_code = "", .personal = {}}};
        static_cast<void>(must(journal.append(entries)));
    };
    adjust(50, "2026-03-10");
    adjust(-170, "2026-03-06");
    EXPECT_EQ(world_->rows("select account, amount from balance where amount <> 0"), "3|-20");
    // Nobody at a terminal may make points.
    till_->append(journal::PointsAdjusted{anna_, Points{50}, date("2026-12-31"), "goodwill"});
    till_->send();
    EXPECT_EQ(world_->rows("select reason from suspense"), "not_allowed");
    EXPECT_EQ(world_->rows("select account, amount from balance where amount <> 0"), "3|-20");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         RedeemTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

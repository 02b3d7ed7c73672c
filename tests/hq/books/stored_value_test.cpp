// Stored value in the books: sold, spent, taken back, expired, on both engines. Money is in cents;
// "value|held" is what an account can spend and what is held of it.
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "tests/hq/books/stored_value_world.h"

namespace pareto::hq::test {
namespace {

using Outcome = sync::AuthoriseOutcome;

TEST_P(StoredValueTest, SellingItNeitherEarnsNorCountsAndSpendingItDoesBoth) {
    till_->append(paid(card("anna"), {value_sold(1, gift_, 50'00)}, {}), "2026-03-10");
    till_->send();
    EXPECT_EQ(accounts(), "5000|0");
    EXPECT_EQ(world_->rows("select account, amount from balance"), "");
    EXPECT_EQ(world_->rows("select net_minor, visits from member_day"), "");
    EXPECT_EQ(world_->rows("select total_minor, eligible_minor, remaining_minor, points from sale"),
              "5000|0|0|0");
    world_->verify();
    const EntryId redemption = wanted(*other_, 30'00);
    EXPECT_EQ(ask(*other_, redemption, 30'00), "approved 2000");
    EXPECT_EQ(accounts(), "2000|3000");
    world_->verify();
    other_->append(paid(card("anna"), {sold(1, 1, 40'00)}, {by_value(30'00, redemption, gift_)}));
    other_->send();
    EXPECT_EQ(accounts(), "2000|0");
    EXPECT_EQ(world_->rows("select amount from balance where account = 1"), "40");
    EXPECT_EQ(world_->rows("select net_minor, visits from member_day"), "4000|1");
    EXPECT_EQ(world_->rows("select b.sales, b.net_minor from branch_day b join branch on "
                           "branch.branch_id = b.branch_id where branch.code = 'HK02'"),
              "1|4000");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(StoredValueTest, GoodsAndValueInOneSaleCountTheGoodsOnly) {
    till_->append(paid(card("anna"), {sold(1, 1, 10'00), value_sold(2, gift_, 50'00)}, {}));
    till_->send();
    EXPECT_EQ(world_->rows("select net_minor, visits from member_day"), "1000|1");
    EXPECT_EQ(world_->rows("select amount from balance where account = 1"), "10");
    EXPECT_EQ(accounts(), "5000|0");
    world_->verify();
}

TEST_P(StoredValueTest, AnAnswerIsGivenAgainAndAnotherQuestionUnderTheSameIdIsRefused) {
    sells_card(50'00);
    const EntryId redemption = wanted(*till_, 30'00);
    EXPECT_EQ(ask(*till_, redemption, 30'00), "approved 2000");
    EXPECT_EQ(ask(*till_, redemption, 30'00), "approved 2000") << "debited once";
    EXPECT_EQ(ask(*till_, redemption, 31'00), "not allowed 2000");
    EXPECT_EQ(ask(*other_, redemption, 30'00), "not allowed") << "another terminal's id";
    EXPECT_EQ(ask(*till_, wanted(*till_, 1), 0), "not allowed");
    EXPECT_EQ(ask(*till_, wanted(*till_, 1), -1), "not allowed");
    EXPECT_EQ(ask(*till_, wanted(*till_, 1), 1, {anna_, gift_}), "not allowed") << "whose?";
    EXPECT_EQ(ask(*till_, wanted(*till_, 1), 1, {}), "not allowed");
    EXPECT_EQ(ask(*till_, wanted(*till_, 1), 1, {anna_, {}}), "unknown");
    const EntryId too_much = wanted(*till_, 20'01);
    EXPECT_EQ(ask(*till_, too_much, 20'01), "insufficient 2000");
    sells_card(10'00);
    EXPECT_EQ(ask(*till_, too_much, 20'01), "insufficient 3000") << "remembered";
    world_->verify();
}

TEST_P(StoredValueTest, AReversalGivesTheHoldBackOnceAndOneThatOvertakesTheQuestionRefusesIt) {
    sells_card(50'00);
    const EntryId redemption = wanted(*till_, 30'00);
    EXPECT_EQ(ask(*till_, redemption, 30'00), "approved 2000");
    till_->append(journal::RedemptionReversed{redemption});
    till_->append(journal::RedemptionReversed{redemption});
    till_->send();
    EXPECT_EQ(accounts(), "5000|0");
    EXPECT_EQ(ask(*till_, redemption, 30'00), "not allowed 5000");
    const EntryId late = wanted(*till_, 10'00);
    till_->append(journal::RedemptionReversed{late});
    till_->send();
    EXPECT_EQ(ask(*till_, late, 10'00), "not allowed 5000");
    EXPECT_EQ(accounts(), "5000|0");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(StoredValueTest, ACaptureTwiceOrReversedIsListedAndDebitsOnce) {
    sells_card(50'00);
    const EntryId redemption = wanted(*till_, 30'00);
    ask(*till_, redemption, 30'00);
    const auto sale = paid("", {sold(1, 1, 30'00)}, {by_value(30'00, redemption, gift_)});
    till_->append(sale);
    till_->append(sale);
    till_->append(journal::RedemptionReversed{redemption});
    till_->send();
    EXPECT_EQ(accounts(), "2000|0");
    EXPECT_EQ(suspense(), "redemption_conflict, redemption_conflict");
    world_->verify();
}

TEST_P(StoredValueTest, ASaleWhoseHoldHqLostIsDebitedNowAndWhatWasNotThereIsListed) {
    sells_card(50'00);
    till_->append(paid("", {sold(1, 1, 30'00)}, {by_value(30'00, EntryId::of(9, 9), gift_)}));
    till_->send();
    EXPECT_EQ(accounts(), "2000|0");
    EXPECT_EQ(suspense(), "");
    till_->append(paid("", {sold(1, 1, 25'00)}, {by_value(25'00, EntryId::of(9, 10), gift_)}));
    till_->send();
    EXPECT_EQ(accounts(), "-500|0");
    EXPECT_EQ(suspense(), "value_overdrawn");
    EXPECT_EQ(ask(*till_, wanted(*till_, 1), 1), "insufficient -500");
    sells_card(20'00);
    EXPECT_EQ(accounts(), "1500|0") << "what is owed is repaid first";
    world_->verify();
}

TEST_P(StoredValueTest, AMembersOwnValueIsApartFromAnyCards) {
    tops_up(20'00);
    sells_card(50'00);
    EXPECT_EQ(accounts(), "5000|0, 2000|0") << "the card's, then Anna's";
    const EntryId redemption = till_->append(journal::RedemptionRequested{anna_, {}});
    EXPECT_EQ(ask(*till_, redemption, 15'00, {anna_, {}}), "approved 500");
    sale::Sale sale = paid(card("anna"), {sold(1, 1, 15'00)}, {by_value(15'00, redemption, {})});
    sale.facts.member = anna_;
    till_->append(sale);
    till_->send();
    EXPECT_EQ(accounts(), "5000|0, 500|0");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(StoredValueTest, ABlockedCardPaysNothing) {
    sells_card(50'00);
    local(journal::CardBlocked{gift_, "stolen"});
    EXPECT_EQ(ask(*till_, wanted(*till_, 1'00), 1'00), "not allowed");
    EXPECT_EQ(told(must(world_->service().answer(till_->id(), {1, sync::ValueAsked{{{}, gift_}}}))),
              "not allowed");
    EXPECT_EQ(accounts(), "5000|0");
}

TEST_P(StoredValueTest, TheBalanceIsToldWithItsLastDay) {
    EXPECT_EQ(told(must(world_->service().answer(till_->id(), {1, sync::ValueAsked{{{}, gift_}}}))),
              "unknown");
    use_rules(365);
    sale::Sale sale = paid("", {value_sold(1, gift_, 50'00)}, {});
    sale.rules_version = 2;
    till_->append(sale, "2026-03-10");
    till_->send();
    EXPECT_EQ(told(must(world_->service().answer(till_->id(), {1, sync::ValueAsked{{{}, gift_}}}))),
              "approved 5000 until 2027-03-10");
    EXPECT_EQ(
        told(must(world_->service().answer(TerminalId{77}, {1, sync::ValueAsked{{{}, gift_}}}))),
        "not allowed");
}

TEST_P(StoredValueTest, AnUntouchedGiftCardComesBackAndASpentOneIsListed) {
    const EntryId sale = sells_card(50'00);
    till_->append(paid("", {value_back(1, sale, 1, gift_, 50'00)}, {}));
    till_->send();
    EXPECT_EQ(accounts(), "0|0");
    EXPECT_EQ(suspense(), "");
    EXPECT_EQ(ask(*other_, wanted(*other_, 1), 1), "insufficient 0");
    // Again, at another branch: nothing more is taken, and the cash that was given is listed.
    other_->append(paid("", {value_back(1, sale, 1, gift_, 50'00)}, {}));
    other_->send();
    EXPECT_EQ(accounts(), "0|0");
    EXPECT_EQ(suspense(), "return_conflict");
    world_->verify();
    const EntryId second = sells_card(50'00);
    spends(*other_, 20'00, 20'00);
    other_->send();
    till_->append(paid("", {value_back(1, second, 1, gift_, 50'00)}, {}));
    till_->send();
    EXPECT_EQ(accounts(), "-2000|0");
    EXPECT_EQ(suspense(), "return_conflict, value_overdrawn");
    EXPECT_EQ(world_->number("select returns from branch_day order by returns desc limit 1"), 0)
        << "no goods came back";
    world_->verify();
}

TEST_P(StoredValueTest, APostVoidTakesATopUpBackAndBelowZeroIsOwed) {
    const EntryId first = tops_up(30'00);
    till_->append(sale::PostVoid{SaleId{first.value}, 5, "mistake"});
    till_->send();
    EXPECT_EQ(accounts(), "0|0");
    EXPECT_EQ(suspense(), "");
    const EntryId second = tops_up(30'00);
    const EntryId redemption = till_->append(journal::RedemptionRequested{anna_, {}});
    EXPECT_EQ(ask(*till_, redemption, 25'00, {anna_, {}}), "approved 500");
    till_->append(sale::PostVoid{SaleId{second.value}, 6, "mistake"});
    till_->send();
    EXPECT_EQ(accounts(), "-2500|2500") << "what is held stays held";
    EXPECT_EQ(world_->rows("select detail from suspense"),
              "2500 minor units of stored value were taken that were not there");
    till_->append(journal::RedemptionReversed{redemption});
    till_->send();
    EXPECT_EQ(accounts(), "0|0");
    world_->verify();
}

TEST_P(StoredValueTest, AVoidedSaleGivesTheCardBackWhatItPaid) {
    sells_card(50'00);
    const EntryId sale = spends(*till_, 40'00, 30'00);
    till_->append(sale::PostVoid{SaleId{sale.value}, 7, "mistake"});
    till_->send();
    EXPECT_EQ(accounts(), "5000|0");
    EXPECT_EQ(world_->rows("select state from value_redemption"), "reversed");
    world_->verify();
}

// What was put there on 2026-03-10 can be used for 30 days, through 2026-04-09.
TEST_P(StoredValueTest, ExpiresTwoDaysAfterItsLastDayOnceHoweverOftenTheJobIsRun) {
    use_rules(30);
    const auto sell = [&](const Bytes& gift, std::int64_t minor, std::string_view day) {
        sale::Sale sale = paid("", {value_sold(1, gift, minor)}, {});
        sale.rules_version = 2;
        till_->append(sale, day);
        till_->send();
    };
    sell(card("a"), 10'00, "2026-03-10");
    sell(card("b"), 10'00, "2026-03-10");
    sell(card("c"), 40'00, "2026-03-10");
    sell(card("c"), 5'00, "2026-03-12");  // and so all of it lasts through 2026-04-11
    EXPECT_EQ(expire("2026-04-10"), "done");
    EXPECT_EQ(expire("2026-04-11", 1), "1000 of 1");
    EXPECT_EQ(expire("2026-04-11", 1), "1000 of 1") << "interrupted, and run again";
    EXPECT_EQ(expire("2026-04-11", 1), "done");
    EXPECT_EQ(expire("2026-04-11"), "done before");
    EXPECT_EQ(expire("2026-04-10"), "done before");
    EXPECT_EQ(world_->rows("select value_minor from value_account order by value_minor"),
              "0, 0, 4500");
    EXPECT_EQ(world_->number("select sum(amount_minor) from value_transfer where "
                             "credit_account = 32"),
              20'00);
    EXPECT_EQ(expire("2026-04-13"), "4500 of 1");
    world_->verify();
    world_->clock.advance(std::chrono::hours{24 * 40});
    sell(card("a"), 7'00, "2026-04-20");
    EXPECT_EQ(
        told(must(world_->service().answer(till_->id(), {1, sync::ValueAsked{{{}, card("a")}}}))),
        "approved 700 until 2026-05-20");
}

TEST_P(StoredValueTest, WithoutALimitOfDaysItNeverExpires) {
    sells_card(50'00, "2026-03-10");
    EXPECT_EQ(world_->rows("select expires_on from value_account"), "9999-12-31");
    EXPECT_EQ(expire("2026-04-01"), "done");
    EXPECT_EQ(accounts(), "5000|0");
}

TEST_P(StoredValueTest, ValueThatHasExpiredPaysNothingBeforeTheJobToo) {
    use_rules(30);
    sale::Sale sale = paid("", {value_sold(1, gift_, 50'00)}, {});
    sale.rules_version = 2;
    till_->append(sale, "2026-01-10");
    till_->append(cash_sale("", {sold(1, 1, 1'00)}), "2026-03-10");
    till_->send();
    EXPECT_EQ(ask(*till_, wanted(*till_, 1'00), 1'00), "insufficient 0 until 2026-02-09");
    EXPECT_EQ(accounts(), "5000|0");
}

TEST_P(StoredValueTest, AMergeCarriesTheValueToTheSurvivorAndTheJobWhatComesLater) {
    const MemberId bert{till_->append(enrolled(card("bert"))).value};
    tops_up(20'00);
    local(journal::AccountChanged{anna_, bert, true, "same_person"});
    EXPECT_EQ(expire("2026-03-01"), "done");
    EXPECT_EQ(accounts(), "0|0, 2000|0") << "Anna's, and Bert's";
    EXPECT_EQ(ask(*till_, wanted(*till_, 5'00), 5'00, {anna_, {}}), "approved 1500");
    tops_up(10'00);
    EXPECT_EQ(accounts(), "1000|0, 1500|500") << "a terminal that had not heard of it";
    EXPECT_EQ(expire("2026-03-02"), "done");
    EXPECT_EQ(accounts(), "0|0, 2500|500");
    EXPECT_EQ(told(must(world_->service().answer(till_->id(), {1, sync::ValueAsked{{anna_, {}}}}))),
              "approved 2500");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(StoredValueTest, OnlyHqExpiresOrAdjusts) {
    sells_card(50'00);
    till_->append(journal::StoredValueAdjusted{{{}, gift_}, 10'00, "mine", ""});
    till_->append(journal::StoredValueExpired{date("2026-03-10"), {{{{}, gift_}, 10'00}}});
    till_->send();
    EXPECT_EQ(accounts(), "5000|0");
    EXPECT_EQ(suspense(), "not_allowed, not_allowed");
    local(journal::StoredValueAdjusted{{{}, gift_}, 10'00, "apology", ""});
    EXPECT_EQ(accounts(), "6000|0");
    local(journal::StoredValueAdjusted{{{}, gift_}, -60'00, "refund", ""});
    EXPECT_EQ(accounts(), "0|0");
    world_->verify();
}

struct Racer {
    std::unique_ptr<pareto::database::Connection> connection;
    std::unique_ptr<database::SyncService> service;
    Outcome outcome = Outcome::NotAllowed;
};

Racer racer(BooksWorld& world, Engine engine) {
    Racer made;
    made.connection = engine == Engine::Sqlite
                          ? must(pareto::database::open_sqlite(world.where()))
                          : must(pareto::database::open_postgres(world.where()));
    database::SyncServiceOptions options;
    options.own_registration = must(database::open_process(*made.connection, world.clock));
    options.slot = options.own_registration;
    made.service = std::make_unique<database::SyncService>(
        *made.connection, world.clock, world.random, std::move(options));
    return made;
}

/// A database that is busy is asked again, as terminals do.
Outcome ask_until_answered(Racer& racer, TerminalId terminal, const sync::AuthoriseValue& wanted) {
    constexpr int kTries = 50;
    for (int tries = 0; tries < kTries; ++tries) {
        const auto response = racer.service->answer(terminal, {1, wanted});
        if (response) return response->outcome;
        if (!retryable(response.error().code)) break;
    }
    ADD_FAILURE() << "no answer";
    return Outcome::NotAllowed;
}

TEST_P(StoredValueTest, OfTwoTerminalsThatRaceForTheLastCentsExactlyOneWins) {
    constexpr int kRaces = 200;
    sells_card(1'00);
    TestTerminal* const terminals[2] = {till_.get(), other_.get()};
    Racer racers[2] = {racer(*world_, GetParam()), racer(*world_, GetParam())};
    for (int race = 0; race < kRaces; ++race) {
        EntryId asked[2];
        std::latch start{2};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 2; ++i)
            asked[i] = wanted(*terminals[i], 1'00);
        for (std::size_t i = 0; i < 2; ++i) {
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                racers[i].outcome = ask_until_answered(
                    racers[i], terminals[i]->id(), {asked[i], {{}, gift_}, 1'00});
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        const bool first = racers[0].outcome == Outcome::Approved;
        const bool second = racers[1].outcome == Outcome::Approved;
        ASSERT_NE(first, second) << "race " << race;
        ASSERT_EQ(racers[first ? 1 : 0].outcome, Outcome::InsufficientPoints);
        ASSERT_EQ(accounts(), "0|100");
        for (std::size_t i = 0; i < 2; ++i) {
            terminals[i]->append(journal::RedemptionReversed{asked[i]});
            ASSERT_EQ(terminals[i]->send().kind, sync::IngestResult::Kind::Acked);
        }
    }
    EXPECT_EQ(accounts(), "100|0");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         StoredValueTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

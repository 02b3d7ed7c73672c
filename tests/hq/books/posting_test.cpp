// Stories of what entries mean in HQ's books: each ends with the printed state and with all
// oracles.
#include "hq/app/posting.h"

#include <gtest/gtest.h>

#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using Kind = sync::IngestResult::Kind;

constexpr const char* kBalances = "select account, amount from balance order by shard_key, account";
constexpr const char* kBranchDays =
    "select sales, returns, net_minor, returns_minor, member_minor, points_earned, points_redeemed "
    "from branch_day order by 1, 2";
constexpr const char* kMemberDays =
    "select business_date, net_minor, visits from member_day order by business_date";
constexpr const char* kSuspense = "select reason from suspense order by entry_id, reason";
constexpr const char* kLots = "select remaining, expires_on from lot order by cause, number";

class PostingTest : public BooksTest {};

TEST_P(PostingTest, AMembersSaleEarnsALotAndCountsInBothRollups) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(enrolled(card("anna")));
    till.append(cash_sale(card("anna"), {sold(1, 2, 10'50), sold(2, 1, 4'99)}));
    EXPECT_EQ(till.send().kind, Kind::Acked);
    EXPECT_EQ(world_->rows(kBalances), "1|25");
    EXPECT_EQ(world_->rows(kLots), "25|2027-03-10");
    EXPECT_EQ(world_->rows(kMemberDays), "2026-03-10|2599|1");
    EXPECT_EQ(world_->rows(kBranchDays), "1|0|2599|0|2599|25|0");
    EXPECT_EQ(world_->rows(kSuspense), "");
    world_->verify();
}

TEST_P(PostingTest, ASaleWithoutACardCountsForTheBranchOnly) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(cash_sale("", {sold(1, 1, 10'00)}));
    till.send();
    EXPECT_EQ(world_->rows(kBranchDays), "1|0|1000|0|0|0|0");
    EXPECT_EQ(world_->rows(kMemberDays), "");
    EXPECT_EQ(world_->rows(kBalances), "");
    world_->verify();
}

TEST_P(PostingTest, AReturnTakesBackWhatItsLinesEarnedInAnySteps) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(enrolled(card("anna")));
    const EntryId sale = till.append(cash_sale(card("anna"), {sold(1, 3, 1'50)}));
    till.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 1, 1'50)}), "2026-03-11");
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|3");
    EXPECT_EQ(world_->rows(kMemberDays), "2026-03-10|450|1, 2026-03-11|-150|0");
    EXPECT_EQ(world_->rows(kBranchDays), "0|1|-150|150|-150|-1|0, 1|0|450|0|450|4|0");
    till.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 2, 3'00)}), "2026-03-12");
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|0");
    EXPECT_EQ(world_->rows("select remaining_minor from sale order by sale_id limit 1"), "0");
    world_->verify();
}

TEST_P(PostingTest, ASecondReturnOfTheSameLineIsAConflictAndTakesNoPointsTwice) {
    TestTerminal one = world_->terminal("HK01", "1");
    TestTerminal two = world_->terminal("HK02", "1");
    one.append(enrolled(card("anna")));
    const EntryId sale =
        one.append(cash_sale(card("anna"), {sold(1, 2, 10'00), sold(2, 1, 50'00)}));
    one.send();
    one.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 2, 20'00)}));
    two.append(cash_sale("", {brought_back(1, sale, 1, 1, 10'00)}));
    one.send();
    two.send();
    EXPECT_EQ(world_->rows(kSuspense), "return_conflict");
    EXPECT_EQ(world_->rows(kBalances), "1|50");
    EXPECT_EQ(world_->number("select sum(thousandths) from returned_line"), 2000);
    EXPECT_EQ(world_->number("select sum(net_minor) from branch_day"), 70'00 - 20'00 - 10'00);
    world_->verify();
}

TEST_P(PostingTest, PointsTakenBackBeyondTheBalanceAreADebtThatLaterEarningsRepay) {
    TestTerminal till = world_->terminal("HK01", "1");
    const EntryId anna = till.append(enrolled(card("anna")));
    const EntryId sale = till.append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    till.append(points_sale(card("anna"),
                            MemberId{anna.value},
                            {sold(1, 1, 80)},
                            EntryId::of(till.registration(), 99),
                            80));
    till.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 1, 100'00)}));
    till.send();
    EXPECT_EQ(world_->rows("select account, amount from balance where amount <> 0"), "3|-80");
    till.append(cash_sale(card("anna"), {sold(1, 1, 200'00)}));
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|120, 3|0");
    EXPECT_EQ(world_->rows(kSuspense), "");
    world_->verify();
}

TEST_P(PostingTest, AnExchangeEarnsOnWhatIsSoldAndTakesBackWhatIsReturned) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(enrolled(card("anna")));
    const EntryId sale = till.append(cash_sale(card("anna"), {sold(1, 1, 40'00)}));
    till.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 1, 40'00), sold(2, 1, 100'00)}));
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|100");
    EXPECT_EQ(world_->rows(kMemberDays), "2026-03-10|10000|2");
    world_->verify();
}

TEST_P(PostingTest, AnImportedReturnNamesNoSaleAndStillTakesPointsBack) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(enrolled(card("anna")));
    till.append(cash_sale(card("anna"), {sold(1, 1, 50'00)}));
    till.append(cash_sale(card("anna"), {sold(1, -1, 20'00)}));
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|30");
    EXPECT_EQ(world_->rows(kMemberDays), "2026-03-10|3000|1");
    EXPECT_EQ(world_->rows(kBranchDays), "1|1|3000|2000|3000|30|0");
    world_->verify();
}

TEST_P(PostingTest, AReturnThatArrivesBeforeItsSaleWaitsForIt) {
    TestTerminal one = world_->terminal("HK01", "1");
    TestTerminal two = world_->terminal("HK02", "1");
    one.append(enrolled(card("anna")));
    const EntryId sale = one.append(cash_sale(card("anna"), {sold(1, 2, 10'00)}));
    two.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 1, 10'00)}));
    two.send();
    EXPECT_EQ(world_->number("select count(*) from waiting_entry"), 1);
    EXPECT_EQ(world_->rows(kMemberDays), "");
    world_->verify();
    one.send();
    EXPECT_EQ(world_->number("select count(*) from waiting_entry"), 0);
    EXPECT_EQ(world_->rows(kBalances), "1|10");
    EXPECT_EQ(world_->rows("select net_minor, visits from member_day order by branch_id"),
              "2000|1, -1000|0");
    EXPECT_EQ(
        world_->rows(
            "select net_minor, member_minor, points_earned from branch_day order by branch_id"),
        "2000|2000|20, -1000|-1000|-10");
    world_->verify();
}

TEST_P(PostingTest, APostVoidUndoesASaleOnce) {
    TestTerminal till = world_->terminal("HK01", "1");
    const EntryId anna = till.append(enrolled(card("anna")));
    till.append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    const EntryId sale = till.append(points_sale(card("anna"),
                                                 MemberId{anna.value},
                                                 {sold(1, 1, 60'00)},
                                                 EntryId::of(till.registration(), 99),
                                                 50));
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|109");
    till.append(sale::PostVoid{SaleId{sale.value}, 3, "mistake"});
    till.append(sale::PostVoid{SaleId{sale.value}, 4, "mistake"});
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|100");
    EXPECT_EQ(world_->rows(kBranchDays), "1|0|10000|0|10000|100|0");
    EXPECT_EQ(world_->rows(kMemberDays), "2026-03-10|10000|1");
    EXPECT_EQ(world_->rows(kSuspense), "already_voided");
    EXPECT_EQ(world_->rows(kLots), "100|2027-03-10, 0|2027-03-10");
    world_->verify();
}

TEST_P(PostingTest, APostVoidOfAReturnBringsTheSaleBackAsItWas) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(enrolled(card("anna")));
    const EntryId sale = till.append(cash_sale(card("anna"), {sold(1, 2, 10'00)}));
    const EntryId returned =
        till.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 2, 20'00)}));
    till.append(sale::PostVoid{SaleId{returned.value}, 3, "mistake"});
    till.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 1, 10'00)}));
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|10");
    EXPECT_EQ(world_->rows(kBranchDays), "1|1|1000|1000|1000|10|0");
    EXPECT_EQ(world_->rows(kSuspense), "");
    world_->verify();
}

TEST_P(PostingTest, BranchFiguresAreTheSameWhetherACardIsKnownBeforeOrAfterItsSales) {
    const auto figures = [&](BooksWorld& world, bool known_before) {
        TestTerminal one = world.terminal("HK01", "1");
        TestTerminal two = world.terminal("HK02", "1");
        one.append(enrolled(card("anna")));
        if (known_before) one.send();
        const EntryId sale = two.append(cash_sale(card("anna"), {sold(1, 3, 10'00)}));
        two.append(cash_sale("", {brought_back(1, sale, 1, 1, 10'00)}), "2026-03-11");
        const EntryId voided =
            two.append(cash_sale(card("anna"), {sold(1, 1, 70'00)}), "2026-03-11");
        two.append(cash_sale(card("anna"), {brought_back(1, voided, 1, 1, 70'00)}), "2026-03-12");
        const EntryId undone =
            two.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 2, 20'00)}), "2026-03-12");
        two.append(sale::PostVoid{SaleId{undone.value}, 9, "mistake"}, "2026-03-12");
        two.append(sale::PostVoid{SaleId{voided.value}, 9, "mistake"}, "2026-03-12");
        two.send();
        world.verify();
        if (!known_before) one.send();
        world.verify();
        EXPECT_EQ(world.number("select count(*) from unknown_card"), 0);
        return world.rows(
                   "select business_date, sales, returns, net_minor, member_minor, points_earned "
                   "from branch_day order by 1") +
               " / " +
               world.rows(
                   "select business_date, net_minor, visits from member_day where net_minor <> 0 "
                   "or visits <> 0 order by 1") +
               " / " + world.rows("select amount from balance where account = 1");
    };
    BooksWorld other{GetParam()};
    const std::string before = figures(*world_, true);
    EXPECT_EQ(before, figures(other, false));
    EXPECT_EQ(before,
              "2026-03-10|1|0|3000|3000|30, 2026-03-11|0|1|-1000|-1000|60, "
              "2026-03-12|0|1|-7000|-7000|-70 / "
              "2026-03-10|3000|1, 2026-03-11|-1000|0, 2026-03-12|-7000|0 / 20");
}

TEST_P(PostingTest, WhatIsWrongGoesToSuspenseAndTheNextEntryIsPosted) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(enrolled(card("anna")));
    sale::Sale unpaid = cash_sale(card("anna"), {sold(1, 1, 10'00)});
    unpaid.tenders.clear();
    till.append(unpaid);
    till.append_raw(12, "\xff\xff not an entry");
    till.append_raw(99, "");
    sale::Sale generous = cash_sale(card("anna"), {sold(1, 1, 10'00)});
    generous.points_promised = Points{1'000'000};
    generous.facts.member = MemberId{1};
    till.append(generous);
    sale::Sale future = cash_sale(card("anna"), {sold(1, 1, 10'00)});
    future.rules_version = 77;
    till.append(future);
    till.append(enrolled(card("anna")));
    till.append(cash_sale(card("anna"), {sold(1, 1, 5'00)}));
    EXPECT_EQ(till.send().sequence, 8);
    EXPECT_EQ(
        world_->rows(kSuspense),
        "invalid_sale, malformed, unknown_kind, engine_mismatch, engine_mismatch, card_conflict");
    EXPECT_EQ(world_->rows(kBalances), "1|25");
    EXPECT_EQ(world_->number("select count(*) from member"), 2);
    world_->verify();
}

// A terminal that sells before its first feed names no rules: 100.00 earn 100 points by the oldest,
// whatever rules come later.
TEST_P(PostingTest, ASaleByNoRulesStaysAsItWasBookedWhenRulesChange) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(enrolled(card("anna")));
    sale::Sale early = cash_sale(card("anna"), {sold(1, 1, 100'00)});
    early.rules_version = 0;
    const EntryId entry = till.append(early);
    till.send();
    loyalty::RuleSet doubled;
    doubled.version = 2;
    doubled.points_per_minor = {2, 100};
    auto transaction = must(pareto::database::Transaction::begin(world_->connection()));
    must(database::put_rules(world_->connection(), doubled));
    must(transaction.commit());
    EXPECT_EQ(world_->rows(kBalances), "1|100");
    world_->verify();
    till.append(cash_sale(card("anna"), {brought_back(1, entry, 1, 1, 100'00)}));
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|0");
    EXPECT_EQ(world_->rows(kSuspense), "engine_mismatch");
    world_->verify();
}

TEST_P(PostingTest, ARedemptionIsDebitedOnceHoweverOftenItIsCaptured) {
    TestTerminal till = world_->terminal("HK01", "1");
    const EntryId anna = till.append(enrolled(card("anna")));
    till.append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    till.append(points_sale(card("anna"),
                            MemberId{anna.value},
                            {sold(1, 1, 30)},
                            EntryId::of(till.registration(), 99),
                            30));
    till.append(points_sale(card("anna"),
                            MemberId{anna.value},
                            {sold(1, 1, 30)},
                            EntryId::of(till.registration(), 99),
                            30));
    till.send();
    EXPECT_EQ(world_->rows(kBalances), "1|70");
    EXPECT_EQ(world_->rows(kSuspense), "redemption_conflict");
    EXPECT_EQ(world_->number("select points_redeemed from branch_day"), 30);
    world_->verify();
}

TEST_P(PostingTest, NamesComeFromThePersonalDataThatTheEntryVouchesFor) {
    TestTerminal till = world_->terminal("HK01", "1");
    const Bytes salt(16, 's');
    const Bytes personal = "name=陳大文\nphone=+85212345678\n";
    journal::MemberEnrolled body = enrolled(card("anna"));
    body.personal = journal::sha256(salt + personal);
    till.set_personal(till.append(body), salt, personal);
    till.set_personal(till.append(enrolled(card("berta"))), salt, personal);
    till.send();
    EXPECT_EQ(world_->rows("select name from member order by member_id"), "陳大文, ");
    EXPECT_EQ(world_->rows(kSuspense), "personal_mismatch");
    EXPECT_EQ(world_->number("select count(*) from personal_data"), 1);
    world_->verify();
}

TEST_P(PostingTest, DrawnMemberNumbersAvoidGivenOnes) {
    TestTerminal till = world_->terminal("HK01", "1");
    journal::MemberEnrolled given = enrolled(card("anna"));
    given.member_number = loyalty::member_number(2);
    till.append(given);
    till.append(enrolled(card("berta")));
    till.append(enrolled(card("cora")));
    given.card_key = card("dora");
    till.append(given);
    till.send(1, 2);
    till.send(3, 4);
    EXPECT_EQ(world_->rows("select member_number from member order by member_id"),
              loyalty::member_number(2) + ", " + loyalty::member_number(1) + ", " +
                  loyalty::member_number(3) + ", " + loyalty::member_number(4));
    EXPECT_EQ(world_->rows(kSuspense), "member_number_conflict");
    world_->verify();
}

TEST_P(PostingTest, ASaleOnTheLastDateThereIsDoesNotStopTheJournal) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(enrolled(card("anna")));
    const EntryId sale = till.append(cash_sale(card("anna"), {sold(1, 1, 10'00)}), "9999-12-31");
    till.send();
    till.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 1, 10'00)}));
    EXPECT_EQ(till.send().kind, Kind::Acked);
    EXPECT_EQ(world_->rows(kBalances), "1|0");
    EXPECT_EQ(world_->rows(kLots), "0|9999-12-31");
    world_->verify();
}

TEST_P(PostingTest, AReturnOfSeveralSalesWaitsForTheLastOfThem) {
    TestTerminal one = world_->terminal("HK01", "1");
    TestTerminal two = world_->terminal("HK02", "1");
    TestTerminal three = world_->terminal("HK03", "1");
    one.append(enrolled(card("anna")));
    const EntryId first = one.append(cash_sale(card("anna"), {sold(1, 1, 10'00)}));
    const EntryId second = two.append(cash_sale(card("anna"), {sold(1, 1, 20'00)}));
    three.append(cash_sale(
        card("anna"), {brought_back(1, first, 1, 1, 10'00), brought_back(2, second, 1, 1, 20'00)}));
    three.send();
    EXPECT_EQ(world_->number("select count(*) from waiting_entry"), 2);
    two.send();
    EXPECT_EQ(world_->number("select count(*) from waiting_entry"), 1);
    EXPECT_EQ(world_->number("select count(*) from unknown_card"), 2);
    world_->verify();
    one.send();
    EXPECT_EQ(world_->number("select count(*) from waiting_entry"), 0);
    EXPECT_EQ(world_->number("select sum(amount) from transfer where code = 'return'"), 30);
    EXPECT_EQ(world_->number("select sum(amount) from balance"), 0);
    world_->verify();
}

TEST_P(PostingTest, ACardOfAMemberWhoIsNotThereYetWaitsForTheEnrolment) {
    TestTerminal one = world_->terminal("HK01", "1");
    TestTerminal two = world_->terminal("HK02", "1");
    const EntryId anna = one.append(enrolled(Bytes{}));
    two.append(cash_sale(card("anna"), {sold(1, 1, 10'00)}));
    two.append(journal::CardLinked{MemberId{anna.value}, card("anna"), "A1"});
    sale::Sale named = cash_sale("", {sold(1, 1, 5'00)});
    named.facts.member = MemberId{anna.value};
    named.points_promised = promised_points(named, loyalty::RuleSet{});
    two.append(named);
    two.send();
    EXPECT_EQ(world_->number("select count(*) from card"), 0);
    world_->verify();
    one.send();
    EXPECT_EQ(world_->rows("select card_number from card"), "A1");
    EXPECT_EQ(world_->rows(kBalances), "1|15");
    EXPECT_EQ(world_->rows(kMemberDays), "2026-03-10|1500|2");
    EXPECT_EQ(world_->rows(kSuspense), "");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         PostingTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

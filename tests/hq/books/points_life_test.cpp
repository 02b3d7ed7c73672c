// Expiry, transfers and shared accounts in the books, on both engines.
#include <gtest/gtest.h>

#include "hq/database/expire.h"
#include "hq/database/member_changes.h"
#include "hq/database/members.h"
#include "hq/database/ranking.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

class PointsLifeTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"), "A")).value};
        bert_ = MemberId{till_->append(enrolled(card("bert"), "B")).value};
        till_->send();
    }

    EntryId buys(std::string_view who, std::int64_t points, std::string_view day) {
        const EntryId id = till_->append(cash_sale(card(who), {sold(1, 1, points * 100)}), day);
        till_->send();
        return id;
    }

    void local(journal::Body body, std::string_view day = "2026-03-10") {
        database::LocalJournal journal = own();
        const database::LocalEntry entry{.entry = {.occurred_at = world_->clock.now(),
                                                   .business_date = date(day),
                                                   .operator_id = "7",
                                                   .body = std::move(body)},
                                         .branch = {},
                                         .terminal_code = "",
                                         .personal = std::nullopt};
        static_cast<void>(must(journal.append({&entry, 1})));
    }

    database::LocalJournal own() {
        return {world_->connection(), world_->clock, world_->own_registration, 0};
    }

    /// "60 points of 1 lots", or "done" or "done before".
    std::string chunk(std::string_view over, std::int64_t lots_max = 1'000) {
        database::LocalJournal journal = own();
        const auto chunk = must(database::expire_some(
            world_->connection(), world_->clock, journal, date(over), lots_max));
        if (chunk.done_before) return "done before";
        if (chunk.done) return "done";
        return std::to_string(chunk.points) + " points of " + std::to_string(chunk.lots) + " lots";
    }

    std::string authorise(EntryId redemption, MemberId member, std::int64_t points) {
        const auto response = must(world_->service().answer(
            till_->id(), {1, sync::Authorise{redemption, member, Points{points}}}));
        constexpr std::array kNames{
            "", "approved", "insufficient", "unknown member", "not allowed"};
        return std::string{kNames.at(static_cast<std::size_t>(response.outcome))} + " " +
               std::to_string(response.available.value);
    }

    EntryId requested(MemberId member, std::int64_t points) {
        const EntryId id =
            till_->append(journal::RedemptionRequested{member, Points{points}}, "2026-03-10");
        till_->send();
        return id;
    }

    /// "60 of 1" for 60 points in an account of one member.
    std::string account(MemberId member) {
        const auto state =
            must(database::read_account(world_->connection(), member, date("2026-03-10")));
        return std::to_string(state.balance()) + " of " + std::to_string(state.members.size());
    }

    std::string balances(MemberId member) {
        return world_->rows("select account, amount from balance where amount <> 0 and shard_key = " +
                            std::to_string(member.value) + " order by account");
    }

    std::string reasons() { return world_->rows("select reason from suspense order by reason"); }

    std::unique_ptr<TestTerminal> till_;
    MemberId anna_, bert_;
};

TEST_P(PointsLifeTest, PointsExpireOnlyWhenTwoDaysAfterTheirLastOneAreOver) {
    buys("anna", 60, "2025-03-01");  // usable through 2026-03-01
    EXPECT_EQ(chunk("2026-03-02"), "done");
    EXPECT_EQ(balances(anna_), "1|60");
    EXPECT_EQ(chunk("2026-03-03"), "60 points of 1 lots");
    EXPECT_EQ(chunk("2026-03-03"), "done");
    EXPECT_EQ(balances(anna_), "");
    EXPECT_EQ(world_->rows("select debit_account, credit_account, amount, code from transfer where "
                           "code = 'expire'"),
              "1|12|60|expire");
    world_->verify();
}

// FloCafe#78: expiry counted twice.
TEST_P(PointsLifeTest, ExpiryCountsNoLotTwiceHoweverOftenItIsRunOrInterrupted) {
    buys("anna", 10, "2025-03-01");
    buys("anna", 20, "2025-03-02");
    buys("bert", 30, "2025-03-03");
    buys("bert", 40, "2025-03-09");  // not yet
    EXPECT_EQ(chunk("2026-03-05", 1), "10 points of 1 lots");
    world_->restart();  // the process ends in the middle; another one goes on
    EXPECT_EQ(chunk("2026-03-05", 1), "20 points of 1 lots");
    EXPECT_EQ(chunk("2026-03-05", 1), "30 points of 1 lots");
    EXPECT_EQ(chunk("2026-03-05", 1), "done");
    EXPECT_EQ(chunk("2026-03-05", 1), "done before");
    EXPECT_EQ(chunk("2026-03-04", 1), "done before");
    EXPECT_EQ(world_->number("select sum(amount) from transfer where credit_account = 12"), 60);
    EXPECT_EQ(world_->number("select count(*) from job_run where job = 'expire'"), 1);
    EXPECT_EQ(balances(anna_) + " " + balances(bert_), " 1|40");
    world_->verify();
}

TEST_P(PointsLifeTest, WhatArrivesOrIsGivenBackAfterItsDayExpiresTheNextTime) {
    buys("anna", 60, "2025-03-05");  // usable through 2026-03-05
    const EntryId redemption = till_->append(
        journal::RedemptionRequested{anna_, Points{10}}, "2025-03-05");
    till_->send();
    // The branch's newest date is 2025-03-05, so the lot can be used.
    EXPECT_EQ(authorise(redemption, anna_, 10), "approved 50");
    EXPECT_EQ(chunk("2026-03-07"), "50 points of 1 lots");
    EXPECT_EQ(chunk("2026-03-07"), "done");
    EXPECT_EQ(balances(anna_), "2|10");
    till_->append(journal::RedemptionReversed{redemption});
    till_->send();
    buys("anna", 5, "2025-03-04");  // late by a year
    EXPECT_EQ(balances(anna_), "1|15");
    EXPECT_EQ(chunk("2026-03-08"), "15 points of 2 lots");
    EXPECT_EQ(balances(anna_), "");
    world_->verify();
}

TEST_P(PointsLifeTest, ATerminalCanNeitherExpireNorTransferPointsNorJoinAccounts) {
    const EntryId sale = buys("anna", 60, "2026-03-01");
    till_->append(journal::PointsExpired{date("2027-01-01"), {{anna_, sale, 1, Points{60}}}});
    till_->append(journal::PointsTransferred{anna_, bert_, Points{10}, "gift", ""});
    till_->append(journal::AccountChanged{bert_, anna_, true, ""});
    till_->send();
    EXPECT_EQ(reasons(), "not_allowed, not_allowed, not_allowed");
    EXPECT_EQ(account(anna_) + ", " + account(bert_), "60 of 1, 0 of 1");
    world_->verify();
}

TEST_P(PointsLifeTest, TransferredPointsKeepTheirDatesAndRepayWhatTheReceiverOwes) {
    buys("anna", 60, "2026-03-01");  // usable through 2027-03-01
    buys("anna", 40, "2026-03-05");
    local(journal::PointsAdjusted{bert_, Points{-15}, date("2026-03-10"), "mistake"});
    EXPECT_EQ(balances(bert_), "3|-15");
    local(journal::PointsTransferred{anna_, bert_, Points{70}, "gift", ""});
    EXPECT_EQ(balances(anna_) + " " + balances(bert_), "1|30 1|55");
    EXPECT_EQ(world_->rows("select remaining, expires_on from lot where remaining > 0 and shard_key "
                           "= " +
                           std::to_string(bert_.value) + " order by expires_on"),
              "45|2027-03-01, 10|2027-03-05");
    world_->verify();
}

TEST_P(PointsLifeTest, AHouseholdDrawsTheLotsOfAllAndEachKeepsItsOwnRows) {
    buys("anna", 60, "2026-03-05");
    buys("bert", 40, "2026-03-01");
    local(journal::AccountChanged{bert_, anna_, false, "household"});
    EXPECT_EQ(account(anna_) + ", " + account(bert_), "100 of 2, 100 of 2");
    const EntryId redemption = requested(anna_, 70);
    EXPECT_EQ(authorise(redemption, anna_, 70), "approved 30");
    // Bert's lot expires first.
    EXPECT_EQ(balances(anna_) + "; " + balances(bert_), "1|30, 2|30; 2|40");
    world_->verify();
    const EntryId sale = till_->append(
        points_sale(card("bert"), bert_, {sold(1, 1, 1'00)}, redemption, 70), "2026-03-10");
    till_->send();
    EXPECT_EQ(balances(anna_) + "; " + balances(bert_), "1|30; ");
    world_->verify();
    till_->append(sale::PostVoid{SaleId{sale.value}, 9, "mistake"}, "2026-03-10");
    till_->send();
    EXPECT_EQ(balances(anna_) + "; " + balances(bert_), "1|60; 1|40");
    world_->verify();
    local(journal::AccountChanged{bert_, MemberId{}, false, "household"});
    EXPECT_EQ(account(anna_) + ", " + account(bert_), "60 of 1, 40 of 1");
    world_->verify();
}

TEST_P(PointsLifeTest, TerminalsSeeTheSharedBalanceForEachOfTheMembers) {
    buys("anna", 60, "2026-03-05");
    local(journal::AccountChanged{bert_, anna_, false, "household"});
    buys("bert", 40, "2026-03-01");
    const auto changes = must(database::read_member_changes(
        world_->connection(), world_->branch("HK01"), {anna_, bert_}, date("2026-03-10"), 0));
    EXPECT_EQ(changes.at(anna_).facts.available.value, 100);
    EXPECT_EQ(changes.at(bert_).facts.available.value, 100);
    // Both were fed when one of them bought.
    EXPECT_EQ(world_->number("select count(*) from member_branch where position > (select value - 2 "
                             "from counter where name = 'feed')"),
              2);
}

TEST_P(PointsLifeTest, WhatOneOwesIsRepaidFromWhatTheOtherHasWhenTheirAccountsBecomeOne) {
    buys("anna", 60, "2026-03-05");
    local(journal::PointsAdjusted{bert_, Points{-25}, date("2026-03-10"), "mistake"});
    local(journal::AccountChanged{bert_, anna_, true, "same_person"});
    EXPECT_EQ(balances(anna_) + "; " + balances(bert_), "1|35; ");
    EXPECT_EQ(account(bert_), "35 of 2");
    world_->verify();
}

TEST_P(PointsLifeTest, MergedMembersAreOneWhateverArrivesBeforeOrAfterAndNothingMoves) {
    for (const bool merged_first : {true, false}) {
        const std::string who = merged_first ? "carl" : "dora";
        const MemberId into{till_->append(enrolled(card(who), who + "1")).value};
        const MemberId from{till_->append(enrolled(card(who + "2"), who + "0")).value};
        till_->send();
        const journal::AccountChanged merge{from, into, true, "same_person"};
        buys(who, 50, "2026-03-02");
        if (merged_first) local(merge);
        buys(who + "2", 70, "2026-03-03");
        if (!merged_first) local(merge);
        EXPECT_EQ(account(into) + ", " + account(from), "120 of 2, 120 of 2");
        EXPECT_EQ(balances(into) + "; " + balances(from), "1|50; 1|70");
        EXPECT_EQ(world_->rows("select merged_into - " + std::to_string(into.value) +
                               " from member where member_id = " + std::to_string(from.value)),
                  "0");
    }
    const auto ranking =
        must(database::rank_members(world_->connection(), {date("2026-03-10"), 365, 20, std::nullopt}));
    std::string ranked;
    for (const auto& member : ranking.members)
        ranked += member.card_number + " " + std::to_string(member.net_spend_minor) + " " +
                  std::to_string(member.visits) + ", ";
    EXPECT_EQ(ranked, "carl0 12000 2, dora0 12000 2, ");
    world_->verify();
}

TEST_P(PointsLifeTest, AMergeOfMergedMembersEndsAtTheLastOne) {
    const MemberId carl{till_->append(enrolled(card("carl"))).value};
    till_->send();
    local(journal::AccountChanged{anna_, bert_, true, "same_person"});
    local(journal::AccountChanged{bert_, carl, true, "same_person"});
    EXPECT_EQ(world_->number("select count(*) from member where merged_into = " +
                             std::to_string(carl.value) + " and account_id = merged_into"),
              2);
    buys("anna", 60, "2026-03-05");
    EXPECT_EQ(account(carl), "60 of 3");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         PointsLifeTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

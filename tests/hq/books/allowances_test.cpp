// Allowances at HQ: reserved before they are signed, spent and given back once, rebuilt from what
// terminals have. Members earn 600 points on 2026-03-01 and 400 on 2026-03-05; a fifth is reserved.
#include <gtest/gtest.h>

#include "hq/database/local_journal.h"
#include "hq/reports/catalogue.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::RedemptionMeans;

class AllowanceBooksTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        other_ = std::make_unique<TestTerminal>(world_->terminal("HK02", "1"));
        auto member = enrolled(card("anna"));
        member.home_branch = world_->branch("HK01");
        anna_ = MemberId{till_->append(member).value};
        till_->append(cash_sale(card("anna"), {sold(1, 1, 600'00)}), "2026-03-01");
        till_->append(cash_sale(card("anna"), {sold(1, 1, 400'00)}), "2026-03-05");
        till_->send();
    }

    sync::Response ask(const TestTerminal& from, sync::AllowanceWanted wanted = {}) {
        return must(world_->service().answer(from.id(), {1, wanted}));
    }

    /// Asks, and writes down what was given.
    loyalty::Allowance receive() {
        const auto response = ask(*till_);
        till_->append(journal::AllowanceReceived{response.grant, response.signature});
        return must(journal::decode_grant(response.grant));
    }

    /// An offline redemption of `points` that makes C `spent`.
    EntryId redeemed(const loyalty::Allowance& allowance, std::int64_t points, std::int64_t spent) {
        return till_->append(journal::RedemptionRequested{
            anna_, Points{points}, RedemptionMeans::Allowance, allowance.id, Points{spent}});
    }

    EntryId stood_in(std::int64_t points) {
        return till_->append(journal::RedemptionRequested{
            anna_, Points{points}, RedemptionMeans::StandIn, {}, {}, card("anna"), false});
    }

    /// 10.00, of which the points pay their worth.
    EntryId paid_with(EntryId redemption, std::int64_t points, RedemptionMeans means) {
        auto sale = points_sale(card("anna"), anna_, {sold(1, 1, 10'00)}, redemption, points);
        sale.tenders.back().means = means;
        return till_->append(sale, "2026-03-06");
    }

    std::string balances() {
        return world_->rows(
            "select account, amount from balance where amount <> 0 order by account");
    }

    std::string allowances() {
        return world_->rows(
            "select limit_points, spent_points, state from allowance order by allowance_id");
    }

    std::string suspense() { return world_->rows("select reason from suspense order by entry_id"); }

    std::unique_ptr<TestTerminal> till_, other_;
    MemberId anna_;
};

TEST_P(AllowanceBooksTest, ReservesTheSoonestExpiringPointsOfAFrequentMemberAndSigns) {
    const auto response = ask(*till_);
    const auto grant = must(journal::decode_grant(response.grant));
    EXPECT_EQ(grant.member, anna_);
    EXPECT_EQ(grant.holder, till_->id());
    EXPECT_EQ(grant.limit.value, 200);
    EXPECT_EQ(to_string(grant.last_day), "2026-04-04");
    EXPECT_TRUE(journal::is_signed(
        journal::public_key_of(kAllowanceKey), response.grant, response.signature));
    EXPECT_EQ(balances(), "1|800, 5|200");
    EXPECT_EQ(world_->rows("select remaining from lot order by expires_on"), "400, 400");
    world_->verify();
}

TEST_P(AllowanceBooksTest, ALostAnswerIsGivenAgainAndReservesNothingMore) {
    const auto first = ask(*till_);
    EXPECT_EQ(ask(*till_).grant, first.grant);
    EXPECT_EQ(balances(), "1|800, 5|200");
    const auto grant = must(journal::decode_grant(first.grant));
    EXPECT_EQ(ask(*till_, {{}, grant.id, grant.limit}).grant, "") << "the terminal has it";
    till_->append(journal::AllowanceReceived{first.grant, first.signature});
    till_->send();
    EXPECT_EQ(ask(*till_).grant, "");
    EXPECT_EQ(balances(), "1|800, 5|200");
    world_->verify();
}

TEST_P(AllowanceBooksTest, OnlyATerminalOfTheHomeBranchGetsOne) {
    EXPECT_EQ(ask(*other_, {anna_, {}, {}}).grant, "");
    auto second = world_->terminal("HK01", "2");
    EXPECT_NE(ask(*till_).grant, "");
    EXPECT_EQ(ask(second, {anna_, {}, {}}).grant, "") << "her points are reserved already";
    EXPECT_EQ(balances(), "1|800, 5|200");
}

TEST_P(AllowanceBooksTest, ARedemptionMadeOfflineChangesTheBalanceWhenItArrives) {
    const auto allowance = receive();
    paid_with(redeemed(allowance, 150, 150), 150, RedemptionMeans::Allowance);
    till_->send();
    // 8.50 in cash earn 8.
    EXPECT_EQ(balances(), "1|808, 5|50");
    EXPECT_EQ(allowances(), "200|150|open");
    EXPECT_EQ(world_->rows("select state, points from redemption"), "captured|150");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(AllowanceBooksTest, IsToppedUpWhenHalfIsSpent) {
    const auto allowance = receive();
    paid_with(redeemed(allowance, 150, 150), 150, RedemptionMeans::Allowance);
    till_->send();
    // A fifth of 808 + 50 is 171, 50 are there.
    const auto more = must(journal::decode_grant(ask(*till_).grant));
    EXPECT_EQ(more.id, allowance.id);
    EXPECT_EQ(more.limit.value, 200 + 121);
    EXPECT_EQ(balances(), "1|687, 5|171");
    world_->verify();
}

TEST_P(AllowanceBooksTest, WhatIsReversedIsTheMembersAgainAndStaysSpentAtTheTerminal) {
    const auto allowance = receive();
    const EntryId redemption = redeemed(allowance, 150, 150);
    till_->append(journal::RedemptionReversed{redemption, true});
    till_->send();
    EXPECT_EQ(balances(), "1|950, 5|50");
    EXPECT_EQ(allowances(), "200|150|open");
    till_->append(journal::AllowanceClosed{allowance.id, Points{150}});
    till_->send();
    EXPECT_EQ(balances(), "1|1000");
    EXPECT_EQ(world_->rows("select remaining from lot order by expires_on"), "600, 400");
    EXPECT_EQ(allowances(), "200|150|closed");
    world_->verify();
}

TEST_P(AllowanceBooksTest, ClosingGivesBackWhatIsNotSpentOnce) {
    const auto allowance = receive();
    paid_with(redeemed(allowance, 150, 150), 150, RedemptionMeans::Allowance);
    till_->append(journal::AllowanceClosed{allowance.id, Points{150}});
    till_->append(journal::AllowanceClosed{allowance.id, Points{150}});
    till_->send();
    EXPECT_EQ(balances(), "1|858");
    world_->verify();
}

TEST_P(AllowanceBooksTest, APostVoidBeforeTheSyncGivesTheOfflineRedemptionBack) {
    const auto allowance = receive();
    const EntryId sale = paid_with(redeemed(allowance, 150, 150), 150, RedemptionMeans::Allowance);
    till_->append(sale::PostVoid{SaleId{sale.value}, 9, "mistake"}, "2026-03-06");
    const EntryId standing = paid_with(stood_in(40), 40, RedemptionMeans::StandIn);
    till_->append(sale::PostVoid{SaleId{standing.value}, 10, "mistake"}, "2026-03-06");
    till_->send();
    EXPECT_EQ(balances(), "1|950, 5|50");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(AllowanceBooksTest, WhatAStandInOverdrewIsTheMembersDebt) {
    static_cast<void>(receive());
    paid_with(stood_in(900), 900, RedemptionMeans::StandIn);
    till_->send();
    // 100 of the 900 were not there; 1.00 in cash earns 1, which repays.
    EXPECT_EQ(balances(), "3|-99, 5|200");
    world_->verify();
}

TEST_P(AllowanceBooksTest, TheReportTellsWhatMayBeSpentUnseenAndWhatBecameDebt) {
    static_cast<void>(receive());
    paid_with(stood_in(900), 900, RedemptionMeans::StandIn);
    till_->send();
    must(world_->connection().execute(
        "update terminal set standing = 'revoked' where terminal_id = " +
        std::to_string(other_->id().value)));
    const auto report =
        must(reports::make_exposure_report(world_->connection(), *find_currency("HKD"), {}));
    std::string text;
    for (const auto& row : report.rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            text += reports::format_cell(row[i], report.columns[i].kind, report.currency) + " ";
        text += "\n";
    }
    // 100 of the 900 points were not there. 3,000 and 10,000 may be stood in for.
    EXPECT_EQ(text,
              "HK01 1 enrolled 2026-03-10 1 200 0 200 900 13000 100 \n"
              "HK02 1 revoked (frozen) 2026-03-10 0 0 0 0 0 13000 0 \n");
}

TEST_P(AllowanceBooksTest, WhatARestoredTerminalSpentTwiceIsDebitedAndThenOwed) {
    const auto allowance = receive();
    paid_with(redeemed(allowance, 200, 200), 200, RedemptionMeans::Allowance);
    paid_with(redeemed(allowance, 200, 200), 200, RedemptionMeans::Allowance);
    till_->send();
    // The second comes out of the balance: 800 - 200, and 8 earned twice.
    EXPECT_EQ(balances(), "1|616");
    EXPECT_EQ(allowances(), "200|200|open");
    world_->verify();
}

TEST_P(AllowanceBooksTest, AnHqThatLostItLearnsItFromTheTerminal) {
    const loyalty::Allowance lost{EntryId::of(500, 7),
                                  anna_,
                                  till_->id(),
                                  Points{150},
                                  date("2026-04-01"),
                                  journal::key_id_of(journal::public_key_of(kAllowanceKey))};
    const Bytes grant = journal::encode_grant(lost);
    till_->append(journal::AllowanceReceived{grant, journal::sign_grant(kAllowanceKey, grant)});
    paid_with(redeemed(lost, 100, 100), 100, RedemptionMeans::Allowance);
    till_->send();
    // 9.00 in cash earn 9.
    EXPECT_EQ(balances(), "1|859, 5|50");
    EXPECT_EQ(allowances(), "150|100|open");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(AllowanceBooksTest, AnHqThatLostItsMemberTooIsRepaidByTheMembersFirstEarning) {
    const EntryId bert = EntryId::of(other_->registration(), other_->last() + 1);
    const loyalty::Allowance lost{EntryId::of(500, 7),
                                  MemberId{bert.value},
                                  till_->id(),
                                  Points{150},
                                  date("2026-04-01"),
                                  journal::key_id_of(journal::public_key_of(kAllowanceKey))};
    const Bytes grant = journal::encode_grant(lost);
    till_->append(journal::AllowanceReceived{grant, journal::sign_grant(kAllowanceKey, grant)});
    till_->send();
    const std::string berts = "select account, amount from balance where shard_key = " +
                              std::to_string(bert.value) + " order by account";
    EXPECT_EQ(world_->rows(berts), "3|-150, 5|150");
    ASSERT_EQ(other_->append(enrolled(card("bert"))), bert);
    other_->append(cash_sale(card("bert"), {sold(1, 1, 300'00)}));
    other_->send();
    EXPECT_EQ(world_->rows(berts), "1|150, 3|0, 5|150");
    world_->verify();
}

TEST_P(AllowanceBooksTest, WhatThisHqDidNotSignForThisTerminalReservesNothing) {
    loyalty::Allowance forged{EntryId::of(500, 7),
                              anna_,
                              till_->id(),
                              Points{150},
                              date("2026-04-01"),
                              journal::key_id_of(journal::public_key_of(kAllowanceKey))};
    Bytes grant = journal::encode_grant(forged);
    till_->append(journal::AllowanceReceived{grant, journal::sign_grant(Bytes(32, 'x'), grant)});
    till_->append(journal::AllowanceReceived{"nonsense", "nonsense"});
    forged.holder = other_->id();
    grant = journal::encode_grant(forged);
    till_->append(journal::AllowanceReceived{grant, journal::sign_grant(kAllowanceKey, grant)});
    till_->append(
        journal::AllowanceGranted{{}, anna_, till_->id(), Points{150}, date("2026-04-01")});
    till_->append(journal::AllowanceWrittenOff{EntryId::of(500, 7), "mine"});
    till_->append(journal::AllowanceClosed{EntryId::of(500, 7), Points{0}});
    till_->send();
    EXPECT_EQ(balances(), "1|1000");
    EXPECT_EQ(suspense(),
              "allowance_conflict, allowance_conflict, allowance_conflict, not_allowed, "
              "not_allowed, allowance_conflict");
    world_->verify();
}

TEST_P(AllowanceBooksTest, IsAskedBackWhenItsMemberNeedsThePointsElsewhere) {
    const auto allowance = receive();
    till_->send();
    const EntryId redemption = other_->append(journal::RedemptionRequested{anna_, Points{900}});
    const auto refused = must(world_->service().answer(
        other_->id(), {1, sync::Authorise{redemption, anna_, Points{900}}}));
    EXPECT_EQ(refused.outcome, sync::AuthoriseOutcome::InsufficientPoints);
    EXPECT_EQ(ask(*till_).recalled, allowance.id);
    till_->append(journal::AllowanceClosed{allowance.id, Points{0}});
    till_->send();
    EXPECT_EQ(ask(*till_).recalled, EntryId{});
    world_->verify();
}

TEST_P(AllowanceBooksTest, IsWrittenOffOnlyByAPersonAndWhatComesAfterwardsIsDebited) {
    const auto allowance = receive();
    till_->send();
    world_->clock.advance(std::chrono::hours{24 * 400});
    EXPECT_EQ(balances(), "1|800, 5|200") << "time alone gives nothing back";
    hq::database::LocalJournal local{
        world_->connection(), world_->clock, world_->own_registration, 0};
    const hq::database::LocalEntry off{
        .entry = {.occurred_at = world_->clock.now(),
                  .business_date = date("2026-03-07"),
                  .operator_id = "mei",
                  .body = journal::AllowanceWrittenOff{allowance.id, "burnt"}},
        .branch = world_->branch("HK01"),
        .terminal_code = {},
        .personal = std::nullopt};
    static_cast<void>(must(local.append({&off, 1})));
    EXPECT_EQ(balances(), "1|1000");
    paid_with(redeemed(allowance, 150, 150), 150, RedemptionMeans::Allowance);
    till_->send();
    EXPECT_EQ(balances(), "1|858");
    EXPECT_EQ(allowances(), "200|150|written_off");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         AllowanceBooksTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

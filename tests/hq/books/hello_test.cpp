// HELLO and batches by the table in common/sync/README.md: every outcome, and what is in the books
// after it.
#include <gtest/gtest.h>

#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using Kind = sync::IngestResult::Kind;
using Outcome = sync::HeadOutcome;

std::string describe(const sync::OpenResult& result) {
    if (!result.refusal.empty()) return "refused";
    std::string text;
    for (const auto& watermark : result.welcome.watermarks) {
        constexpr std::array kNames{"", "Resume", "Restored", "Fork", "HqBehind", "Stale"};
        text += std::string{kNames.at(static_cast<std::size_t>(watermark.outcome))} + "@" +
                std::to_string(watermark.sequence) + " ";
    }
    std::size_t missing = 0;
    for (const auto& part : result.missing)
        missing += part.entries.size();
    if (missing > 0) text += "missing " + std::to_string(missing) + " ";
    return text + (result.welcome.granted != 0 ? "granted" : "goes on");
}

std::string describe(const sync::IngestResult& result) {
    constexpr std::array kNames{"acked", "gap", "fenced", "failed"};
    return std::string{kNames.at(static_cast<std::size_t>(result.kind))} + "@" +
           std::to_string(result.sequence) + (result.forked ? " forked" : "");
}

class HelloTest : public BooksTest {
protected:
    TestTerminal selling(int sales) {
        TestTerminal till = world_->terminal("HK01", "1");
        for (int sale = 0; sale < sales; ++sale)
            sell(till);
        return till;
    }

    static EntryId sell(TestTerminal& till, std::int64_t price_minor = 10'00) {
        return till.append(cash_sale("", {sold(1, 1, price_minor)}));
    }

    std::string standings() {
        return world_->rows(
            "select standing from registration where terminal_id > 0 order by registration");
    }

    std::int64_t sales() { return world_->number("select count(*) from sale"); }
};

TEST_P(HelloTest, ResumesWhereTheJournalEndsAtHq) {
    TestTerminal till = selling(3);
    EXPECT_EQ(describe(till.send(1, 2)), "acked@2");
    EXPECT_EQ(describe(till.hello(2)), "Resume@2 goes on");
    EXPECT_EQ(describe(till.hello(0)), "Resume@2 goes on");
    EXPECT_EQ(describe(till.send(3, 3)), "acked@3");
    world_->verify();
}

TEST_P(HelloTest, TakesDuplicatesOnceHoweverTheyAreCut) {
    TestTerminal till = selling(5);
    EXPECT_EQ(describe(till.send(1, 3)), "acked@3");
    EXPECT_EQ(describe(till.send(1, 3)), "acked@3");
    EXPECT_EQ(describe(till.send(2, 5)), "acked@5");
    EXPECT_EQ(describe(till.send(4, 4)), "acked@4");
    EXPECT_EQ(sales(), 5);
    world_->verify();
}

TEST_P(HelloTest, AnswersAGapWithTheSequenceItExpects) {
    TestTerminal till = selling(5);
    EXPECT_EQ(describe(till.send(3, 5)), "gap@1");
    till.send(1, 2);
    EXPECT_EQ(describe(till.send(4, 5)), "gap@3");
    EXPECT_EQ(sales(), 2);
    world_->verify();
}

TEST_P(HelloTest, AnOlderSessionIsFenced) {
    TestTerminal till = selling(2);
    TestTerminal copy = till;
    static_cast<void>(till.hello(0));
    EXPECT_EQ(describe(copy.send(1, 2)), "fenced@0");
    EXPECT_EQ(describe(till.send(1, 2)), "acked@2");
    EXPECT_EQ(sales(), 2);
}

TEST_P(HelloTest, ARegistrationOfAnotherTerminalIsRefused) {
    TestTerminal one = selling(1);
    TestTerminal two = world_->terminal("HK02", "1");
    const auto result =
        two.hello(0, [&](sync::Hello& hello) { hello.heads[0].registration = one.registration(); });
    EXPECT_EQ(describe(result), "refused");
    std::vector<database::IngestWork> stolen{one.work(1, 1)};
    stolen[0].terminal = two.id();
    EXPECT_EQ(describe(must(world_->service().ingest(stolen))[0]), "fenced@0");
    EXPECT_EQ(sales(), 0);
}

TEST_P(HelloTest, ARestoredTerminalGetsBackWhatItLostAndANewRegistration) {
    TestTerminal till = selling(5);
    till.send();
    till.forget_after(2);
    const auto result = till.hello(2, [](sync::Hello& hello) { hello.needs_spare = true; });
    EXPECT_EQ(describe(result), "Restored@5 missing 3 granted");
    EXPECT_TRUE(result.missing.back().last);
    EXPECT_EQ(result.missing.front().first, 3);
    EXPECT_NE(result.welcome.spare, 0);
    EXPECT_EQ(standings(), "superseded, spare, current, spare");
    till.forget_after(0);
    EXPECT_EQ(describe(till.hello(0)), "Restored@5 missing 5 granted");
    world_->verify();
}

TEST_P(HelloTest, AnAnchorAheadOfTheDatabaseIsARestoreToo) {
    TestTerminal till = selling(2);
    till.send();
    EXPECT_EQ(describe(till.hello(2, [](sync::Hello& hello) { hello.anchor_ahead = true; })),
              "Resume@2 granted");
}

TEST_P(HelloTest, ASpareBecomesCurrentWhenHelloNamesIt) {
    TestTerminal till = selling(1);
    till.send();
    const auto spare = static_cast<Registration>(
        world_->number("select registration from registration where standing = 'spare'"));
    TestTerminal restored{*world_, till.id(), spare};
    restored.append(journal::RegistrationOpened{till.registration(), 1, till.hash(1), "spare"});
    sell(restored);
    EXPECT_EQ(describe(restored.hello(0)), "Resume@0 goes on");
    EXPECT_EQ(standings(), "superseded, current");
    EXPECT_EQ(describe(restored.send()), "acked@2");
    EXPECT_EQ(world_->number("select previous from registration where previous > 0"),
              till.registration());
    world_->verify();
}

TEST_P(HelloTest, TwoHistoriesAreBothKeptAndCountedOnce) {
    TestTerminal till = selling(2);
    till.send();
    TestTerminal clone = till;
    sell(till, 1'00);
    sell(till, 2'00);
    till.send();
    sell(clone, 3'00);
    clone.append(sale::PostVoid{SaleId{EntryId::of(till.registration(), 3).value}, 9, "mistake"});
    sell(clone, 4'00);
    // Longer than HQ's journal, so only its own hash at 4 tells the clone; it sends what follows
    // its last ack.
    EXPECT_EQ(describe(clone.hello(2)), "Resume@4 goes on");
    EXPECT_EQ(describe(clone.send(3, 5)), "acked@5 forked");
    EXPECT_EQ(describe(clone.send(3, 5)), "acked@5");
    EXPECT_EQ(describe(clone.hello(5)), "Fork@5 granted");
    EXPECT_EQ(standings(), "forked, spare, current");
    EXPECT_EQ(sales(), 6);
    EXPECT_EQ(world_->number("select count(*) from fork"), 3);
    // The clone's post-void names its own third entry, not the one HQ knew under that id.
    EXPECT_EQ(world_->number("select sum(net_minor) from branch_day"), 20'00 + 1'00 + 2'00 + 4'00);
    world_->verify();
    EXPECT_EQ(describe(till.hello(4)), "Fork@4 granted");
}

TEST_P(HelloTest, TheHistoryThatGoesOnUnderANewRegistrationIsTheOneItNames) {
    TestTerminal till = selling(2);
    till.send();
    TestTerminal clone = till;
    sell(till, 1'00);
    till.send();
    const EntryId sale = sell(clone, 3'00);
    const auto granted = clone.hello(2).welcome.granted;
    clone.send(3, 3);
    TestTerminal next{*world_, clone.id(), granted};
    next.token = clone.token;
    next.append(journal::RegistrationOpened{clone.registration(), 3, clone.hash(3), "fork"});
    next.append(sale::PostVoid{SaleId{sale.value}, 9, "mistake"});
    static_cast<void>(next.hello(0));
    EXPECT_EQ(describe(next.send()), "acked@2");
    EXPECT_EQ(world_->number("select sum(net_minor) from branch_day"), 20'00 + 1'00);
    world_->verify();
}

TEST_P(HelloTest, TwoMachinesThatOpenedTheSameSpareEachGoOnWithTheirOwnHistory) {
    TestTerminal till = selling(2);
    till.send();
    const auto needs_spare = [](sync::Hello& hello) { hello.needs_spare = true; };
    const auto spare = till.hello(2, needs_spare).welcome.spare;
    TestTerminal clone = till;
    sell(till, 1'00);
    till.send();
    const EntryId sale = sell(clone, 3'00);
    clone.send(3, 3);
    const auto continued = [&](const TestTerminal& from, Registration registration) {
        TestTerminal next{*world_, from.id(), registration};
        next.token = from.token;
        next.append(journal::RegistrationOpened{
            from.registration(), from.last(), from.hash(from.last()), "restored"});
        return next;
    };
    TestTerminal till_on_spare = continued(till, spare);
    static_cast<void>(till_on_spare.hello(0));
    EXPECT_EQ(describe(till_on_spare.send()), "acked@1");
    TestTerminal clone_on_spare = continued(clone, spare);
    const auto granted = clone_on_spare.hello(0).welcome.granted;
    EXPECT_EQ(describe(clone_on_spare.send()), "acked@1");
    TestTerminal next = continued(clone_on_spare, granted);
    next.append(sale::PostVoid{SaleId{sale.value}, 9, "mistake"});
    static_cast<void>(next.hello(0));
    EXPECT_EQ(describe(next.send()), "acked@2");
    EXPECT_EQ(world_->number("select sum(net_minor) from branch_day"), 20'00 + 1'00);
    world_->verify();
}

TEST_P(HelloTest, AForkFoundInABatchIsSaidOnce) {
    TestTerminal till = selling(2);
    TestTerminal clone = till;
    till.send();
    clone.forget_after(1);
    sell(clone, 3'00);
    EXPECT_EQ(describe(clone.send(1, 2)), "acked@2 forked");
    EXPECT_EQ(describe(clone.send(1, 2)), "acked@2");
    EXPECT_EQ(sales(), 3);
    world_->verify();
}

TEST_P(HelloTest, AHistoryThatHqKnowsNowhereIsAskedForFromItsBeginning) {
    TestTerminal till = selling(3);
    till.send();
    TestTerminal other = till;
    other.forget_after(0);
    for (int sale = 0; sale < 4; ++sale)
        sell(other, 5'00 + sale);
    EXPECT_EQ(describe(other.hello(3)), "Fork@0 granted");
    EXPECT_EQ(describe(other.send(4, 4)), "gap@1");
    EXPECT_EQ(describe(other.send(1, 4)), "acked@4");
    EXPECT_EQ(sales(), 7);
    world_->verify();
}

TEST_P(HelloTest, WhatHqLostIsSentAgainAndCountedOnce) {
    TestTerminal till = selling(4);
    till.send(1, 2);
    EXPECT_EQ(describe(till.hello(4)), "HqBehind@2 goes on");
    EXPECT_EQ(describe(till.send(3, 4)), "acked@4");
    EXPECT_EQ(sales(), 4);
    world_->verify();
}

TEST_P(HelloTest, ARestoredHqAdoptsTerminalsAndRegistrationsItLost) {
    BooksWorld restored{GetParam()};
    static_cast<void>(restored.branch("HK01"));
    TestTerminal till = selling(3);
    till.send();
    must(database::begin_term(restored.connection(), restored.clock));
    TestTerminal same{restored, till.id(), till.registration()};
    same.branch_code = "HK01";
    same.terminal_code = "1";
    for (int sale = 0; sale < 3; ++sale)
        sell(same);
    EXPECT_EQ(describe(same.hello(3)), "HqBehind@0 goes on");
    EXPECT_EQ(describe(same.send(1, 3)), "acked@3");
    EXPECT_EQ(restored.number("select count(*) from sale"), 3);
    restored.verify();
    EXPECT_GT(same.hello(3, [](sync::Hello& hello) { hello.needs_spare = true; }).welcome.spare,
              100'000);
    same.branch_code = "nowhere";
    same.terminal_id = TerminalId{77};
    EXPECT_EQ(describe(same.hello(3)), "refused");
}

TEST_P(HelloTest, ARegistrationThatWasNeverHandedOutIsRefused) {
    TestTerminal till = selling(1);
    for (const Registration never : {0, -5, 2'147'483'647}) {
        const auto result =
            till.hello(0, [&](sync::Hello& hello) { hello.heads[0].registration = never; });
        EXPECT_EQ(describe(result), "refused");
    }
    EXPECT_EQ(describe(till.hello(0)), "Resume@0 goes on");
    world_->verify();
}

TEST_P(HelloTest, EntriesOfARevokedTerminalAreKeptAndNotPosted) {
    TestTerminal till = selling(2);
    till.send(1, 1);
    EXPECT_TRUE(must(database::revoke_terminal(world_->connection(), till.id())));
    const auto result = till.hello(1);
    EXPECT_EQ(result.welcome.standing, sync::TerminalStanding::Revoked);
    EXPECT_EQ(describe(till.send(2, 2)), "acked@2");
    EXPECT_EQ(sales(), 1);
    EXPECT_EQ(world_->rows("select reason from suspense"), "revoked");
    EXPECT_EQ(world_->number("select count(*) from entry where quarantined = 1"), 1);
    EXPECT_FALSE(world_->service().read_feed(till.id(), 0).has_value());
    world_->verify();
}

TEST_P(HelloTest, AReplacedTerminalGoesOnUnderItsReceiptNumbers) {
    TestTerminal till = world_->terminal("HK01", "1");
    sale::Sale sale = cash_sale("", {sold(1, 1, 1'00)});
    sale.receipt_number = 41;
    till.append(sale);
    till.send();
    TestTerminal successor = world_->terminal("HK01", "1");
    EXPECT_EQ(successor.hello(0).welcome.receipt_number, 41);
    EXPECT_EQ(till.hello(1).welcome.standing, sync::TerminalStanding::Replaced);
    EXPECT_EQ(world_->rows("select standing from terminal order by terminal_id"),
              "replaced, enrolled");
}

TEST_P(HelloTest, AnExpiredCertificateWaitsForAManager) {
    TestTerminal till = selling(1);
    const auto open = [&](const std::string& certificate, bool expired) {
        sync::Hello hello;
        hello.heads = {{till.registration(), 1, till.hash(1), 0, {}, 1}};
        return must(world_->service().open_session({till.id(), expired, certificate}, hello))
            .welcome;
    };
    EXPECT_EQ(open("old", false).certificate_pem,
              "renewed certificate of HK01/1 " + std::to_string(till.id().value));
    EXPECT_EQ(open("young", false).certificate_pem, "");
    EXPECT_FALSE(must(database::approve_renewal(world_->connection(), till.id())));
    const auto waiting = open("expired", true);
    EXPECT_EQ(waiting.standing, sync::TerminalStanding::CertificateExpired);
    EXPECT_EQ(waiting.credits, 0U);
    EXPECT_EQ(waiting.certificate_pem, "");
    EXPECT_TRUE(must(database::approve_renewal(world_->connection(), till.id())));
    EXPECT_NE(open("expired", true).certificate_pem, "");
    EXPECT_EQ(open("expired", true).certificate_pem, "");
}

TEST_P(HelloTest, ACensusCountsTheSalesOfAJournal) {
    TestTerminal till = selling(2);
    till.send();
    const auto response =
        must(world_->service().answer(till.id(), {7, sync::Census{till.registration()}}));
    EXPECT_EQ(response.number, 7);
    EXPECT_EQ(response.sales, 2);
    Bytes ids;
    for (std::int64_t sequence = 1; sequence <= 2; ++sequence) {
        const std::int64_t id = EntryId::of(till.registration(), sequence).value;
        for (int shift = 56; shift >= 0; shift -= 8)
            ids.push_back(static_cast<char>(id >> shift & 0xFF));
    }
    EXPECT_EQ(response.digest, journal::sha256(ids));
    TestTerminal other = world_->terminal("HK02", "1");
    EXPECT_EQ(
        must(world_->service().answer(other.id(), {8, sync::Census{till.registration()}})).outcome,
        sync::AuthoriseOutcome::NotAllowed);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         HelloTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

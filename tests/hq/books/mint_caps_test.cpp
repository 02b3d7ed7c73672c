// Caps on what sales mint: what is beyond them is withheld, listed, and released or rejected by a
// person. All figures by 1 point per 1.00.
#include "hq/app/mint_caps.h"

#include "hq/database/local_journal.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using journal::Settlement;
using Kind = sync::IngestResult::Kind;

constexpr const char* kPoints = "select coalesce(sum(amount), 0) from balance where account = 1";
constexpr const char* kBranch =
    "select sum(net_minor), sum(member_minor), sum(points_earned) from branch_day";
constexpr const char* kOpen =
    "select reason, detail from suspense where settled_ms is null order by entry_id, reason";

/// One sale of Anna's, and what it comes to.
struct Row {
    const char* what;
    const char* business_date;
    std::int64_t points;
    std::int64_t booked;  ///< in all, after it
};

class MintCapsTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
        till_->send();
    }

    void caps(std::int64_t of_terminal, std::int64_t of_member) {
        loyalty::RuleSet rules;
        rules.version = 2;
        rules.mint_caps = {Points{of_terminal}, Points{of_member}};
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::put_rules(world_->connection(), rules));
        must(transaction.commit());
    }

    static EntryId sell(TestTerminal& till,
                        std::string_view who,
                        std::int64_t points,
                        std::string_view business_date = "2026-03-10") {
        const EntryId id =
            till.append(cash_sale(card(who), {sold(1, 1, points * 100)}), business_date);
        EXPECT_EQ(till.send().kind, Kind::Acked) << "nothing is blocked";
        return id;
    }

    void expect(const std::vector<Row>& rows) {
        for (const Row& row : rows) {
            sell(*till_, "anna", row.points, row.business_date);
            EXPECT_EQ(world_->number(kPoints), row.booked) << row.what;
        }
        world_->verify();
    }

    void settle(EntryId entry, Settlement outcome) {
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        const database::LocalEntry local{
            .entry = {.occurred_at = world_->clock.now(),
                      .business_date = date("2026-03-10"),
                      .operator_id = "7",
                      .body = journal::SuspenseSettled{entry, outcome, "checked", "8"}},
            .branch = {},
            .terminal_code = "",
            .personal = std::nullopt};
        static_cast<void>(must(journal.append({&local, 1})));
    }

    std::unique_ptr<TestTerminal> till_;
    MemberId anna_;
};

TEST_P(MintCapsTest, ATerminalMintsUpToItsCapForABusinessDateAndTheNextSaleIsWithheld) {
    caps(100, 0);
    expect({{"under it", "2026-03-10", 60, 60},
            {"one more than is left", "2026-03-10", 41, 60},
            {"what is left exactly", "2026-03-10", 40, 100},
            {"nothing is left", "2026-03-10", 1, 100},
            {"the next business date has a cap of its own", "2026-03-11", 100, 200}});
    EXPECT_EQ(world_->rows(kOpen),
              "mint_cap|41 points are withheld: 60 of 100 are booked for the terminal on "
              "2026-03-10, mint_cap|1 points are withheld: 100 of 100 are booked for the terminal "
              "on 2026-03-10");
    EXPECT_EQ(
        world_->rows("select kind, day, points from minted_day where points > 0 order by kind, "
                     "day"),
        "1|20522|100, 1|20523|100, 2|20522|100, 2|20523|100");
}

TEST_P(MintCapsTest, AMemberGetsUpToTheCapWhateverTheTerminal) {
    caps(0, 100);
    TestTerminal other = world_->terminal("HK02", "1");
    till_->append(enrolled(card("bert")));
    sell(*till_, "anna", 70);
    sell(other, "anna", 31);
    EXPECT_EQ(world_->number(kPoints), 70);
    sell(other, "bert", 31);
    EXPECT_EQ(world_->number(kPoints), 101) << "another member";
    sell(other, "anna", 30);
    EXPECT_EQ(world_->number(kPoints), 131);
    EXPECT_EQ(world_->rows(kOpen),
              "mint_cap|31 points are withheld: 70 of 100 are booked for the member on 2026-03-10");
    world_->verify();
}

TEST_P(MintCapsTest, WhateverBusinessDateATerminalSaysItMintsForThoseThatAreBelieved) {
    caps(100, 0);
    expect({{"long ago counts as the day before HQ knew it", "2020-01-01", 100, 100},
            {"and so does any other", "2025-12-24", 1, 100},
            {"yesterday is that day", "2026-03-09", 1, 100},
            {"today", "2026-03-10", 100, 200},
            {"the far future counts as tomorrow", "2030-01-01", 100, 300},
            {"and so does any other", "2026-03-12", 1, 300},
            {"tomorrow is that day", "2026-03-11", 1, 300}});
    world_->clock.advance(std::chrono::hours{24});
    // Of the next day only the day after is new.
    expect({{"before the day before HQ heard from it", "2026-03-01", 1, 300},
            {"two days on", "2026-03-12", 100, 400},
            {"and no more", "2026-03-20", 1, 400}});
}

TEST_P(MintCapsTest, ATerminalThatWasOutOfReachForDaysHasTheCapsOfThoseDays) {
    caps(100, 0);
    sell(*till_, "anna", 100);
    world_->clock.advance(std::chrono::hours{24 * 4});
    expect({{"", "2026-03-11", 100, 200},
            {"", "2026-03-12", 100, 300},
            {"", "2026-03-13", 100, 400},
            {"", "2026-03-14", 100, 500},
            {"the day is full", "2026-03-12", 1, 500}});
}

TEST_P(MintCapsTest, WhatIsTakenBackLaterStaysCounted) {
    caps(100, 0);
    const EntryId sale = sell(*till_, "anna", 100);
    till_->append(sale::PostVoid{SaleId{sale.value}, 2, "mistake"});
    till_->send();
    EXPECT_EQ(world_->number(kPoints), 0);
    sell(*till_, "anna", 1);
    EXPECT_EQ(world_->number(kPoints), 0) << "or points spent meanwhile could be minted again";
    world_->verify();
}

TEST_P(MintCapsTest, AWithheldSaleCountsForItsBranchAndForNoMember) {
    caps(100, 0);
    const EntryId sale = sell(*till_, "anna", 150);
    EXPECT_EQ(world_->rows(kBranch), "15000|0|0");
    EXPECT_EQ(world_->number("select count(*) from member_day"), 0);
    settle(sale, Settlement::Released);
    EXPECT_EQ(world_->number(kPoints), 150);
    EXPECT_EQ(world_->rows(kBranch), "15000|15000|150");
    EXPECT_EQ(world_->rows("select net_minor, visits from member_day"), "15000|1");
    EXPECT_EQ(world_->rows(kOpen), "");
    world_->verify();
    sell(*till_, "anna", 100);
    EXPECT_EQ(world_->number(kPoints), 250) << "what a person released fills no cap";
}

TEST_P(MintCapsTest, WhatCameBackMeanwhileIsTakenFromWhatIsReleased) {
    caps(100, 0);
    TestTerminal other = world_->terminal("HK02", "1");
    const EntryId sale =
        till_->append(cash_sale(card("anna"), {sold(1, 3, 40'00), sold(2, 1, 30'00)}));
    till_->send();
    other.append(cash_sale("", {brought_back(1, sale, 1, 1, 40'00)}));
    other.send();
    EXPECT_EQ(world_->number(kPoints), 0) << "nothing was given, nothing is taken";
    world_->verify();
    settle(sale, Settlement::Released);
    EXPECT_EQ(world_->number(kPoints), 150 - 40);
    EXPECT_EQ(world_->number("select sum(net_minor) from member_day"), 150'00 - 40'00);
    world_->verify();
    other.append(
        cash_sale("", {brought_back(1, sale, 1, 2, 80'00), brought_back(2, sale, 2, 1, 30'00)}));
    other.send();
    EXPECT_EQ(world_->number(kPoints), 0);
    world_->verify();
}

TEST_P(MintCapsTest, AWithheldSaleThatIsVoidedHasNothingToRelease) {
    caps(100, 0);
    const EntryId sale = sell(*till_, "anna", 150);
    till_->append(sale::PostVoid{SaleId{sale.value}, 2, "mistake"});
    till_->send();
    settle(sale, Settlement::Released);
    EXPECT_EQ(world_->number(kPoints), 0);
    EXPECT_EQ(world_->number("select count(*) from balance where amount <> 0"), 0);
    world_->verify();
}

TEST_P(MintCapsTest, ARejectedSaleNeverEarns) {
    caps(100, 0);
    const EntryId sale = sell(*till_, "anna", 150);
    settle(sale, Settlement::Rejected);
    EXPECT_EQ(world_->number(kPoints), 0);
    EXPECT_EQ(world_->rows(kOpen), "");
    TestTerminal other = world_->terminal("HK02", "1");
    other.append(cash_sale("", {brought_back(1, sale, 1, 1, 150'00)}));
    other.send();
    EXPECT_EQ(world_->rows("select amount from balance where amount <> 0"), "");
    world_->verify();
}

TEST_P(MintCapsTest, WhatPaidInPointsIsTakenFromTheMemberAllTheSame) {
    caps(100, 0);
    sell(*till_, "anna", 50);
    // 200.00, of which 50 points pay 0.50: 199 points are beyond the cap.
    const EntryId sale = till_->append(points_sale(
        card("anna"), anna_, {sold(1, 1, 200'00)}, EntryId::of(till_->registration(), 99), 50));
    till_->send();
    EXPECT_EQ(world_->number(kPoints), 0);
    world_->verify();
    settle(sale, Settlement::Released);
    EXPECT_EQ(world_->number(kPoints), 199);
    world_->verify();
}

TEST_P(MintCapsTest, SalesOfACardThatBecomesKnownLaterAreCappedThen) {
    caps(100, 0);
    TestTerminal other = world_->terminal("HK02", "1");
    sell(*till_, "carl", 60);
    const EntryId second = sell(*till_, "carl", 70);
    sell(*till_, "anna", 40);
    other.append(cash_sale("", {brought_back(1, second, 1, 1, 70'00)}));
    other.send();
    EXPECT_EQ(world_->number(kPoints), 40);
    other.append(enrolled(card("carl")));
    other.send();
    EXPECT_EQ(world_->number(kPoints), 40 + 60);
    EXPECT_EQ(world_->rows(kOpen),
              "mint_cap|70 points are withheld: 100 of 100 are booked for the terminal on "
              "2026-03-10");
    world_->verify();
    settle(second, Settlement::Released);
    EXPECT_EQ(world_->number(kPoints), 40 + 60) << "it had been brought back";
    EXPECT_EQ(world_->number("select sum(net_minor) from member_day"), 40'00 + 60'00);
    world_->verify();
}

TEST_P(MintCapsTest, ATerminalSettlesNothing) {
    caps(100, 0);
    const EntryId sale = sell(*till_, "anna", 150);
    till_->append(journal::SuspenseSettled{sale, Settlement::Released, "mine", "me"});
    EXPECT_EQ(till_->send().kind, Kind::Acked);
    EXPECT_EQ(world_->number(kPoints), 0);
    EXPECT_EQ(world_->rows("select reason from suspense where settled_ms is null order by reason"),
              "mint_cap, not_allowed");
    world_->verify();
}

TEST_P(MintCapsTest, ReleasingWhatIsNotWithheldBooksNothing) {
    const EntryId sale = sell(*till_, "anna", 150);
    settle(sale, Settlement::Released);
    EXPECT_EQ(world_->number(kPoints), 150);
    EXPECT_EQ(world_->rows("select reason from suspense"), "malformed");
    world_->verify();
}

TEST_P(MintCapsTest, WithoutCapsNothingIsCounted) {
    sell(*till_, "anna", 1'000'000);
    EXPECT_EQ(world_->number(kPoints), 1'000'000);
    EXPECT_EQ(world_->number("select count(*) from minted_day"), 0);
}

INSTANTIATE_TEST_SUITE_P(On,
                         MintCapsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

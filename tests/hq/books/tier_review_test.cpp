// The daily review of tiers, on both engines.
#include <chrono>

#include <gtest/gtest.h>

#include "hq/database/local_journal.h"
#include "hq/database/tier_review.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

/// HQ's clock stands at 2026-03-10: what it receives counts on that day.
class TierReviewTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
        till_->send();
    }

    void rules(loyalty::TierBasis basis, int grace_days = 0) {
        loyalty::RuleSet rules = must(database::current_rules(world_->connection()));
        ++rules.version;
        rules.tier_rules.basis = basis;
        rules.tier_rules.grace_days = grace_days;
        rules.tier_rules.tiers = {{"silver", 100, {1, 1}}, {"gold", 500, {2, 1}}};
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::put_rules(world_->connection(), rules));
        must(transaction.commit());
    }

    void buys(std::string_view who, std::int64_t points, std::string_view day = "2026-03-10") {
        till_->append(cash_sale(card(who), {sold(1, 1, points * 100)}), day);
        till_->send();
    }

    void local(journal::Body body) {
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        const database::LocalEntry entry{.entry = {.occurred_at = world_->clock.now(),
                                                   .business_date = date("2026-03-10"),
                                                   .operator_id = "7",
                                                   .body = std::move(body)},
                                         .branch = {},
                                         .terminal_code = "",
                                         .personal = std::nullopt};
        static_cast<void>(must(journal.append({&entry, 1})));
    }

    /// "3 members, 1 up, 0 down"; "before" when it was done before.
    std::string review(std::string_view over, std::int64_t page = 2) {
        database::TierPage sum;
        for (bool more = true; more;) {
            const auto next = must(database::review_some(
                world_->connection(), world_->clock, date(over), sum.last, page));
            if (next.done_before) return "before";
            more = !next.done;
            sum.last = next.last;
            sum.members += next.members;
            sum.upgraded += next.upgraded;
            sum.downgraded += next.downgraded;
        }
        return std::to_string(sum.members) + " members, " + std::to_string(sum.upgraded) + " up, " +
               std::to_string(sum.downgraded) + " down";
    }

    std::string tier(MemberId member) {
        return world_->rows("select tier from member where member_id = " +
                            std::to_string(member.value));
    }

    std::string changes() {
        return world_->rows(
            "select business_date, from_tier, to_tier, reason, basis, figure, threshold, period_from, "
            "period_to from tier_change order by business_date, member_id");
    }

    std::unique_ptr<TestTerminal> till_;
    MemberId anna_;
};

// erpnext#14930, #22167, #41564: wrong tiers for years, at the exact threshold.
TEST_P(TierReviewTest, TheExactThresholdReachesTheTierAndTheReasonIsKept) {
    rules(loyalty::TierBasis::EarnedPoints);
    const MemberId bert{till_->append(enrolled(card("bert"))).value};
    buys("anna", 100);
    buys("bert", 99);
    EXPECT_EQ(review("2026-03-10"), "2 members, 1 up, 0 down");
    EXPECT_EQ(tier(anna_) + "; " + tier(bert), "silver; ");
    EXPECT_EQ(changes(),
              "2026-03-10||silver|reached|points|100|100|2026-01-01|2026-12-31");
    EXPECT_EQ(review("2026-03-10"), "before");
    world_->verify();
}

// open-loyalty#131: the tier was taken from the balance.
TEST_P(TierReviewTest, TheTierFollowsWhatWasEarnedAndNeverTheBalance) {
    rules(loyalty::TierBasis::EarnedPoints);
    const MemberId rich{till_->append(enrolled(card("rich"))).value};
    buys("anna", 120);
    local(journal::PointsAdjusted{rich, Points{9'000}, date("2027-01-01"), "opening_balance"});
    local(journal::PointsAdjusted{anna_, Points{-120}, date("2027-01-01"), "mistake"});
    EXPECT_EQ(review("2026-03-10"), "2 members, 1 up, 0 down");
    EXPECT_EQ(tier(anna_) + "; " + tier(rich), "silver; ");
    world_->verify();
}

TEST_P(TierReviewTest, ATierEndsWithTheNextYearAndItsGrace) {
    rules(loyalty::TierBasis::EarnedPoints, 10);
    buys("anna", 600);
    EXPECT_EQ(review("2026-03-10"), "1 members, 1 up, 0 down");
    EXPECT_EQ(review("2028-01-10"), "1 members, 0 up, 0 down");
    EXPECT_EQ(review("2028-01-11"), "1 members, 0 up, 1 down");
    EXPECT_EQ(changes(),
              "2026-03-10||gold|reached|points|600|500|2026-01-01|2026-12-31, "
              "2028-01-11|gold||below|points|0|100|2028-01-01|2028-12-31");
    world_->verify();
}

TEST_P(TierReviewTest, SpendCountsInMinorUnitsAndByBusinessDate) {
    rules(loyalty::TierBasis::Spend);
    buys("anna", 1, "2025-12-31");
    buys("anna", 4, "2026-01-01");
    EXPECT_EQ(review("2026-03-10"), "1 members, 1 up, 0 down");
    EXPECT_EQ(changes(), "2026-03-10||silver|reached|spend|400|100|2026-01-01|2026-12-31");
}

TEST_P(TierReviewTest, MergedMembersReachTheTierTogetherAndTerminalsSeeItForBoth) {
    rules(loyalty::TierBasis::EarnedPoints);
    const MemberId again{till_->append(enrolled(card("again"))).value};
    buys("anna", 60);
    buys("again", 40);
    local(journal::AccountChanged{again, anna_, true, "same_person"});
    EXPECT_EQ(review("2026-03-10"), "1 members, 1 up, 0 down");
    EXPECT_EQ(tier(anna_), "silver");
    world_->verify();
}

TEST_P(TierReviewTest, AReviewThatEndedHalfWayGoesOnWithoutChangingAnythingTwice) {
    rules(loyalty::TierBasis::EarnedPoints);
    const MemberId bert{till_->append(enrolled(card("bert"))).value};
    buys("anna", 100);
    buys("bert", 500);
    const auto first = must(database::review_some(
        world_->connection(), world_->clock, date("2026-03-10"), MemberId{}, 1));
    EXPECT_EQ(first.upgraded, 1);
    world_->restart();
    EXPECT_EQ(review("2026-03-10"), "2 members, 1 up, 0 down");
    EXPECT_EQ(tier(anna_) + "; " + tier(bert), "silver; gold");
    EXPECT_EQ(world_->number("select count(*) from tier_change"), 2);
    EXPECT_EQ(world_->number("select count(*) from job_run where job = 'tiers'"), 1);
}

TEST_P(TierReviewTest, AMemberWhoCameWithATierKeepsItForItsPeriod) {
    journal::MemberEnrolled golden = enrolled(card("bert"));
    golden.tier = "gold";
    const MemberId bert{till_->append(golden).value};
    till_->send();
    EXPECT_EQ(review("2026-03-08"), "0 members, 0 up, 0 down");  // no tiers, nothing is touched
    rules(loyalty::TierBasis::EarnedPoints);
    EXPECT_EQ(review("2026-03-10"), "2 members, 0 up, 0 down");
    EXPECT_EQ(tier(bert), "gold");
    EXPECT_EQ(review("2028-01-01"), "2 members, 0 up, 1 down");
    EXPECT_EQ(tier(bert), "");
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         TierReviewTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

// open-loyalty#129: server error at 69,411 customers.
TEST(ManyMembersTest, SeventyThousandMembersAreReviewed) {
    BooksWorld world{Engine::Sqlite};
    constexpr std::int64_t kMembers = 70'000;
    auto transaction = must(database::begin_writing(world.connection()));
    loyalty::RuleSet rules = must(database::current_rules(world.connection()));
    ++rules.version;
    rules.tier_rules.tiers = {{"silver", 100, {1, 1}}};
    must(database::put_rules(world.connection(), rules));
    pareto::database::BulkInsert members{
        .table = "member",
        .columns =
            {"member_id", "member_number", "home_branch_id", "tier", "vip", "joined_on", "name"},
        .conflict = "",
        .rows = {}};
    pareto::database::BulkInsert earned{
        .table = "tier_day", .columns = {"shard_key", "day", "points"}, .conflict = "", .rows = {}};
    const std::int64_t first_day = to_day_number(date("2026-01-01"));
    for (std::int64_t number = 1; number <= kMembers; ++number) {
        members.rows.push_back({number,
                                std::to_string(number),
                                std::int64_t{1},
                                std::string{},
                                std::int64_t{0},
                                std::string{"2026-01-01"},
                                std::string{}});
        // Each on ten days; every second one exactly 100 points.
        for (std::int64_t day = 0; day < 10; ++day)
            earned.rows.push_back({number, first_day + day, std::int64_t{number % 2 == 0 ? 10 : 9}});
    }
    must(world.connection().insert_many(members));
    must(world.connection().insert_many(earned));
    must(transaction.commit());
    const auto begin = std::chrono::steady_clock::now();
    std::int64_t reviewed = 0;
    std::int64_t upgraded = 0;
    MemberId last;
    for (bool more = true; more;) {
        const auto page =
            must(database::review_some(world.connection(), world.clock, date("2026-03-10"), last));
        more = !page.done;
        last = page.last;
        reviewed += page.members;
        upgraded += page.upgraded;
    }
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(reviewed, kMembers);
    EXPECT_EQ(upgraded, kMembers / 2);
    EXPECT_EQ(world.number("select count(*) from tier_change where figure = 100"), kMembers / 2);
    EXPECT_LT(took, std::chrono::seconds{40});
}

}  // namespace
}  // namespace pareto::hq::test

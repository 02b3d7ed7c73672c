// What a one-time code is good for: one terminal, asked as often as it takes that terminal to store
// the answer.
#include <gtest/gtest.h>

#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

constexpr std::chrono::hours kCodeLife{24};

class EnrolTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        must(database::add_enrolment_code(
            world_->connection(), world_->clock, world_->branch("HK01"), "1", "secret"));
    }

    sync::EnrolResponse ask(const std::string& request = "request") {
        return must(world_->service().enrol({"secret", request}));
    }
};

TEST_P(EnrolTest, AnswersTheSameKeyTheSameWayAgain) {
    const auto first = ask();
    ASSERT_EQ(first.refusal, "");
    world_->restart();
    const auto again = ask();
    EXPECT_EQ(again.refusal, "");
    EXPECT_EQ(again.terminal_id, first.terminal_id);
    EXPECT_EQ(again.registration, first.registration);
    EXPECT_EQ(again.spare, first.spare);
    EXPECT_EQ(again.certificate_pem, first.certificate_pem);
    EXPECT_EQ(again.authority_pem, first.authority_pem);
    EXPECT_EQ(again.card_key_secret, first.card_key_secret);
    EXPECT_EQ(again.branch_code + "/" + again.terminal_code + " " + again.time_zone,
              "HK01/1 Asia/Hong_Kong");
    EXPECT_EQ(world_->number("select count(*) from terminal"), 1);
    EXPECT_EQ(world_->number("select count(*) from registration where terminal_id > 0"), 2);
}

TEST_P(EnrolTest, RefusesAnotherKey) {
    ASSERT_EQ(ask().refusal, "");
    EXPECT_EQ(ask("request of another key").refusal, "this code was used before");
}

TEST_P(EnrolTest, AnswersNoMoreOnceTheTerminalConnected) {
    const auto enrolled = ask();
    TestTerminal terminal{*world_, TerminalId{enrolled.terminal_id}, enrolled.registration};
    static_cast<void>(terminal.hello(0));
    EXPECT_EQ(ask().refusal, "this code was used before");
}

TEST_P(EnrolTest, AnswersNoMoreAfterTheCodesLife) {
    ASSERT_EQ(ask().refusal, "");
    world_->clock.advance(kCodeLife);
    EXPECT_EQ(ask().refusal, "this code was used before");
}

TEST_P(EnrolTest, AnswersNoMoreOnceAnotherTerminalHasTheCode) {
    ASSERT_EQ(ask().refusal, "");
    must(database::add_enrolment_code(
        world_->connection(), world_->clock, world_->branch("HK01"), "1", "successor's"));
    ASSERT_EQ(must(world_->service().enrol({"successor's", "request of another key"})).refusal, "");
    EXPECT_EQ(world_->rows("select standing from terminal order by terminal_id"),
              "replaced, enrolled");
    EXPECT_EQ(world_->number("select count(*) from terminal where standing = 'enrolled'"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         EnrolTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

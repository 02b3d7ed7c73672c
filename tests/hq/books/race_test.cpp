// Two terminals race for the last points of one member: two HQ processes on one database, a thread
// each, which is how PostgreSQL is served; with SQLite they are two writers that take turns.
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

constexpr int kRaces = 1'000;

class RaceTest : public BooksTest {};

struct Racer {
    std::unique_ptr<pareto::database::Connection> connection;
    std::unique_ptr<database::SyncService> service;
    sync::AuthoriseOutcome outcome = sync::AuthoriseOutcome::NotAllowed;
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

/// A database that is busy, or found the two in each other's way, is asked again, as terminals do.
sync::AuthoriseOutcome authorise(Racer& racer, TerminalId terminal, sync::Authorise wanted) {
    constexpr int kTries = 50;
    for (int tries = 0; tries < kTries; ++tries) {
        const auto response = racer.service->answer(terminal, {1, wanted});
        if (response) return response->outcome;
        if (!retryable(response.error().code)) break;
    }
    ADD_FAILURE() << "no answer";
    return sync::AuthoriseOutcome::NotAllowed;
}

TEST_P(RaceTest, ExactlyOneOfTwoTerminalsGetsTheLastHundredPointsEachTime) {
    std::vector<TestTerminal> terminals{world_->terminal("HK01", "1"),
                                        world_->terminal("HK02", "1")};
    const MemberId anna{terminals[0].append(enrolled(card("anna"))).value};
    terminals[0].append(cash_sale(card("anna"), {sold(1, 1, 100'00)}), "2026-03-05");
    terminals[0].send();
    std::vector<Racer> racers;
    racers.push_back(racer(*world_, GetParam()));
    racers.push_back(racer(*world_, GetParam()));
    int wins[2] = {0, 0};
    for (int race = 0; race < kRaces; ++race) {
        EntryId asked[2];
        std::latch start{2};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 2; ++i)
            asked[i] = terminals[i].append(journal::RedemptionRequested{anna, Points{100}});
        for (std::size_t i = 0; i < 2; ++i) {
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                racers[i].outcome =
                    authorise(racers[i], terminals[i].id(), {asked[i], anna, Points{100}});
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        const bool first = racers[0].outcome == sync::AuthoriseOutcome::Approved;
        const bool second = racers[1].outcome == sync::AuthoriseOutcome::Approved;
        ASSERT_NE(first, second) << "race " << race;
        const std::size_t loser = first ? 1 : 0;
        ASSERT_EQ(racers[loser].outcome, sync::AuthoriseOutcome::InsufficientPoints);
        ++wins[first ? 0 : 1];
        ASSERT_EQ(world_->rows("select account, amount from balance order by account"),
                  "1|0, 2|100");
        for (std::size_t i = 0; i < 2; ++i) {
            terminals[i].append(journal::RedemptionReversed{asked[i]});
            ASSERT_EQ(terminals[i].send().kind, sync::IngestResult::Kind::Acked);
        }
    }
    EXPECT_EQ(wins[0] + wins[1], kRaces);
    EXPECT_EQ(world_->rows("select account, amount from balance order by account"), "1|100, 2|0");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         RaceTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

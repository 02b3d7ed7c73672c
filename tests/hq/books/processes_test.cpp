// Several HQ processes on one PostgreSQL: what they commit is one dense order, and no member's
// points are spent twice.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

constexpr int kRounds = 25;
constexpr int kSalesPerRound = 8;

/// A further HQ process: a connection, a registration and a service of its own.
class Process {
public:
    Process(BooksWorld& world, std::int64_t slot)
        : connection_(must(pareto::database::open_postgres(world.where()))) {
        database::SyncServiceOptions options;
        options.own_registration = must(database::open_process(*connection_, world.clock));
        options.slot = slot;
        service_ = std::make_unique<database::SyncService>(
            *connection_, world.clock, world.random, options);
    }

    [[nodiscard]] database::SyncService& service() { return *service_; }

private:
    std::unique_ptr<pareto::database::Connection> connection_;
    std::unique_ptr<database::SyncService> service_;
};

class ProcessesTest : public BooksTest {};

TEST_P(ProcessesTest, CommitOneAfterTheOther) {
    TestTerminal one = world_->terminal("HK01", "1");
    TestTerminal two = world_->terminal("HK02", "1");
    TestTerminal three = world_->terminal("HK03", "1");
    const MemberId anna{one.append(enrolled(card("anna"))).value};
    one.append(cash_sale(card("anna"), {sold(1, 1, 100'00)}));
    one.send();
    for (TestTerminal* till : {&one, &two}) {
        for (int sale = 0; sale < kRounds * kSalesPerRound; ++sale)
            till->append(cash_sale(card("anna"), {sold(1, 1, 1'00)}));
    }
    Process first{*world_, 1}, second{*world_, 2}, third{*world_, 3};
    std::atomic<std::int64_t> approved{0};
    const auto ingest = [](Process& process, TestTerminal& till, Sequence from) {
        for (int round = 0; round < kRounds; ++round, from += kSalesPerRound) {
            const std::vector<database::IngestWork> work{
                till.work(from, from + kSalesPerRound - 1)};
            const auto results = process.service().ingest(work);
            if (!results || results->at(0).kind != sync::IngestResult::Kind::Acked) std::abort();
        }
    };
    const auto authorise = [&](Process& process) {
        for (int round = 1; round <= kRounds; ++round) {
            const auto response = process.service().answer(
                three.id(),
                {round,
                 sync::Authorise{EntryId::of(three.registration(), round), anna, Points{40}}});
            if (!response) std::abort();
            if (response->outcome == sync::AuthoriseOutcome::Approved) approved += 40;
        }
    };
    std::thread a{ingest, std::ref(first), std::ref(one), Sequence{3}};
    std::thread b{ingest, std::ref(second), std::ref(two), Sequence{1}};
    std::thread c{authorise, std::ref(third)};
    for (std::thread* thread : {&a, &b, &c})
        thread->join();

    constexpr std::int64_t kEarned = 100 + 2 * kRounds * kSalesPerRound;
    EXPECT_GT(approved, 0);
    EXPECT_LE(approved, kEarned);
    EXPECT_EQ(world_->number("select amount from balance where account = 2"), approved);
    EXPECT_EQ(world_->number("select amount from balance where account = 1"), kEarned - approved);
    EXPECT_EQ(world_->number("select count(distinct slot) from branch_day"), 3);
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         ProcessesTest,
                         testing::Values(Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

// Work that takes long: how far it is, that it stops when nobody wants it any more.
#include <gtest/gtest.h>

#include <future>

#include "hq/api/tasks.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::api {
namespace {

TEST(TasksTest, ATaskSaysHowFarItIsAndWhatCameOfIt) {
    hq::test::SeededRandom random;
    Tasks tasks{random};
    std::promise<void> seen;
    const auto id = tasks.start({.kind = "count"}, [&](Progress& progress) {
        EXPECT_TRUE(progress.report(3, 10));
        seen.get_future().wait();
        return Expected<std::string, Problem>{"{\"counted\":10}"};
    });
    ASSERT_TRUE(id);
    while (tasks.find(*id)->done != 3)
        std::this_thread::yield();
    EXPECT_EQ(tasks.find(*id)->state, TaskState::Running);
    EXPECT_EQ(tasks.find(*id)->total, 10);
    seen.set_value();
    tasks.wait();
    EXPECT_EQ(tasks.find(*id)->state, TaskState::Done);
    EXPECT_EQ(tasks.find(*id)->result, "{\"counted\":10}");
    EXPECT_FALSE(tasks.find("nothing"));
}

TEST(TasksTest, WhatIsCancelledStopsAndWhatWaitedNeverBegins) {
    hq::test::SeededRandom random;
    Tasks tasks{random};
    std::atomic<int> begun = 0;
    const TaskWork until_unwanted = [&](Progress& progress) -> Expected<std::string, Problem> {
        ++begun;
        while (progress.report(1, 2))
            std::this_thread::yield();
        return problem(422, "refused", "This cannot be done", "it was stopped");
    };
    std::vector<std::string> ids;
    for (std::size_t count = 0; count < Tasks::kThreads; ++count)
        ids.push_back(*tasks.start({}, until_unwanted));
    while (begun != static_cast<int>(Tasks::kThreads))
        std::this_thread::yield();
    ids.push_back(*tasks.start({}, until_unwanted));
    EXPECT_EQ(tasks.find(ids.back())->state, TaskState::Waiting);
    for (auto id = ids.rbegin(); id != ids.rend(); ++id)
        tasks.cancel(*id);
    tasks.wait();
    for (const std::string& id : ids)
        EXPECT_EQ(tasks.find(id)->state, TaskState::Cancelled);
    EXPECT_EQ(begun, static_cast<int>(Tasks::kThreads));
}

TEST(TasksTest, MoreThanMayWaitAreRefused) {
    hq::test::SeededRandom random;
    Tasks tasks{random};
    const TaskWork until_unwanted = [](Progress& progress) -> Expected<std::string, Problem> {
        while (progress.is_wanted())
            std::this_thread::yield();
        return problem(422, "refused", "This cannot be done", {});
    };
    std::size_t taken = 0;
    while (tasks.start({}, until_unwanted) && taken <= 100)
        ++taken;
    EXPECT_GE(taken, Tasks::kWaitingMax);
    EXPECT_LE(taken, Tasks::kWaitingMax + Tasks::kThreads);
    tasks.stop();
    EXPECT_FALSE(tasks.start({}, until_unwanted));
}

}  // namespace
}  // namespace pareto::hq::api

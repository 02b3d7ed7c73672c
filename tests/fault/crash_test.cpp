// SIGKILL at random moments and at every write: what was answered is there, nothing is there twice. And a full disk.
#include "tests/fault/terminal.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>

namespace pareto::fault_test {
namespace {

TEST(CrashTest, ATerminalKilledWhileSellingLosesNothingAndDoublesNothing) {
    constexpr int kRounds = 5;
    constexpr int kSalesARound = 30;
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    std::mt19937 random{1};
    std::map<int, std::string> answered;  // by the number in the intent
    for (int round = 0; round < kRounds; ++round) {
        till.start();
        if (round == 0) till.open_shift();
        const int first = round * kSalesARound;
        for (int i = first; i < first + kSalesARound; ++i) {
            till.program().write_line(sale_command(100'000 + i, {}, std::to_string(i)));
        }
        const auto heard = static_cast<int>(random() % kSalesARound);
        for (int i = first; i < first + heard; ++i) {
            answered[i] = json::parse(till.program().read_line()).at("sale_id").as_string();
        }
        till.kill();
        // What the dying program had written before is an answer too.
        till.start();
        for (int i = first; i < first + kSalesARound; ++i) {
            const auto answer = till.done(sale_command(100'000 + i, {}, std::to_string(i)));
            if (answered.contains(i)) {
                EXPECT_EQ(std::string{answer.at("sale_id").as_string()}, answered[i]);
                EXPECT_TRUE(answer.at("repeated").as_bool());
            }
            till.note(answer);
        }
        till.kill();
        EXPECT_TRUE(till.journal_holds());
    }
    till.start();
    ASSERT_TRUE(till.synced());
    EXPECT_TRUE(till.census_equal());
    EXPECT_EQ(difference(hq, {&till}), "");
    EXPECT_EQ(hq.rows("select min(receipt_number), max(receipt_number) from sale"), "1|" + std::to_string(kRounds * kSalesARound));
    EXPECT_EQ(hq.verify(), "");
}

TEST(CrashTest, HqKilledAgainAndAgainWhileTerminalsSellKeepsEverySaleOnce) {
    constexpr int kKills = 8;
    Hq hq;
    hq.serve();
    std::vector<std::unique_ptr<Terminal>> tills;
    for (const char* const code : {"1", "2", "3"}) {
        tills.push_back(std::make_unique<Terminal>(hq, "B1", code));
        tills.back()->start();
        tills.back()->open_shift();
    }
    for (int kill = 0; kill < kKills; ++kill) {
        for (auto& till : tills) till->sell(5);
        hq.kill();
        for (auto& till : tills) till->sell(5);
        hq.serve();
    }
    std::vector<const Terminal*> all;
    for (auto& till : tills) {
        EXPECT_TRUE(till->synced());
        EXPECT_TRUE(till->census_equal());
        all.push_back(till.get());
    }
    EXPECT_EQ(difference(hq, all), "");
    EXPECT_EQ(hq.number("select count(*) from fork"), 0);
    EXPECT_EQ(hq.verify(), "");
}

TEST(CrashTest, AFullDiskAtHqStopsAcknowledgementsAndNothingElse) {
    if (const auto why = why_no_strace(); !why.empty()) GTEST_SKIP() << why;
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    till.sell(2);
    ASSERT_TRUE(till.synced());
    {
        auto full = under_strace("pwrite64:error=ENOSPC", {"-p", std::to_string(hq.process().id())});
        Program disk{full, hq.beside("strace.log")};
        ASSERT_TRUE(eventually([&] { return hq.command("enrol", {"--branch", "B1", "--terminal", "9"}).status == 1; }))
            << "what writes is refused";
        till.sell(3);
        EXPECT_FALSE(till.synced(std::chrono::seconds{2}));
        EXPECT_EQ(hq.sales(), 2);
        EXPECT_EQ(hq.verify(), "") << "reading goes on";
    }
    EXPECT_TRUE(till.synced()) << "there is room again";
    EXPECT_EQ(difference(hq, {&till}), "");
    EXPECT_EQ(hq.verify(), "");
}

/// Opens, sells twice, takes one back, closes; each step is a command and what names it when it is given again.
const std::vector<std::string>& fixed_day() {
    static const std::vector<std::string> commands{
        R"({"command":"open_shift","operator":"ann","business_date":"2026-03-10"})",
        sale_command(1'100, {}, "first"),
        sale_command(2'200, "C1", "second"),
        R"({"command":"return","receipt":"1","intent":"back"})",
        R"({"command":"close_shift"})",
    };
    return commands;
}

/// The sale ids that the day's commands were answered with; "" for what was not answered with one.
std::vector<std::string> live_through(Program& program) {
    std::vector<std::string> ids;
    for (const std::string& command : fixed_day()) {
        program.write_line(command);
        const auto answer = json::parse(program.read_line()).as_object();
        const auto* const id = answer.if_contains("sale_id");
        ids.push_back(id == nullptr ? std::string{} : std::string{id->as_string()});
    }
    return ids;
}

/// False when the program lived through the day before the n-th write.
bool crash_at(const Terminal& enrolled, int n) {
    Terminal till = enrolled.clone();
    std::vector<std::string> answered;
    bool died = false;
    {
        Program program{under_strace("pwrite64:signal=SIGKILL:when=" + std::to_string(n), till.run_arguments()), till.beside("err")};
        try {
            answered = live_through(program);
            program.write_line(R"({"command":"quit"})");
            died = program.wait() != 0;
        } catch (const Broken&) {
            died = true;
            for (const std::string& line : program.take_lines()) ADD_FAILURE() << "unread: " << line;
        }
    }
    EXPECT_TRUE(till.journal_holds()) << "after write " << n;
    till.start();
    const auto again = live_through(till.program());
    for (std::size_t i = 0; i < answered.size(); ++i) EXPECT_EQ(again[i], answered[i]) << "command " << i << " after write " << n;
    const auto& status = till.status();
    EXPECT_EQ(status.at("last_receipt"), json::value("B1-1-000003")) << "after write " << n;
    EXPECT_EQ(till.quit(), 0);
    EXPECT_TRUE(till.journal_holds()) << "after write " << n;
    return died;
}

/// All crash points with PARETO_CRASH_POINTS=all; otherwise every eleventh, which meets all kinds of writes.
int crash_point_step() {
    const char* const points = std::getenv("PARETO_CRASH_POINTS");
    return points != nullptr && std::string_view{points} == "all" ? 1 : 11;
}

TEST(CrashTest, HqKilledAtAnyWriteKeepsWhatItAcknowledged) {
    if (const auto why = why_no_strace(); !why.empty()) GTEST_SKIP() << why;
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    ASSERT_TRUE(till.synced());
    bool died = true;
    int n = 1;
    for (; died; n += crash_point_step()) {
        ASSERT_LT(n, 5'000) << "HQ never gets through";
        hq.kill();
        died = !hq.serve("pwrite64:signal=SIGKILL:when=" + std::to_string(n));
        till.sell(2, "C1");
        died = died || (eventually([&] { return hq.ended() || till.status().at("unsent").as_int64() == 0; }) && hq.ended());
        hq.kill();
        EXPECT_EQ(hq.verify(), "") << "after write " << n;
        hq.serve();
        ASSERT_TRUE(till.synced()) << "after write " << n;
        ASSERT_EQ(difference(hq, {&till}), "") << "after write " << n;
    }
    EXPECT_EQ(hq.number("select count(*) from fork"), 0);
    EXPECT_TRUE(till.census_equal());
    RecordProperty("writes", n);
}

TEST(CrashTest, ATerminalKilledAtAnyWriteKeepsWhatItAnswered) {
    if (const auto why = why_no_strace(); !why.empty()) GTEST_SKIP() << why;
    Hq hq;
    hq.serve();
    const Terminal enrolled{hq, "B1", "1"};
    hq.kill();
    int n = 1;
    while (crash_at(enrolled, n)) {
        n += crash_point_step();
        ASSERT_LT(n, 5'000) << "the day never ends";
        if (testing::Test::HasFailure()) break;
    }
    RecordProperty("writes", n);
}

}  // namespace
}  // namespace pareto::fault_test

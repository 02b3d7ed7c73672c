// pareto-hq campaign: the real program, its output and exit status, alone and beside one that
// serves.
#include <fstream>

#include <gtest/gtest.h>

#include "tests/hq/outer/program.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/temporary_directory.h"

namespace pareto::hq {
namespace {

const char* const kTenOff =
    R"({"name": "Ten off", "from": "2099-03-01", "to": "2099-03-31", "rules": [{"if": {"branches": ["A"]}, )"
    R"("give": [{"kind": "amount_off", "minor": 1000}]}]})";
const char* const kSales =
    "branch,terminal,receipt,sold_at,card,sku,quantity,amount\n"
    "A,1,1,2026-03-02T09:00:00,77,tea,1,25.00\n"
    "B,1,1,2026-03-02T09:00:00,78,tea,1,25.00\n"
    "A,1,2,2026-03-03T09:00:00,78,tea,1,8.00\n";

bool is_one_line(const std::string& text) {
    return !text.empty() && text.find('\n') == text.size() - 1;
}

class CampaignCommandsTest : public testing::Test {
protected:
    Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "campaign");
        return run_plain(std::move(arguments));
    }

    Ran run_plain(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--data", folder.file("data")});
        if (!database.empty()) arguments.insert(arguments.end(), {"--database", database});
        return run_program(arguments);
    }

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder.file(name)) << text;
        return folder.file(name);
    }

    void init() const {
        ASSERT_EQ(
            run_plain({"init", "--company", "T", "--currency", "HKD", "--time-zone", "UTC"}).status,
            0);
        const Ran ran = run_plain({"import", "--sales", write("sales.csv", kSales)});
        ASSERT_EQ(ran.status, 0) << ran.error;
    }

    void live_a_life() const {
        init();
        const std::string file = write("ten.json", kTenOff);
        EXPECT_EQ(run({"draft", file, "--by", "ann"}).out, "campaign 1, version 1: draft\n");
        const Ran simulated = run({"simulate", "1", "--format", "csv"});
        EXPECT_EQ(simulated.status, 0) << simulated.error;
        EXPECT_EQ(simulated.out.substr(simulated.out.find("all,")),
                  "all,,3,2,2,18.00,0.00,0.00,0.00,0,0.00,18.00\r\n"
                  "branch,A,2,2,2,18.00,0.00,0.00,0.00,0,0.00,18.00\r\n"
                  "branch,B,1,0,0,0.00,0.00,0.00,0.00,0,0.00,0.00\r\n"
                  "tier,,3,2,2,18.00,0.00,0.00,0.00,0,0.00,18.00\r\n"
                  "standing,member,3,2,2,18.00,0.00,0.00,0.00,0,0.00,18.00\r\n"
                  "rule 1,Applied,2,,,,,,,,,\r\n"
                  "rule 1,OtherBranch,1,,,,,,,,,\r\n");
        EXPECT_EQ(run({"approve", "1", "--by", "bea"}).out, "campaign 1, version 1: approved\n");
        EXPECT_EQ(run({"launch", "1"}).out, "campaign 1, version 1: live\n");
        EXPECT_EQ(run({"list", "--format", "csv"}).out,
                  "campaign,version,name,state,from,to,drafted_by,approved_by,codes,targeted,"
                  "redeemed,redemption_rate\r\n"
                  "1,1,Ten off,live,2099-03-01,2099-03-31,ann,bea,0,0,0,\r\n");
        EXPECT_EQ(
            run({"show", "1", "--language", "en"}).out,
            "campaign 1, version 1, live: Ten off\ndrafted by ann, approved by bea\n"
            "From 2099-03-01 to 2099-03-31, in A, customers get HKD 10.00 off the whole basket.\n");
        EXPECT_EQ(run({"end", "1"}).out, "campaign 1, version 1: ended\n");
    }

    test::TemporaryDirectory folder;
    std::string database;
};

TEST_F(CampaignCommandsTest, LeadACampaignFromItsDraftToItsEnd) {
    live_a_life();
}

TEST_F(CampaignCommandsTest, LeadItOnPostgresqlToo) {
    if (!test::PostgresCluster::unavailable().empty())
        GTEST_SKIP() << test::PostgresCluster::unavailable();
    database = test::fresh_database();
    live_a_life();
}

TEST_F(CampaignCommandsTest, WriteThroughTheProcessThatServes) {
    init();
    RunningProgram serving({"serve", "--data", folder.file("data"), "--sync-port", "0"});
    EXPECT_FALSE(serving.next_line().empty());
    const std::string file = write("ten.json", kTenOff);
    EXPECT_EQ(run({"draft", file, "--by", "ann"}).out, "campaign 1, version 1: draft\n");
    EXPECT_EQ(run({"simulate", "1"}).status, 0);
    EXPECT_EQ(run({"approve", "1", "--by", "bea"}).out, "campaign 1, version 1: approved\n");
    EXPECT_EQ(serving.stop(), 0);
}

TEST_F(CampaignCommandsTest, SegmentsAreDefinedComputedAndShown) {
    init();
    const std::string file =
        write("often.json",
              R"({"name": "often", "refreshing": true, "if": {"visits": {"at_least": 2}}})");
    EXPECT_EQ(run_plain({"segment", "define", file, "--as-of", "2026-03-03"}).out,
              "segment often: 1 member as of 2026-03-03, refreshed daily\n");
    EXPECT_EQ(run_plain({"segment", "refresh", "--as-of", "2026-03-31"}).out,
              "computed by 2026-03-31 of 2 people: 6 in, 0 out\n");
    EXPECT_EQ(run_plain({"segment", "refresh", "--as-of", "2026-03-31"}).out,
              "the segments of 2026-03-31 were computed before\n");
    // 77 bought once, 29 days ago; 78 twice, 28 days ago: 5 in recency and visits, then 3; 25.00
    // and 33.00.
    EXPECT_EQ(run_plain({"segment", "list", "--format", "csv"}).out,
              "segment,kind,members,as_of\r\n"
              "active,ready,2,2026-03-31\r\n"
              "lapsed,ready,0,2026-03-31\r\n"
              "new,ready,2,2026-03-31\r\n"
              "often,refreshing,1,2026-03-31\r\n"
              "returned,ready,0,2026-03-31\r\n"
              "rfm-333,ready,1,2026-03-31\r\n"
              "rfm-555,ready,1,2026-03-31\r\n"
              "slipping,ready,0,2026-03-31\r\n"
              "vip,ready,0,2026-03-31\r\n");
    const Ran members = run_plain({"segment", "members", "often", "--format", "csv"});
    EXPECT_EQ(members.out.substr(0, 46), "member,name,tier,vip,home_branch,since\r\n290000");
    const Ran shown = run_plain({"segment", "show", "often"});
    EXPECT_NE(shown.out.find(R"("visits": {"at_least": 2})"), std::string::npos) << shown.out;
    for (const auto& wrong :
         std::vector<std::vector<std::string>>{{"segment"},
                                               {"segment", "define"},
                                               {"segment", "show"},
                                               {"segment", "list", "--format", "pdf"},
                                               {"segment", "refresh", "--as-of", "x"}})
        EXPECT_EQ(run_plain(wrong).status, 2) << wrong.back();
    for (const auto& refused : std::vector<std::vector<std::string>>{
             {"segment", "show", "nobody"},
             {"segment", "define", file + "x"},
             {"segment", "define", write("bad.json", "{}")},
             {"segment", "define", file, "--as-of", "2099-01-01"}}) {
        const Ran ran = run_plain(refused);
        EXPECT_EQ(ran.status, 1) << ran.out;
        EXPECT_TRUE(is_one_line(ran.error)) << ran.error;
    }
}

TEST_F(CampaignCommandsTest, ASaleIsExplainedByItsReceiptAlsoAnImportedOne) {
    init();
    const Ran ran = run_plain({"sale", "why", "A-1-2", "--language", "en"});
    EXPECT_EQ(ran.status, 0) << ran.error;
    EXPECT_NE(ran.out.find("Line 1, tea: 1 for HKD 8.00.\n"
                           "  It earned 8 points by the rules.\n"),
              std::string::npos)
        << ran.out;
    EXPECT_EQ(run_plain({"sale", "why"}).status, 2);
    EXPECT_EQ(run_plain({"sale", "why", "A-1-2", "--language", "de"}).status, 2);
    const Ran refused = run_plain({"sale", "why", "A-1-99"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_EQ(refused.error,
              "pareto-hq: there is no sale A-1-99; say a receipt's number or an entry, such as "
              "12:3\n");
}

TEST_F(CampaignCommandsTest, WrongUsageEndsWithTwoAndSaysWhyInOneLine) {
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"print"},
        {"draft"},
        {"draft", "x.json"},
        {"approve", "1"},
        {"approve", "one", "--by", "bea"},
        {"simulate"},
        {"simulate", "1", "--from", "yesterday"},
        {"simulate", "1", "--from", "2026-03-02", "--to", "2026-03-01"},
        {"simulate", "1", "--format", "pdf"},
        {"show", "1", "--language", "de"},
        {"import"},
        {"coupons", "1"},
        {"coupons", "1", "--import", "x.csv", "--map", "price=cost"},
    };
    for (const auto& arguments : wrong) {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.status, 2) << (arguments.empty() ? "campaign" : arguments.back()) << ": "
                                 << ran.error;
        EXPECT_TRUE(is_one_line(ran.error)) << ran.error;
    }
}

TEST_F(CampaignCommandsTest, WhatIsRefusedEndsWithOneAndSaysWhyInOneLine) {
    EXPECT_EQ(run({"list"}).status, 1);
    init();
    const std::string bad = write("bad.json", R"({"name": "x", "from": "2026-02-30"})");
    const std::pair<std::vector<std::string>, std::string> cases[] = {
        {{"check", bad}, bad + ": from: \"2026-02-30\" is not a day (YYYY-MM-DD)"},
        {{"draft", bad, "--by", "ann"}, bad + ": from: \"2026-02-30\" is not a day (YYYY-MM-DD)"},
        {{"simulate", "nowhere.json"}, "nowhere.json cannot be read"},
        {{"show", "1"}, "there is no campaign 1"},
        {{"simulate", "1"}, "there is no campaign 1"},
        {{"launch", "1"}, "there is no campaign 1"},
        {{"result", "1"}, "there is no campaign 1"},
    };
    for (const auto& [arguments, why] : cases) {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.status, 1);
        EXPECT_TRUE(is_one_line(ran.error)) << ran.error;
        EXPECT_NE(ran.error.find(why), std::string::npos) << ran.error;
    }
}

}  // namespace
}  // namespace pareto::hq

// rules, expire, review-tiers, member: the real program, its output and exit status.
#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/hq/outer/program.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/temporary_directory.h"

namespace pareto::hq {
namespace {

constexpr const char* kMembers =
    "card,member_number,name,phone,email,birthday,joined_on,home_branch,tier,points,"
    "points_expire_on,consent_marketing\n"
    "77,2900000000018,Anna Chan,,,,2020-01-01,B,,300,2099-01-01,\n"
    "78,2900000000025,Bert,,,,2020-01-01,B,,0,,\n"
    "79,2900000000032,Carl,,,,2020-01-01,B,,40,2099-01-02,\n";
const std::string kAnna = "2900000000018";
const std::string kBert = "2900000000025";
const std::string kCarl = "2900000000032";

class PointsCommandsTest : public testing::Test {
protected:
    Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--data", folder.file("data")});
        if (!database.empty()) arguments.insert(arguments.end(), {"--database", database});
        return run_program(arguments);
    }

    /// What it printed, or "STATUS: why".
    std::string said(const std::vector<std::string>& arguments) const {
        const Ran ran = run(arguments);
        if (ran.status == 0) return ran.out;
        EXPECT_EQ(std::count(ran.error.begin(), ran.error.end(), '\n'), 1) << ran.error;
        return std::to_string(ran.status) + ": " + ran.error;
    }

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder.file(name), std::ios::binary) << text;
        return folder.file(name);
    }

    void init() const {
        ASSERT_EQ(
            run({"init", "--company", "Test", "--currency", "HKD", "--time-zone", "UTC"}).status,
            0);
        const Ran ran = run({"import", "--members", write("members.csv", kMembers)});
        ASSERT_EQ(ran.status, 0) << ran.error << ran.out;
    }

    void life_of_points() const;

    test::TemporaryDirectory folder;
    std::string database;
};

TEST_F(PointsCommandsTest, WrongUsageEndsWithTwo) {
    const std::vector<std::vector<std::string>> wrong{
        {"member"},
        {"member", "adjust", "--member", kAnna, "--points", "5", "--by", "7"},
        {"member", "adjust", "--member", kAnna, "--points", "5", "--reason", "x"},
        {"member", "adjust", "--member", kAnna, "--points", "0", "--reason", "x", "--by", "7"},
        {"member", "adjust", "--member", kAnna, "--points", "5", "--reason", "A b", "--by", "7"},
        {"member", "adjust", "--member", kAnna, "--points", "5", "--reason", "x", "--by", ""},
        {"member", "transfer", "--from", kAnna, "--to", kBert, "--points", "-5", "--reason", "x",
         "--by", "7"},
        {"member", "household", "create", kAnna, "--by", "7"},
        {"member", "statement", kAnna, "--language", "fr"},
        {"member", "statement", kAnna, "--sale", "12"},
        {"member", "show", kAnna, "--format", "pdf"},
        {"gift-card"},
        {"gift-card", "show"},
        {"gift-card", "show", "1", "--format", "pdf"},
        {"member", "stored-value"},
        {"suspense"},
        {"suspense", "release", "12:3", "--by", "7"},
        {"suspense", "release", "12:3", "--by", "7", "--approved-by", "7"},
        {"suspense", "reject", "12", "--by", "7"},
        {"suspense", "note", "12:3"},
        {"rules", "set"},
        {"rules", "show", "--version", "0"},
        {"expire", "--as-of", "2026-02-30"}};
    for (const auto& arguments : wrong) {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.status, 2) << arguments[0] << " " << arguments.back() << ": " << ran.error;
    }
}

TEST_F(PointsCommandsTest, AnAccountWithoutStoredValueIsSaidToBeOne) {
    init();
    EXPECT_EQ(said({"gift-card", "show", "GC1"}),
              "1: pareto-hq: no stored value was ever put there\n");
    EXPECT_EQ(said({"member", "stored-value", kAnna}),
              "1: pareto-hq: no stored value was ever put there\n");
    EXPECT_EQ(said({"member", "stored-value", "1"}), "1: pareto-hq: there is no member 1\n");
    EXPECT_EQ(said({"report", "stored-value-liability", "--branch", "B"}),
              "1: pareto-hq: stored value is owed by the chain, not by a branch\n");
    EXPECT_EQ(said({"rules", "set", write("r.json", "{\"stored_value_days\": 1095}")}),
              "the rules are version 2 now\n");
    EXPECT_NE(said({"rules", "show"}).find("\"stored_value_days\": 1095"), std::string::npos);
    EXPECT_EQ(said({"rules", "set", write("r.json", "{\"stored_value_days\": -1}")}),
              "1: pareto-hq: " + folder.file("r.json") +
                  ": line 1: stored_value_days: must be a whole number from 0 to 36500\n");
}

TEST_F(PointsCommandsTest, RulesAreShownAsTheyAreSetAndErrorsNameTheLineAndTheField) {
    init();
    const auto set = [&](const std::string& text) {
        return said({"rules", "set", write("rules.json", text)});
    };
    const std::string name = folder.file("rules.json");
    const std::string wrong = "1: pareto-hq: " + name + ": ";
    EXPECT_EQ(set("{\n\"lot_days\": 30,\n}"), wrong + "line 3: not JSON: syntax error\n");
    EXPECT_EQ(set("{\n\"lot_days\": -1}"),
              wrong + "line 2: lot_days: must be a whole number from 0 to 36500\n");
    EXPECT_EQ(set("{\"lotdays\": 1}"), wrong + "line 1: lotdays: there is no such field\n");
    EXPECT_EQ(set("{\"points_per_minor\": 0.5}"),
              wrong + "line 1: points_per_minor: must be a fraction of whole numbers, such as "
                      "\"1/100\"\n");
    EXPECT_EQ(set("{\"tier_rules\": {\"tiers\": [{\"name\": \"b\", \"threshold\": 9},\n"
                  "{\"name\": \"a\", \"threshold\": 9}]}}"),
              wrong + "line 1: tier_rules.tiers[1].threshold: must be above the one before\n");
    EXPECT_EQ(set("{\"version\": 7}"),
              wrong + "line 1: version: must be left out, or be that of the current rules, which is "
                      "1\n");
    const std::string good = write("good.json", "{\"lot_days\": 30, \"points_per_minor\": \"1/50\"}");
    EXPECT_EQ(said({"rules", "set", good, "--dry-run"}),
              "the rules are good and would be version 2\n");
    EXPECT_EQ(said({"rules", "set", good}), "the rules are version 2 now\n");
    EXPECT_EQ(said({"rules", "set", good}),
              "nothing to change: these are the rules of version 2\n");
    // What is shown can be set.
    const std::string shown = said({"rules", "show"});
    EXPECT_NE(shown.find("\"points_per_minor\": \"1/50\""), std::string::npos);
    EXPECT_EQ(said({"rules", "set", write("shown.json", shown)}),
              "nothing to change: these are the rules of version 2\n");
    EXPECT_NE(said({"rules", "show", "--version", "1"}).find("\"lot_days\": 365"),
              std::string::npos);
    const std::string every =
        "{\"earning_rules\": [{\"category\": \"tobacco\", \"multiplier\": 0}], "
        "\"discount_percent_max\": 50, \"card_tender\": \"1/2\", \"pending_days\": 14, "
        "\"claw_back\": \"within_balance\", \"give_back_days\": 7, "
        "\"offline\": {\"enabled\": false, \"terminal_points\": 250}}";
    EXPECT_EQ(said({"rules", "set", write("every.json", every)}), "the rules are version 3 now\n");
    const std::string all = said({"rules", "show"});
    for (const char* const part : {"\"pending_days\": 14",
                                   "\"claw_back\": \"within_balance\"",
                                   "{\"category\":\"tobacco\",\"multiplier\":\"0/1\"}",
                                   "\"terminal_points\": 250",
                                   "\"enabled\": false"}) {
        EXPECT_NE(all.find(part), std::string::npos) << part << " in " << all;
    }
    EXPECT_EQ(set("{\"claw_back\": \"never\"}"),
              wrong + "line 1: claw_back: must be \"unlimited\" or \"within_balance\" or "
                      "\"only_pending\"\n");
    EXPECT_EQ(set("{\"mint_caps\": {\"terminal_points\": 5}}"),
              wrong + "line 1: mint_caps.terminal_points: there is no such field\n");
    EXPECT_EQ(set("{\"mint_caps\": {\"member_points_per_day\": -1}}"),
              wrong + "line 1: mint_caps.member_points_per_day: must be a whole number from 0 to "
                      "1000000000000\n");
    EXPECT_EQ(set("{\"earning_rules\": [{\"multiplier\": 2}]}"),
              wrong + "line 1: earning_rules[0]: names either a sku or a category\n");
    EXPECT_EQ(set("{\"offline\": {\"allowance_percent\": 101}}"),
              wrong + "line 1: offline.allowance_percent: must be a whole number from 0 to 100\n");
    EXPECT_EQ(said({"rules", "show", "--version", "4"}),
              "1: pareto-hq: there are no rules of version 4\n");
    EXPECT_EQ(set("{\"mint_caps\": {\"terminal_points_per_day\": 5000}}"),
              "the rules are version 4 now\n");
    EXPECT_NE(said({"rules", "show"}).find("\"mint_caps\": {\n    \"terminal_points_per_day\": 5000,\n"
                                         "    \"member_points_per_day\": 0\n  }"),
              std::string::npos);
}

void PointsCommandsTest::life_of_points() const {
    init();
    const auto adjust = [&](const std::string& points, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"member",   "adjust", "--member", kAnna,  "--points",
                                           points,     "--reason", "goodwill", "--by", "7"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return said(arguments);
    };
    EXPECT_EQ(adjust("+50"), "adjusted member " + kAnna + " by +50 points: 350 now\n");
    EXPECT_EQ(adjust("-400"),
              "1: pareto-hq: member " + kAnna +
                  " has only 350 points to use; with --may-owe the rest would be owed\n");
    EXPECT_EQ(adjust("1001"),
              "1: pareto-hq: more than 1000 points need a second person: give --approved-by\n");
    EXPECT_EQ(adjust("1001", {"--approved-by", "7"}),
              "1: pareto-hq: --approved-by must be another person than --by\n");
    EXPECT_EQ(adjust("1001", {"--approved-by", "8"}),
              "adjusted member " + kAnna + " by +1001 points: 1351 now\n");
    EXPECT_EQ(said({"member", "adjust", "--member", "1", "--points", "5", "--reason", "x", "--by",
                    "7"}),
              "1: pareto-hq: there is no member 1\n");
    EXPECT_EQ(said({"member", "transfer", "--from", kAnna, "--to", kBert, "--points", "51",
                    "--reason", "gift", "--by", "7"}),
              "transferred 51 points: member " + kAnna + " has 1300 now, member " + kBert +
                  " 51\n");
    EXPECT_EQ(said({"member", "household", "add", kAnna, kBert, "--by", "7"}),
              "1: pareto-hq: member " + kAnna +
                  " is in no household; use member household create\n");
    EXPECT_EQ(said({"member", "household", "create", kAnna, kBert, "--by", "7"}),
              "member " + kBert + " shares the household's account of 1351 points\n");
    EXPECT_EQ(said({"member", "household", "remove", kAnna, "--by", "7"}),
              "1: pareto-hq: member " + kAnna +
                  " holds the household's account; remove the others\n");
    EXPECT_EQ(said({"member", "merge", kCarl, kAnna, "--by", "7"}),
              "member " + kCarl + " is member " + kAnna +
                  " from now on; the account has 1391 points\n");
    EXPECT_EQ(said({"member", "merge", kCarl, kAnna, "--by", "7"}),
              "1: pareto-hq: member " + kCarl + " was merged into member " + kAnna + " already\n");
    EXPECT_EQ(said({"member", "household", "remove", kBert, "--by", "7"}),
              "member " + kBert + " has an own account again, with 51 points\n");
    EXPECT_NE(said({"member", "show", kCarl}).find("balance      1340"), std::string::npos);
    EXPECT_EQ(said({"member", "find", "chan", "--format", "csv"}),
              "member,name,home_branch,joined_on,tier,merged_into\r\n" + kAnna +
                  ",Anna Chan,B,2020-01-01,,\r\n");
    const std::string statement = said({"member", "statement", kAnna, "--format", "csv"});
    EXPECT_NE(statement.find("Adjusted by 7, approved by 8, reason: goodwill."),
              std::string::npos);
    EXPECT_EQ(said({"expire", "--as-of", "2020-01-01"}),
              "expired by 2020-01-01: 0 points of 0 lots\n");
    EXPECT_EQ(said({"expire", "--as-of", "2020-01-01"}),
              "the points of 2020-01-01 had expired before\n");
    EXPECT_NE(said({"expire", "--as-of", "2999-01-01"}).find("is not over"), std::string::npos);
    EXPECT_EQ(said({"verify"}).substr(0, 14), "the books hold");
    const std::string liability = said({"report", "points-liability", "--format", "json"});
    EXPECT_NE(liability.find("\"outstanding\": 1391"), std::string::npos) << liability;
    EXPECT_NE(liability.find("\"worth\": 1391"), std::string::npos);
    EXPECT_NE(said({"report", "tier-changes"}).find("changes  0"), std::string::npos);
}

TEST_F(PointsCommandsTest, PointsAreAdjustedTransferredMergedAndExplained) {
    life_of_points();
}

TEST_F(PointsCommandsTest, OnPostgresToo) {
    if (!test::PostgresCluster::unavailable().empty())
        GTEST_SKIP() << test::PostgresCluster::unavailable();
    database = test::fresh_database();
    life_of_points();
    test::drop_database(database);
}

}  // namespace
}  // namespace pareto::hq

// From enrolment to the report, and what a retailer would see first if a process dies in between.
#include "tests/fault/terminal.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace pareto::fault_test {
namespace {

json::object vip_report(const Hq& hq) {
    return json::parse(hq.done("report", {"vip", "--as-of", "2026-03-10", "--format", "json"})).as_object();
}

std::int64_t sum_of(const std::vector<Sold>& sold) {
    std::int64_t sum = 0;
    for (const Sold& sale : sold) sum += sale.amount_minor;
    return sum;
}

TEST(StoryTest, WhatAMemberBuysIsInHqsReports) {
    Hq hq;
    hq.import_members({"C1", "C2"});
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    till.sell(3, "C1");
    const std::int64_t members_spend = sum_of(till.sold());
    till.sell(2);
    till.done(R"({"command":"close_shift"})");
    ASSERT_TRUE(till.synced());
    EXPECT_TRUE(till.census_equal());
    EXPECT_EQ(till.quit(), 0);
    EXPECT_EQ(difference(hq, {&till}), "");
    const auto report = vip_report(hq);
    EXPECT_EQ(report.at("members").as_int64(), 1);
    EXPECT_EQ(report.at("total_revenue").as_int64(), members_spend);
    EXPECT_EQ(hq.rows("select code, net_minor, member_minor from branch_day join branch using (branch_id)"),
              "B1|" + std::to_string(sum_of(till.sold())) + "|" + std::to_string(members_spend));
    EXPECT_EQ(hq.verify(), "");
    EXPECT_EQ(hq.stop(), 0);
}

TEST(StoryTest, AnUnknownCardIsCreditedOnceItsMemberIsImported) {
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    till.sell(2, "C9");
    ASSERT_TRUE(till.synced());
    EXPECT_EQ(vip_report(hq).at("members").as_int64(), 0);
    hq.import_members({"C9"});
    const auto report = vip_report(hq);
    EXPECT_EQ(report.at("members").as_int64(), 1);
    EXPECT_EQ(report.at("total_revenue").as_int64(), sum_of(till.sold()));
    EXPECT_TRUE(eventually([&] { return till.done(R"({"command":"tap","number":"C9"})").at("known").as_bool(); }))
        << "the member's facts come down to the terminal";
    EXPECT_EQ(hq.verify(), "");
}

TEST(StoryTest, ASecondProcessOnTheSameDataIsRefused) {
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    const Ran again = run(till.run_arguments());
    EXPECT_EQ(again.status, 1);
    EXPECT_NE(again.error.find("another terminal program runs in"), std::string::npos) << again.error;
    const Ran second_hq = hq.command("serve", {"--sync-port", "0"});
    EXPECT_EQ(second_hq.status, 1);
    EXPECT_NE(second_hq.error.find("is in use by another pareto-hq"), std::string::npos) << second_hq.error;
    till.sell();
    EXPECT_TRUE(till.synced());
}

TEST(StoryTest, AnEnrolmentThatDiedBeforeItWasStoredIsAnsweredAgain) {
    if (const auto why = why_no_strace(); !why.empty()) GTEST_SKIP() << why;
    Hq hq;
    hq.serve();
    const std::string code = hq.enrol("B1", "1");
    const test::TemporaryDirectory place;
    const std::string data = place.file("data");
    const std::string program = Terminal{hq, "B1", "2"}.run_arguments().front();
    // The first write at a position is the database's, and HQ has answered by then.
    const std::vector<std::string> enrol{program, "enrol", "--data", data, "--hq", hq.address(), "--code", code};
    EXPECT_NE(run(under_strace("pwrite64:signal=SIGKILL:when=1", enrol)).status, 0);
    EXPECT_EQ(hq.number("select count(*) from enrolment_code where used_ms is null"), 0) << "the code is spent";
    const Ran other = run({program, "enrol", "--data", place.file("other"), "--hq", hq.address(), "--code", code});
    EXPECT_EQ(other.status, 1) << "for another key";
    const Ran again = run(enrol);
    EXPECT_EQ(again.status, 0) << again.error;
    EXPECT_EQ(hq.rows("select code, standing from terminal order by code"), "1|enrolled, 2|enrolled");
    EXPECT_EQ(run(enrol).status, 1) << "it is enrolled now";
}

}  // namespace
}  // namespace pareto::fault_test

// Files that are taken along: their form, what they must not do on a desk (F60), and who may take
// how many people (F61).
#include "tests/hq/api/api_world.h"

namespace pareto::hq::test {
namespace {

using access::Role;

class TakingTest : public ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        if (!api_) return;
        api_->add("mei", Role::Marketing);
        mei_ = api_->visitor("mei");
    }

    Visitor mei_;
};

TEST_P(TakingTest, AFileHasItsTypeItsNameAndARowInTheAuditLog) {
    const auto csv = api_->get(mei_, "reports/vip?format=csv&branch=HK01&purpose=letter");
    ASSERT_EQ(csv.status, 200) << csv.body;
    EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
    EXPECT_EQ(header_of(csv, "Content-Disposition"), "attachment; filename=\"vip-HK01.csv\"");
    EXPECT_TRUE(csv.body.starts_with(
        "rank,member,card,name,net_spend,visits,last_visit,share,cumulative_share,status\r\n"));
    EXPECT_NE(csv.body.find(",anna,100.00,2,2026-03-10,0.909091,0.909091,entered\r\n"),
              std::string::npos)
        << csv.body;
    EXPECT_TRUE(api_->get(mei_, "reports/branches?format=xlsx").body.starts_with("PK"));
    EXPECT_TRUE(api_->get(mei_, "reports/branches?format=pdf").body.starts_with("%PDF-"));
    EXPECT_EQ(
        world_->rows("select actor, action, subject, detail from audit_row order by position"),
        "mei|report.take|vip HK01|1 rows as csv: letter, mei|report.take|branches|2 rows as "
        "xlsx: , mei|report.take|branches|2 rows as pdf: ");
    world_->verify();
}

// F60: OWASP's beginnings of a formula get an apostrophe.
TEST_P(TakingTest, ANameThatASpreadsheetWouldRunIsDisarmed) {
    for (const std::string name : {"=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0"}) {
        static_cast<void>(must(world_->connection().execute(
            "update member set name = $1 where member_number = $2", {name, number("anna")})));
        const auto csv = api_->get(mei_, "reports/vip?format=csv&purpose=letter");
        EXPECT_NE(csv.body.find(",'" + name + ","), std::string::npos) << csv.body;
    }
}

// F61: people's data leaves with a purpose, and not more than 1,000 at a time.
TEST_P(TakingTest, PeopleLeaveOnlyWithAPurposeAndNotAllAtOnce) {
    EXPECT_EQ(problem_of(api_->get(mei_, "reports/vip?format=csv")), "purpose");
    EXPECT_EQ(problem_of(api_->get(mei_, "reports/vip?format=csv&purpose=x")), "purpose");
    EXPECT_EQ(world_->number("select count(*) from audit_row"), 0);
    // 1,001 members more, of whom all are VIPs of the first 100 percent.
    TestTerminal till = world_->terminal("HK02", "2");
    for (int index = 0; index < 1'001; ++index) {
        const std::string name = "m" + std::to_string(index);
        till.append(enrolled(card(name)), "2026-03-01");
        till.append(cash_sale(card(name), {sold(1, 1, 1'00)}), "2026-03-10");
        if (till.last() % 200 == 0) till.send();
    }
    till.send();
    const std::string all = "reports/vip?percent=100&format=csv&purpose=letter";
    EXPECT_EQ(problem_of(api_->get(mei_, all)), "too-many-people");
    EXPECT_EQ(api_->get(mei_, "reports/vip?percent=50&format=csv&purpose=letter").status, 200);
    api_->add("ada", Role::Admin);
    EXPECT_EQ(api_->get(api_->visitor("ada"), all).status, 200);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         TakingTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

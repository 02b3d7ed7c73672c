// Reports: how cells are written in each format, and what the reports say of a small chain and of a
// real one.
#include "hq/reports/catalogue.h"
#include "hq/reports/render.h"
#include "tests/hq/outer/import_world.h"

namespace pareto::hq::reports {
namespace {

Report sample() {
    Report report;
    report.title = "Sample";
    report.currency = *find_currency("HKD");
    report.headline = {{{"members", CellKind::Count}, std::int64_t{2}},
                       {{"total", CellKind::Money}, std::int64_t{123'456}}};
    report.columns = {{"id", CellKind::Id},
                      {"name", CellKind::Text},
                      {"spend", CellKind::Money},
                      {"share", CellKind::Share}};
    report.rows = {{std::int64_t{4'294'967'297},
                    std::string{"陳大文, \"Sam\""},
                    std::int64_t{-5},
                    Ratio{1, 3}},
                   {std::int64_t{2}, std::string{"=cmd()"}, std::int64_t{100}, Ratio{0, 0}}};
    return report;
}

TEST(RatioTest, IsWrittenWithSixDigitsRoundedHalfAwayFromZero) {
    EXPECT_EQ(format_ratio({1, 2}), "0.5");
    EXPECT_EQ(format_ratio({1, 3}), "0.333333");
    EXPECT_EQ(format_ratio({2, 3}), "0.666667");
    EXPECT_EQ(format_ratio({-1, 2'000'000}), "-0.000001");
    EXPECT_EQ(format_ratio({-1, 2'000'001}), "0");
    EXPECT_EQ(format_ratio({5, 1}), "5");
    EXPECT_EQ(format_ratio({1'000'000'000'000, 3}), "333333333333.333333");
    EXPECT_EQ(format_ratio({1, 0}), "");
}

TEST(RenderTest, WritesCsvThatNoSpreadsheetCalculates) {
    EXPECT_EQ(to_csv(sample()),
              "id,name,spend,share\r\n4294967297,\"陳大文, "
              "\"\"Sam\"\"\",-0.05,0.333333\r\n2,'=cmd(),1.00,\r\n");
}

TEST(RenderTest, WritesJsonWithMinorUnitsAndIdsAsText) {
    EXPECT_EQ(
        to_json(sample()),
        "{\n  \"members\": 2,\n  \"total\": 123456,\n  \"currency\": \"HKD\",\n  \"rows\": [\n"
        "    {\"id\": \"4294967297\", \"name\": \"陳大文, \\\"Sam\\\"\", \"spend\": -5, \"share\": "
        "0.333333},\n"
        "    {\"id\": \"2\", \"name\": \"=cmd()\", \"spend\": 100, \"share\": null}\n  ]\n}\n");
}

TEST(RenderTest, WritesATableAlignedByWidthOnTheScreen) {
    EXPECT_EQ(to_table(sample()),
              "Sample\n\nmembers  2\ntotal    1234.56\n\n"
              "id          name           spend     share\n"
              "----------  -------------  -----  --------\n"
              "4294967297  陳大文, \"Sam\"  -0.05  0.333333\n"
              "2           =cmd()          1.00\n");
}

TEST(RenderTest, SpreadsheetAndPdfAreTheSameBytesEachTime) {
    for (const auto write : {&to_xlsx, &to_pdf}) {
        const Bytes first = good(write(sample()));
        EXPECT_GT(first.size(), 500U);
        EXPECT_EQ(first, good(write(sample())));
    }
    EXPECT_EQ(good(to_xlsx(sample())).substr(0, 2), "PK");
    EXPECT_EQ(good(to_pdf(sample())).substr(0, 5), "%PDF-");
}

class ReportsTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::Postgres && !test::PostgresCluster::unavailable().empty()) {
            GTEST_SKIP() << test::PostgresCluster::unavailable();
        }
    }

    static std::string json(ImportWorld& world,
                            std::string_view name,
                            const ReportRequest& request) {
        auto report = find_report(name)->make(world.connection(), *find_currency("USD"), request);
        if (!report) return "fault: " + report.error().detail;
        // Ids differ from engine to engine only if the imports do; they must not.
        return to_json(*report);
    }
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, ReportsTest, testing::Values(Engine::Sqlite));
INSTANTIATE_TEST_SUITE_P(OnPostgres, ReportsTest, testing::Values(Engine::Postgres));

std::string value_of(const std::string& json, const std::string& key) {
    const std::string mark = "\"" + key + "\": ";
    const std::size_t at = json.find(mark);
    if (at == std::string::npos) return "nothing";
    return json.substr(at + mark.size(),
                       json.find_first_of(",\n}", at + mark.size()) - at - mark.size());
}

std::string row_of(const std::string& json, const std::string& start) {
    const std::size_t at = json.find("{" + start);
    return at == std::string::npos ? "nothing" : json.substr(at, json.find('}', at) + 1 - at);
}

const std::string kSmallChain =
    "branch,receipt,sold_at,card,amount\n"
    // Last year's period, for growth.
    "A,1,2025-06-01,1,50\nA,2,2025-06-02,1,50\n"
    "A,3,2026-01-10,1,100\nA,4,2026-01-11,1,50\nA,5,2026-01-12,2,40\nB,1,2026-01-13,3,30\nB,2,2026-"
    "01-13,4,20\nA,6,2026-01-14,5,10\n"
    "B,3,2026-01-15,,500\nB,4,2026-01-16,4,-5\nB,5,2026-01-17,6,-1\n";

TEST_P(ReportsTest, RanksMembersAndTellsWhatChanged) {
    ImportWorld world(GetParam());
    world.sales(kSmallChain);
    ReportRequest request;
    request.as_of = parse_date("2026-01-31");
    request.percent = 40;
    const std::string vip = json(world, "vip", request);
    // Card 6 only brought something back; card 1 spent 250 within 365 days.
    EXPECT_EQ(value_of(vip, "members"), "5");
    EXPECT_EQ(value_of(vip, "vips"), "2");
    EXPECT_EQ(value_of(vip, "threshold"), "4000");
    EXPECT_EQ(value_of(vip, "vip_revenue"), "29000");
    EXPECT_EQ(value_of(vip, "total_revenue"), "34500");
    EXPECT_EQ(value_of(vip, "vip_revenue_share"), "0.84058");
    EXPECT_EQ(value_of(vip, "entered"), "1");
    const std::string first = row_of(vip, "\"rank\": 1,");
    EXPECT_EQ(value_of(first, "card") + value_of(first, "net_spend") + " " +
                  value_of(first, "visits") + value_of(first, "status"),
              "\"1\"25000 4\"vip\"");
    EXPECT_EQ(value_of(row_of(vip, "\"rank\": 2,"), "status"), "\"entered\"");
    request.percent = 100;
    EXPECT_EQ(value_of(json(world, "vip", request), "vips"), "5");
    request.branch = "B";
    EXPECT_EQ(value_of(json(world, "vip", request), "threshold"), "1500");
    request.branch = "C";
    EXPECT_EQ(json(world, "vip", request), "fault: there is no branch C");
}

TEST_P(ReportsTest, ListsWhatAPersonHasToSettle) {
    ImportWorld world(GetParam());
    world.sales(kSmallChain);
    EXPECT_EQ(value_of(json(world, "suspense", {}), "entries"), "0");
    EXPECT_EQ(value_of(json(world, "forks", {}), "journals"), "0");
    const auto entry = good(world.connection().execute(
        "select e.registration, e.sequence, e.terminal_id from entry e join terminal t on t.terminal_id = e.terminal_id "
        "join branch b on b.branch_id = t.branch_id where b.code = 'B' order by 1, 2 limit 1"));
    ASSERT_EQ(entry.size(), 1U);
    const auto registration = static_cast<Registration>(entry[0].integer(0));
    const EntryId id = EntryId::of(registration, entry[0].integer(1));
    const std::string name = std::to_string(registration) + ":" + std::to_string(id.sequence());
    constexpr std::int64_t kOpened = 1'768'435'200'000;  // 2026-01-15
    for (const std::string reason : {"return_conflict", "card_conflict"}) {
        good(world.connection().execute(
            "insert into suspense(entry_id, reason, detail, opened_ms) values ($1, $2, $3, $4)",
            {id.value, reason, std::string{"陳大文: why"}, kOpened}));
    }
    good(world.connection().execute(
        "update suspense set settled_ms = $1 where reason = 'card_conflict'", {kOpened}));
    for (std::int64_t sequence = 4; sequence < 7; ++sequence) {
        good(world.connection().execute(
            "insert into fork(registration, sequence, hash, previous_hash, entry_id, detected_ms) values ($1, $2, $3, $3, $4, $5)",
            {std::int64_t{registration}, sequence, pareto::database::Blob{Bytes(32, 'h')}, sequence, kOpened}));
    }
    EXPECT_EQ(row_of(json(world, "suspense", {}), "\"entry\""),
              "{\"entry\": \"" + name + "\", \"branch\": \"B\", \"terminal\": \"1\", \"opened_on\": \"2026-01-15\", "
              "\"reason\": \"return_conflict\", \"detail\": \"陳大文: why\"}");
    ReportRequest request;
    request.branch = "A";
    EXPECT_EQ(value_of(json(world, "suspense", request), "entries"), "0");
    request.branch = "C";
    EXPECT_EQ(json(world, "suspense", request), "fault: there is no branch C");
    const std::string forks = json(world, "forks", {});
    EXPECT_EQ(value_of(forks, "journals"), "1");
    EXPECT_EQ(value_of(forks, "entries"), "3");
    EXPECT_EQ(value_of(forks, "detected_on"), "\"2026-01-15\"");
}

TEST_P(ReportsTest, TellsHowEachBranchDoes) {
    ImportWorld world(GetParam());
    world.sales(kSmallChain);
    ReportRequest request;
    request.from = parse_date("2026-01-01");
    request.to = parse_date("2026-12-31");
    const std::string report = json(world, "branches", request);
    EXPECT_EQ(row_of(report, "\"branch\": \"A\""),
              "{\"branch\": \"A\", \"sales\": 4, \"returns\": 0, \"net_revenue\": 20000, "
              "\"member_revenue\": 20000, \"member_share\": 1, "
              "\"members_active\": 3, \"new_members\": 2, \"visits\": 4, \"average_basket\": 5000, "
              "\"points_earned\": 200, \"points_redeemed\": 0, "
              "\"vip_revenue\": 15000, \"revenue_growth\": 1, \"revisit_growth\": 0, "
              "\"member_spend_growth\": 1}");
    EXPECT_EQ(row_of(report, "\"branch\": \"B\""),
              "{\"branch\": \"B\", \"sales\": 3, \"returns\": 2, \"net_revenue\": 54400, "
              "\"member_revenue\": 4400, \"member_share\": 0.080882, "
              "\"members_active\": 2, \"new_members\": 2, \"visits\": 3, \"average_basket\": "
              "18133, \"points_earned\": 44, \"points_redeemed\": 0, "
              "\"vip_revenue\": 0, \"revenue_growth\": null, \"revisit_growth\": null, "
              "\"member_spend_growth\": null}");
    // Without dates: the year up to the last sale.
    EXPECT_EQ(value_of(json(world, "branches", {}), "to"), "\"2026-01-17\"");
    ReportRequest one;
    one.branch = "B";
    EXPECT_EQ(value_of(json(world, "branches", one), "branches"), "1");
}

TEST_P(ReportsTest, AnEmptyChainHasReports) {
    ImportWorld world(GetParam());
    EXPECT_EQ(value_of(json(world, "vip", {}), "members"), "0");
    EXPECT_EQ(value_of(json(world, "branches", {}), "sales"), "0");
}

// The answers were computed from the file with plain SQL over integers.
TEST(RealChainPostgresTest, HasTheKnownAnswersByteForByteOnBothEngines) {
    const std::string data = real_data();
    if (data.empty()) GTEST_SKIP() << "the real data is not there: set PARETO_DATA to its folder";
    if (!test::PostgresCluster::unavailable().empty())
        GTEST_SKIP() << test::PostgresCluster::unavailable();
    std::vector<std::string> outputs;
    for (const Engine engine : {Engine::Sqlite, Engine::Postgres}) {
        ImportWorld world(engine);
        EXPECT_EQ(world.run(&import::import_sales,
                            data + "/completejourney_transactions_sample.csv.zst",
                            complete_journey()),
                  "rows 75000, imported 47243, members enrolled 2377");
        ReportRequest request;
        request.as_of = parse_date("2017-12-31");
        std::string out;
        for (const char* name : {"vip", "branches"}) {
            const Report report =
                good(find_report(name)->make(world.connection(), *find_currency("USD"), request));
            out += to_json(report) + to_csv(report) + to_table(report);
        }
        EXPECT_EQ(value_of(out, "members") + " " + value_of(out, "vips") + " " +
                      value_of(out, "threshold"),
                  "2373 475 16133");
        EXPECT_EQ(value_of(out, "vip_revenue") + " " + value_of(out, "total_revenue"),
                  "12637960 23393524");
        EXPECT_EQ(value_of(row_of(out, "\"branch\": \"367\""), "net_revenue"), "771313");
        EXPECT_EQ(value_of(row_of(out, "\"branch\": \"406\""), "net_revenue"), "603355");
        EXPECT_EQ(value_of(row_of(out, "\"branch\": \"429\""), "net_revenue"), "470192");
        EXPECT_EQ(world.verify(), "");
        outputs.push_back(std::move(out));
    }
    EXPECT_TRUE(outputs[0] == outputs[1]) << "the engines differ";
}

}  // namespace
}  // namespace pareto::hq::reports

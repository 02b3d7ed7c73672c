// Stories of sales files: whole receipts or nothing, repaired rejects complete the set, twice
// changes nothing.
#include "tests/hq/outer/import_world.h"

namespace pareto::hq {
namespace {

class SalesImportTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::Postgres && !test::PostgresCluster::unavailable().empty()) {
            GTEST_SKIP() << test::PostgresCluster::unavailable();
        }
        world = std::make_unique<ImportWorld>(GetParam());
    }

    std::unique_ptr<ImportWorld> world;
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, SalesImportTest, testing::Values(Engine::Sqlite));
INSTANTIATE_TEST_SUITE_P(OnPostgres, SalesImportTest, testing::Values(Engine::Postgres));

const std::string kHeader =
    "branch,terminal,receipt,sold_at,card,sku,description,category,quantity,unit_price,amount,"
    "discount\n";

TEST_P(SalesImportTest, RecordsReceiptsAndEnrolsUnknownCards) {
    EXPECT_EQ(world->sales(kHeader +
                           "A,1,r1,2026-03-01T10:00,77,s1,Tea,drinks,2,5.00,10.00,0\n"
                           "A,1,r1,2026-03-01T10:00,77,s2,\"Cake, large\",food,1,6.00,5.00,1.00\n"
                           "A,1,r2,2026-03-01T11:00,,s1,Tea,drinks,1,5.00,5.00,0\n"
                           "B,2,r1,2026-03-02T09:00,77,s1,Tea,drinks,-1,5.00,-5.00,0\n"),
              "rows 4, imported 3, members enrolled 1");
    EXPECT_EQ(world->branches(),
              "A 2026-03-01: 2 sales, 0 returns, 2000; members 1500\nB 2026-03-02: 0 sales, 1 "
              "returns, -500; members -500\n");
    EXPECT_EQ(world->scalar("select card_number from card"), "77");
    EXPECT_EQ(world->scalar("select sum(points) from sale"), "10");
    EXPECT_EQ(world->scalar("select count(*) from suspense"), "0");
    EXPECT_EQ(world->verify(), "");
}

TEST_P(SalesImportTest, TwiceChangesNothing) {
    const std::string file =
        kHeader +
        "A,1,r1,2026-03-01T10:00,77,s1,Tea,,1,5,5,0\nA,1,r1,2026-03-01T10:00,77,s1,Tea,,1,5,5,0\n";
    EXPECT_EQ(world->sales(file), "rows 2, imported 1, members enrolled 1");
    const std::string entries = world->scalar("select count(*) from entry");
    const std::string registrations = world->scalar("select count(*) from registration");
    EXPECT_EQ(world->sales(file), "rows 2, imported before 1");
    EXPECT_EQ(world->scalar("select count(*) from entry"), entries);
    EXPECT_EQ(world->scalar("select count(*) from registration"), registrations);
    EXPECT_EQ(world->branches(), "A 2026-03-01: 1 sales, 0 returns, 1000; members 1000\n");
}

TEST_P(SalesImportTest, OtherRowsOfAKnownReceiptAreRefused) {
    world->sales(kHeader + "A,1,r1,2026-03-01T10:00,,s1,,,1,5,5,0\n");
    EXPECT_EQ(world->sales(
                  kHeader +
                  "A,1,r1,2026-03-01T10:00,,s1,,,1,6,6,0\nA,1,r2,2026-03-01T10:00,,s1,,,1,6,6,0\n"),
              "rows 2, imported 1, rejected 1");
    EXPECT_EQ(world->reasons,
              "sales.csv:2: receipt: this receipt was imported before, with other rows\n");
    // Imported again without a repair it is refused again: what was refused as a whole is never
    // appended.
    EXPECT_EQ(world->run(&import::import_sales, world->rejects_path), "rows 1, rejected 1");
    EXPECT_EQ(world->branches(), "A 2026-03-01: 2 sales, 0 returns, 1100; members 0\n");
    // The same receipt number on another day is another receipt.
    EXPECT_EQ(world->sales(kHeader + "A,1,r1,2026-03-02T10:00,,s1,,,1,6,6,0\n"),
              "rows 1, imported 1");
}

// One broken row of each kind. Rows of sound receipts stand around them.
struct Broken {
    const char* name;
    std::string row;
    const char* reason;
    bool alone;  ///< the receipt of the row cannot be read
};

std::vector<Broken> broken_rows() {
    using namespace std::string_literals;
    return {
        {"bad date",
         "A,1,bad,2026-02-30T10:00,77,s,,,1,5,5,0",
         "sales.csv:3: sold_at: \"2026-02-30T10:00\" is not a date and time (YYYY-MM-DDThh:mm:ss)",
         true},
        {"text in a number",
         "A,1,bad,2026-03-01T10:00,77,s,,,one,5,5,0",
         "sales.csv:3: quantity: \"one\" is not a number",
         false},
        {"text in the amount",
         "A,1,bad,2026-03-01T10:00,77,s,,,1,5,5 USD,0",
         "sales.csv:3: amount: \"5 USD\" is not a number",
         false},
        {"no amount",
         "A,1,bad,2026-03-01T10:00,77,s,,,1,5,,0",
         "sales.csv:3: amount: a number is missing",
         false},
        {"one field too many",
         "A,1,bad,2026-03-01T10:00,77,s,a,b,1,5,5,0,9",
         "sales.csv:3: 13: 13 fields where the header names 12 columns",
         false},
        {"one field too few",
         "A,1,bad,2026-03-01T10:00,77,s,,,1,5,5",
         "sales.csv:3: discount: 11 fields where the header names 12 columns",
         false},
        {"wrong encoding",
         "A,1,bad,2026-03-01T10:00,77,s,caf\xE9,,1,5,5,0",
         "sales.csv:3: description: byte 4 of the field (e9) is not UTF-8",
         false},
        {"wrong encoding in the branch",
         "\xC9,1,bad,2026-03-01T10:00,77,s,,,1,5,5,0",
         "sales.csv:3: branch: byte 1 of the field (c9) is not UTF-8",
         true},
        {"NUL",
         "A,1,bad,2026-03-01T10:00,77,s,a\0b,,1,5,5,0"s,
         "sales.csv:3: description: byte 2 of the field is NUL",
         false},
        {"10 MB line",
         "A,1,bad,2026-03-01T10:00,77,s," + std::string(10'000'000, 'x') + ",,1,5,5,0",
         "sales.csv:3: description: the line is longer than 1048576 bytes",
         false},
        {"missing branch",
         ",1,bad,2026-03-01T10:00,77,s,,,1,5,5,0",
         "sales.csv:3: branch: branch is missing",
         true},
        {"missing receipt",
         "A,1, ,2026-03-01T10:00,77,s,,,1,5,5,0",
         "sales.csv:3: receipt: receipt is missing",
         true},
        {"open quote",
         "A,1,bad,2026-03-01T10:00,77,s,\"open,,1,5,5,0",
         "sales.csv:3: description: the quote that opens this field is never closed",
         false},
        {"too large",
         "A,1,bad,2026-03-01T10:00,77,s,,,1,5,99999999999,0",
         "sales.csv:3: amount: the number is too large",
         false},
    };
}

TEST_P(SalesImportTest, ABrokenRowTakesItsReceiptAndNoOther) {
    for (const Broken& broken : broken_rows()) {
        SCOPED_TRACE(broken.name);
        ImportWorld fresh(GetParam());
        // The broken row's receipt has a sound row as well, before and after which others stand.
        const std::string file = kHeader + "A,1,bad,2026-03-01T10:00,77,s,,,1,5,7,0\n" +
                                 broken.row + "\nA,1,ok,2026-03-01T10:00,,s,,,1,5,5,0\n";
        const std::string expected_summary =
            broken.alone ? "rows 3, imported 2, rejected 1, members enrolled 1"
                         : "rows 3, imported 1, rejected 2";
        EXPECT_EQ(fresh.sales(file), expected_summary);
        EXPECT_NE(fresh.reasons.find(broken.reason), std::string::npos) << fresh.reasons;
        const std::string expected_branches =
            broken.alone ? "A 2026-03-01: 2 sales, 0 returns, 1200; members 700\n"
                         : "A 2026-03-01: 1 sales, 0 returns, 500; members 0\n";
        EXPECT_EQ(fresh.branches(), expected_branches);
        // Again: the same is rejected, nothing changes.
        const std::string entries = fresh.scalar("select count(*) from entry");
        fresh.sales(file);
        EXPECT_EQ(fresh.scalar("select count(*) from entry"), entries);
        EXPECT_EQ(fresh.branches(), expected_branches);
    }
}

// Where the first five fields (file,line,column,reason,source) end; quoted ones hold no line break
// here.
std::size_t end_of_reasons(const std::string& line) {
    std::size_t field_end = 0;
    for (int field = 0; field < 5; ++field) {
        if (line[field_end] == '"') {
            ++field_end;
            while (line[field_end] != '"' || line[field_end + 1] == '"')
                field_end += line[field_end] == '"' ? 2U : 1U;
            ++field_end;
        } else {
            field_end = line.find(',', field_end);
        }
        ++field_end;
    }
    return field_end;
}

// Replaces the row's last field list by a sound row: what a person does in a spreadsheet.
std::string repaired(const std::string& rejects) {
    std::string out;
    std::size_t at = 0;
    bool header = true;
    while (at < rejects.size()) {
        const std::size_t end = rejects.find('\n', at);
        std::string line = rejects.substr(at, end - at);
        at = end + 1;
        if (!header && line.find("line 3 of the same receipt") == std::string::npos) {
            line = line.substr(0, end_of_reasons(line)) +
                   "A,1,bad,2026-03-01T10:00,77,s,mended,,1,5,5.50,0";
        }
        header = false;
        out += line + "\n";
    }
    return out;
}

TEST_P(SalesImportTest, RepairedRejectsCompleteTheSet) {
    ImportWorld clean(GetParam());
    clean.sales(kHeader +
                "A,1,bad,2026-03-01T10:00,77,s,,,1,5,7.60,0\nA,1,bad,2026-03-01T10:00,77,s,mended,,"
                "1,5,5.50,0\n"
                "A,1,ok,2026-03-01T10:00,,s,,,1,5,5,0\n");
    const std::string points = "select sum(points_earned) from branch_day";
    const std::string visits = "select sum(visits) from member_day";
    for (const Broken& broken : broken_rows()) {
        SCOPED_TRACE(broken.name);
        ImportWorld fresh(GetParam());
        const std::string file = kHeader + "A,1,bad,2026-03-01T10:00,77,s,,,1,5,7.60,0\n" +
                                 broken.row + "\nA,1,ok,2026-03-01T10:00,,s,,,1,5,5,0\n";
        fresh.sales(file);
        const std::string fixed =
            fresh.write("fixed.csv", repaired(fresh.read(fresh.rejects_path)));
        EXPECT_EQ(fresh.run(&import::import_sales, fixed),
                  broken.alone ? "rows 1, completed 1" : "rows 2, imported 1, members enrolled 1")
            << fresh.reasons << fresh.read(fixed);
        EXPECT_EQ(fresh.branches(), clean.branches());
        EXPECT_EQ(fresh.scalar(points), clean.scalar(points));
        EXPECT_EQ(fresh.scalar(visits), clean.scalar(visits));
        EXPECT_EQ(fresh.verify(), "");
        // The repair once more, the broken file once more, and the whole file as it should have
        // been: nothing changes.
        const std::string entries = fresh.scalar("select count(*) from entry");
        EXPECT_EQ(fresh.run(&import::import_sales, fixed).find("rejected"), std::string::npos);
        fresh.sales(file);
        fresh.run(&import::import_sales,
                  fresh.write("whole.csv",
                              kHeader + "A,1,bad,2026-03-01T10:00,77,s,,,1,5,7.60,0\n"
                                        "A,1,bad,2026-03-01T10:00,77,s,mended,,1,5,5.50,0\n"));
        EXPECT_EQ(fresh.reasons, "");
        EXPECT_EQ(fresh.scalar("select count(*) from entry"), entries);
        EXPECT_EQ(fresh.branches(), clean.branches());
    }
}

TEST_P(SalesImportTest, ARepairWithOtherContentIsRefusedTheSecondTime) {
    world->sales(kHeader + "A,1,r,2026-03-01T10:00,77,s,,,1,5,7,0\nA,1,r,never,77,s,,,1,5,5,0\n");
    std::string rejects = world->read(world->rejects_path);
    const std::string broken_row = "A,1,r,never,77,s,,,1,5,5,0";
    const std::size_t at = rejects.find(broken_row);
    ASSERT_NE(at, std::string::npos);
    std::string first = rejects;
    EXPECT_EQ(world->run(&import::import_sales,
                         world->write(
                             "first.csv",
                             first.replace(
                                 at, broken_row.size(), "A,1,r,2026-03-01T10:00,77,s,,,1,5,5,0"))),
              "rows 1, completed 1");
    EXPECT_EQ(world->run(&import::import_sales,
                         world->write(
                             "second.csv",
                             rejects.replace(
                                 at, broken_row.size(), "A,1,r,2026-03-01T10:00,77,s,,,1,5,6,0"))),
              "rows 1, rejected 1");
    EXPECT_EQ(world->reasons,
              "sales.csv:3: line: this row was repaired and imported before, with other content\n");
    EXPECT_EQ(world->branches(), "A 2026-03-01: 1 sales, 0 returns, 1200; members 1200\n");
}

TEST_P(SalesImportTest, ARepairIsTracedByItsSourceAlone) {
    const std::string sound = "A,1,r,2026-03-01T10:00,77,s,,,1,5,5,0\n";
    world->sales(kHeader + "A,1,r,2026-03-01T10:00,77,s,,,1,5,7,0\nA,1,r,never,77,s,,,1,5,5,0\n");
    const std::string source = world->scalar("select source from import_supplement") + ":3";
    EXPECT_EQ(world->run(&import::import_sales,
                         world->write("fixed.csv", "source," + kHeader + source + "," + sound)),
              "rows 1, completed 1");
    // By hand: the name and the line.
    const std::string by_hand =
        world->write("hand.csv", "source,line," + kHeader + "sales.csv,3," + sound);
    EXPECT_EQ(world->run(&import::import_sales, by_hand), "rows 1, imported before 1");
    EXPECT_EQ(world->branches(), "A 2026-03-01: 1 sales, 0 returns, 1200; members 1200\n");
}

TEST_P(SalesImportTest, ARepairThatIsAReceiptOfItsOwnIsImported) {
    world->sales(kHeader + ",1,r,2026-03-01T10:00,77,s,,,1,5,7,0\n");
    const std::string fixed = world->write("fixed.csv", [&] {
        std::string text = world->read(world->rejects_path);
        return text.replace(text.find(",1,r,2026"), 1, "A,");
    }());
    EXPECT_EQ(world->run(&import::import_sales, fixed), "rows 1, imported 1, members enrolled 1")
        << world->reasons;
    EXPECT_EQ(world->run(&import::import_sales, fixed), "rows 1, imported before 1");
    EXPECT_EQ(world->branches(), "A 2026-03-01: 1 sales, 0 returns, 700; members 700\n");
}

TEST_P(SalesImportTest, RoundsAmountsAndCountsThem) {
    EXPECT_EQ(world->sales("branch,receipt,sold_at,amount\nA,1,2026-03-01,1.005\nA,2,2026-03-01,-1."
                           "005\nA,3,2026-03-01,1.00\n"),
              "rows 3, imported 3, amounts rounded 2");
    EXPECT_EQ(world->branches(), "A 2026-03-01: 2 sales, 1 returns, 100; members 0\n");
}

TEST_P(SalesImportTest, ForeignFilesAreMapped) {
    EXPECT_EQ(world->sales("Invoice,When,Qty,Price\n1,2026-03-01 10:00,3,1.10\n",
                           {{"receipt", "Invoice", false},
                            {"sold_at", "When", false},
                            {"amount", "Qty*Price", false},
                            {"quantity", "Qty", false},
                            {"unit_price", "Price", false},
                            {"branch", "UK01", true}}),
              "rows 1, imported 1");
    EXPECT_EQ(world->branches(), "UK01 2026-03-01: 1 sales, 0 returns, 330; members 0\n");
}

TEST_P(SalesImportTest, TheBranchesZoneDecidesTheDay) {
    good(world->connection().begin());
    good(database::put_branch(world->connection(), {"HK", "", "", "Asia/Hong_Kong", ""}));
    good(world->connection().commit());
    EXPECT_EQ(world->sales("branch,receipt,sold_at,amount\nHK,1,2026-03-01T23:00Z,1\nNY,1,2026-03-"
                           "01T23:00Z,1\nNY,2,2026-03-08T02:30,1\n"),
              "rows 3, imported 3, times moved on 1");
    EXPECT_EQ(world->branches(),
              "HK 2026-03-02: 1 sales, 0 returns, 100; members 0\nNY 2026-03-01: 1 sales, 0 "
              "returns, 100; members 0\n"
              "NY 2026-03-08: 1 sales, 0 returns, 100; members 0\n");
}

TEST_P(SalesImportTest, AReceiptHasOneCard) {
    EXPECT_EQ(world->sales(
                  kHeader +
                  "A,1,r1,2026-03-01T10:00,77,s,,,1,5,5,0\nA,1,r1,2026-03-01T10:00,78,s,,,1,5,5,0\n"
                  "A,1,r2,2026-03-01T10:00,77,s,,,1,5,5,0\nA,1,r2,2026-03-01T10:00,,s,,,1,5,5,0\n"),
              "rows 4, imported 1, rejected 2, members enrolled 1");
    EXPECT_EQ(world->branches(), "A 2026-03-01: 1 sales, 0 returns, 1000; members 1000\n");
}

TEST_P(SalesImportTest, UnknownColumnsAreToldAndNearMissesRefuseTheFile) {
    EXPECT_EQ(world->sales("branch,receipt,sold_at,amount,colour\nA,1,2026-03-01,1,red\n"),
              "rows 1, imported 1, rejected 1");
    EXPECT_EQ(world->reasons, "sales.csv:1: colour: unknown column; it is not imported\n");
    EXPECT_EQ(
        world->sales("branch,receipt,sold_at,amount,quantiy\nA,2,2026-03-01,1,2\n"),
        "fault: sales.csv: line 1, column 5: unknown column \"quantiy\"; did you mean quantity?");
}

TEST_P(SalesImportTest, ADryRunChangesNothingAndSaysTheSame) {
    const std::string file = world->write(
        "sales.csv",
        kHeader + "A,1,r1,2026-03-01T10:00,77,s,,,1,5,5,0\nA,1,r2,never,77,s,,,1,5,5,0\n");
    const std::string said = world->run(&import::import_sales, file, {}, true);
    EXPECT_EQ(world->rejects_path, "");
    EXPECT_EQ(world->scalar("select count(*) from entry"), "0");
    EXPECT_EQ(world->scalar("select count(*) from branch"), "0");
    EXPECT_EQ(world->scalar("select count(*) from registration"), "0");
    EXPECT_EQ(world->run(&import::import_sales, file), said);
}

TEST_P(SalesImportTest, ReceiptsMayBeMixedUpHoweverLittleMemoryThereIs) {
    std::string file = "branch,receipt,sold_at,card,amount\n";
    for (int round = 0; round < 3; ++round) {
        for (int receipt = 0; receipt < 200; ++receipt) {
            file += "A," + std::to_string(receipt) + ",2026-03-01," + std::to_string(receipt % 7) +
                    ",1\n";
        }
    }
    world->open_bytes_max = 4'000;
    world->receipts_per_transaction = 10;
    EXPECT_EQ(world->sales(file), "rows 600, imported 200, members enrolled 7");
    EXPECT_EQ(world->branches(), "A 2026-03-01: 200 sales, 0 returns, 60000; members 60000\n");
}

}  // namespace
}  // namespace pareto::hq

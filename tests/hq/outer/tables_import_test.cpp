// Stories of the other files: branches, items, members.
#include "hq/app/personal.h"
#include "hq/database/local_journal.h"
#include "hq/database/sync_service.h"
#include "tests/hq/outer/import_world.h"

namespace pareto::hq {
namespace {

class TablesImportTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::Postgres && !test::PostgresCluster::unavailable().empty()) {
            GTEST_SKIP() << test::PostgresCluster::unavailable();
        }
        world = std::make_unique<ImportWorld>(GetParam());
    }

    std::unique_ptr<ImportWorld> world;
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, TablesImportTest, testing::Values(Engine::Sqlite));
INSTANTIATE_TEST_SUITE_P(OnPostgres, TablesImportTest, testing::Values(Engine::Postgres));

TEST_P(TablesImportTest, BranchesAreMadeAndChanged) {
    const std::string header = "branch,name,region,time_zone,opened_on\n";
    const std::string file =
        world->write("b.csv",
                     header +
                         "A,Central,HK,Asia/Hong_Kong,2020-01-01\nB,Harbour,,,\n,x,,,\nC,,,Mars/"
                         "Base,\nD,,,,yesterday\nA,,,,\n");
    EXPECT_EQ(world->run(&import::import_branches, file), "rows 6, new 2, rejected 4");
    EXPECT_EQ(
        world->reasons,
        "b.csv:4: branch: branch is missing\nb.csv:5: time_zone: \"Mars/Base\" is not a time zone\n"
        "b.csv:6: opened_on: \"yesterday\" is not a date (YYYY-MM-DD)\nb.csv:7: branch: \"A\" "
        "stands in this file twice\n");
    EXPECT_EQ(
        world->run(
            &import::import_branches,
            world->write("b2.csv", header + "A,Central,HK,Asia/Hong_Kong,2020-01-01\nB,Pier,,,\n")),
        "rows 2, changed 1, as they were 1");
    EXPECT_EQ(world->scalar("select name from branch where code = 'B'"), "Pier");
}

TEST_P(TablesImportTest, ItemsAreMadeChangedAndFedDown) {
    const std::string header = "sku,name,category,price,tax_class,barcode,unit,branch,valid_from\n";
    EXPECT_EQ(
        world->run(&import::import_items,
                   world->write(
                       "i.csv",
                       header + "1,Tea,drinks,5.00,std,471,pcs,,\n2,Cake,food,1.005,,,,,\n3,Bun,"
                                "food,x,,,,,\n4,Pie,food,1,,,,A,\n5,Jam,food,1,,,,,2099-01-01\n")),
        "rows 5, new 1, rejected 4");
    EXPECT_EQ(world->scalar("select price_minor from item where sku = '1'"), "500");
    EXPECT_EQ(world->scalar("select count(*) from feed where kind = 2"), "1");
    EXPECT_EQ(
        world->run(&import::import_items,
                   world->write("i2.csv", header + "1,Tea,drinks,5.50,std,471,pcs,,2020-01-01\n")),
        "rows 1, changed 1");
    EXPECT_EQ(
        world->run(&import::import_items,
                   world->write("i2.csv", header + "1,Tea,drinks,5.50,std,471,pcs,,2020-01-01\n")),
        "rows 1, as they were 1");
}

TEST_P(TablesImportTest, MembersComeWithTheirDataAndBalance) {
    const std::string header =
        "card,member_number,name,phone,email,birthday,joined_on,home_branch,tier,points,points_"
        "expire_on,consent_marketing\n";
    const std::string file = world->write(
        "m.csv",
        header +
            "77,,陳大文,+852 1234,a@b.hk,1980-02-29,2024-05-01,A,gold,1240,2026-12-31,yes\n"
            "78,M-2,,,,,,,,,,\n,,x,,,,,,,,,\n79,,,,nobody,,,,,,,\n80,,,,,1980-02-30,,,,,,\n81,,,,,,"
            ",,,1.5,,\n"
            "77,,,,,,,,,,,\n");
    EXPECT_EQ(world->run(&import::import_members, file),
              "rows 7, enrolled 2, opening balances 1240, rejected 5");
    EXPECT_EQ(world->scalar("select joined_on from member where tier = 'gold'"), "2024-05-01");
    EXPECT_EQ(world->scalar("select sum(remaining) from lot"), "1240");
    EXPECT_EQ(world->scalar("select expires_on from lot"), "2026-12-31");
    const auto rows = good(world->connection().execute("select bytes from personal_data"));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(read_personal(rows[0].bytes(0)),
              (PersonalData{"陳大文", "+852 1234", "a@b.hk", "1980-02-29", "true"}));
    EXPECT_EQ(world->run(&import::import_members, file), "rows 7, known before 2, rejected 5");
    EXPECT_EQ(world->scalar("select sum(remaining) from lot"), "1240");
    // The cards are those that sales name.
    EXPECT_EQ(world->sales("branch,receipt,sold_at,card,amount\nA,1,2026-03-01,77,10\n"),
              "rows 1, imported 1");
    EXPECT_EQ(
        world->run(&import::import_members, world->write("n.csv", header + "99,M-2,,,,,,,,,,\n")),
        "rows 1, rejected 1");
    EXPECT_EQ(world->verify(), "");
}

TEST_P(TablesImportTest, ANumberPrintedOnACardThatProvesItselfIsThatCards) {
    const std::string members = "card,member_number,name\n77,M-1,Anna\n";
    ASSERT_EQ(world->run(&import::import_members, world->write("m.csv", members)),
              "rows 1, enrolled 1");
    auto& books = world->connection();
    const MemberId anna{std::stoll(world->scalar("select member_id from member"))};
    const Registration own = good(database::open_process(books, world->clock));
    database::LocalJournal journal(books, world->clock, own, 0);
    const std::vector<database::LocalEntry> linked{
        {.entry = {world->clock.now(),
                   *parse_date("2026-02-01"),
                   "card",
                   journal::CardLinked{anna, Bytes(32, 's'), "5001", loyalty::CardFamily::Ntag424}},
         .branch = {},
         .terminal_code = {},
         .personal = {}}};
    good(journal.append(linked));

    EXPECT_EQ(world->sales("branch,receipt,sold_at,card,amount\nA,1,2026-03-01,5001,10.00\n"
                           "A,2,2026-03-01,77,10.00\nA,3,2026-03-01,5002,10.00\n"),
              "rows 3, imported 3, members enrolled 1");
    EXPECT_EQ(world->scalar("select sum(net_minor) from member_day where shard_key = " +
                            std::to_string(anna.value)),
              "2000");
    // The file that named the card names the same member again.
    EXPECT_EQ(world->run(&import::import_members,
                         world->write("again.csv", "card,member_number,name\n5001,M-1,Anna\n")),
              "rows 1, known before 1");
    EXPECT_EQ(world->scalar("select count(*) from member"), "2");
    EXPECT_EQ(world->verify(), "");
}

}  // namespace
}  // namespace pareto::hq

#include "common/database/migrator.h"

#include <thread>

#include "tests/database/any_database.h"

namespace pareto::database {
namespace {

class MigratorTest : public DialectTest {
protected:
    static std::vector<Migration> three() {
        return {{1,
                 "first",
                 "create table a (id bigint not null primary key); insert into a values (1);"},
                {2, "second", "-- only a comment\n"},
                {3, "third", "alter table a add column n bigint; update a set n = 7;"}};
    }

    static std::vector<Migration> first(std::size_t count) {
        auto migrations = three();
        migrations.resize(count);
        return migrations;
    }

    std::int64_t count(const std::string& table) {
        return std::get<std::int64_t>(scalar("select count(*) from " + table));
    }
};

PARETO_ON_BOTH_ENGINES(MigratorTest);

TEST_P(MigratorTest, AppliesEachMigrationOnce) {
    EXPECT_EQ(value_of(migrate(*connection, first(1))), 1);
    EXPECT_EQ(value_of(migrate(*connection, three())), 3);
    EXPECT_EQ(value_of(migrate(*connection, three())), 3);
    EXPECT_EQ(count("a"), 1);
    EXPECT_EQ(scalar("select n from a"), Value{std::int64_t{7}});
    EXPECT_EQ(count("schema_version"), 3);
    EXPECT_EQ(scalar("select name from schema_version where version = 2"),
              Value{std::string{"second"}});
    if (GetParam() == Dialect::Sqlite) {
        EXPECT_EQ(scalar("pragma user_version"), Value{std::int64_t{3}});
    }
}

TEST_P(MigratorTest, TakesAnEmptyList) {
    EXPECT_EQ(value_of(migrate(*connection, {})), 0);
}

TEST_P(MigratorTest, RefusesANewerDatabase) {
    PARETO_EXPECT_OK(migrate(*connection, three()));
    PARETO_EXPECT_FAULT(migrate(*connection, first(2)), FaultCode::Unsupported);
    EXPECT_EQ(count("schema_version"), 3);
}

TEST_P(MigratorTest, RefusesADatabaseOfAnotherProgram) {
    PARETO_EXPECT_OK(migrate(*connection, first(2)));
    auto others = three();
    others[1].name = "otherwise";
    PARETO_EXPECT_FAULT(migrate(*connection, others), FaultCode::Unsupported);
    run("delete from schema_version where version = 1");
    PARETO_EXPECT_FAULT(migrate(*connection, three()), FaultCode::Corrupt);
}

TEST_P(MigratorTest, KeepsNothingOfAFailedMigration) {
    auto broken = three();
    broken[2].sql =
        "create table b (id bigint not null primary key); insert into missing values (1);";
    PARETO_EXPECT_FAULT(migrate(*connection, broken), FaultCode::Unsupported);
    EXPECT_EQ(count("schema_version"), 2);
    PARETO_EXPECT_FAULT(connection->execute("select * from b"), FaultCode::Unsupported);
    EXPECT_EQ(value_of(migrate(*connection, three())), 3) << "mended, it goes on where it stopped";
}

TEST_P(MigratorTest, LetsTwoProcessesStartTogether) {
    const auto other = connect();
    Result<int> theirs{0};
    std::thread thread{[&] {
        theirs = migrate(*other, three());
    }};
    const auto ours = migrate(*connection, three());
    thread.join();
    EXPECT_EQ(value_of(ours), 3);
    EXPECT_EQ(value_of(theirs), 3);
    EXPECT_EQ(count("a"), 1);
}

TEST_P(MigratorTest, BringsTheEmbeddedSchemasUp) {
    const auto migrations =
        GetParam() == Dialect::Sqlite ? terminal_migrations() : hq_migrations(GetParam());
    EXPECT_EQ(value_of(migrate(*connection, migrations)), static_cast<int>(migrations.size()));
}

TEST(ReportSqlDeathTest, KnowsNoReportByAnotherName) {
    EXPECT_DEATH((void)report_sql("no such report"), "check failed");
}

}  // namespace
}  // namespace pareto::database

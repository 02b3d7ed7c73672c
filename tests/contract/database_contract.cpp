// What both engines promise alike: values, parameters, faults, transactions.
#include <limits>

#include "tests/database/any_database.h"

namespace pareto::database {
namespace {

class ConnectionTest : public DialectTest {
protected:
    void SetUp() override {
        DialectTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        PARETO_EXPECT_OK(
            connection->execute_script("create table sample (id bigint not null primary key, n "
                                       "bigint check (n < 1000000000000000000), t text, b bytea);"
                                       "create table named (name text not null primary key)"));
    }

    static Value text(std::string value) { return value; }

    static Value integer(std::int64_t value) { return value; }
};

PARETO_ON_BOTH_ENGINES(ConnectionTest);

Bytes all_bytes() {
    Bytes bytes;
    for (int byte = 0; byte < 256; ++byte)
        bytes += static_cast<char>(byte);
    return bytes;
}

TEST_P(ConnectionTest, GivesBackIntegersToTheirLimits) {
    for (const std::int64_t value : {std::int64_t{0},
                                     std::int64_t{-1},
                                     std::numeric_limits<std::int64_t>::min(),
                                     std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(scalar("select cast($1 as bigint)", {value}), integer(value));
    }
}

TEST_P(ConnectionTest, GivesBackTextOfAnyLanguageAndPunctuation) {
    for (const char* value :
         {"", " ", "陳大文 頁骨", "a'b\"c\\d%_", "\\x00", "{1,2}", "NULL", "a\tb\r\nc", "🎁"}) {
        EXPECT_EQ(scalar("select cast($1 as text)", {text(value)}), text(value));
    }
}

TEST_P(ConnectionTest, GivesBackBytesOfAnyValue) {
    for (const Bytes& value : {Bytes{}, Bytes(3, '\0'), Bytes{"\\"}, Bytes{"\\x41"}, all_bytes()}) {
        run("delete from sample");
        run("insert into sample(id, b) values (1, $1)", {Blob{value}});
        EXPECT_EQ(scalar("select b from sample where b = $1", {Blob{value}}), Value{Blob{value}});
    }
}

TEST_P(ConnectionTest, TellsNullFromEmpty) {
    run("insert into sample(id, n, t, b) values ($1, $2, $3, $4)", {integer(1), {}, {}, {}});
    run("insert into sample(id, n, t, b) values ($1, $2, $3, $4)",
        {integer(2), integer(0), text(""), Blob{}});
    const Rows rows = run("select n, t, b from sample order by id");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_TRUE(rows[0].is_null(0) && rows[0].is_null(1) && rows[0].is_null(2));
    EXPECT_EQ(rows[1].integer(0), 0);
    EXPECT_EQ(rows[1].text(1), "");
    EXPECT_EQ(rows[1].bytes(2), "");
}

TEST_P(ConnectionTest, BindsParametersByNumber) {
    const Rows rows =
        run("select cast($2 as bigint) as b, cast($1 as text) as a, cast($2 as bigint) + 1 as c",
            {text("one"), integer(2)});
    EXPECT_EQ(rows.columns, (std::vector<std::string>{"b", "a", "c"}));
    EXPECT_EQ(rows[0].integer(0), 2);
    EXPECT_EQ(rows[0].text(1), "one");
    EXPECT_EQ(rows[0].integer(2), 3);
}

TEST_P(ConnectionTest, NamesColumnsOfAnEmptyResult) {
    const Rows rows = run("select id, t from sample");
    EXPECT_TRUE(rows.empty());
    EXPECT_EQ(rows.columns, (std::vector<std::string>{"id", "t"}));
}

TEST_P(ConnectionTest, CountsWhatAStatementChanged) {
    EXPECT_EQ(run("insert into sample(id, n) values (1, 1), (2, 2), (3, 3)").affected, 3);
    EXPECT_EQ(run("update sample set n = n + 1 where id > 1").affected, 2);
    EXPECT_EQ(run("select id from sample").affected, 0);
    EXPECT_EQ(run("insert into sample(id) values (1) on conflict do nothing").affected, 0);
    EXPECT_EQ(run("create table other (id bigint not null primary key)").affected, 0);
    EXPECT_EQ(run("delete from sample where id = 99").affected, 0);
    const Rows returned = run("DELETE FROM sample WHERE id < 3 RETURNING id");
    EXPECT_EQ(returned.affected, 2);
    EXPECT_EQ(returned.size(), 2U);
}

TEST_P(ConnectionTest, CommitsAfterAStatementWithReturning) {
    auto transaction = Transaction::begin(*connection);
    ASSERT_TRUE(transaction);
    EXPECT_EQ(run("insert into sample(id) values (1), (2), (3) returning id").size(), 3U);
    PARETO_EXPECT_OK(transaction->commit());
    EXPECT_EQ(scalar("select count(*) from sample"), integer(3));
}

TEST_P(ConnectionTest, GivesSumsCountsAndTruthAsIntegers) {
    run("insert into sample(id, n) values (1, 40), (2, 2)");
    const Rows rows =
        run("select sum(n), count(*), max(n) > 39, max(n) = 39, coalesce(sum(n), 0) from sample");
    EXPECT_EQ(rows[0].integer(0), 42);
    EXPECT_EQ(rows[0].integer(1), 2);
    EXPECT_EQ(rows[0].integer(2), 1);
    EXPECT_EQ(rows[0].integer(3), 0);
    EXPECT_EQ(rows[0].integer(4), 42);
    EXPECT_EQ(scalar("select sum(n) from sample where id > 9"), Value{});
}

TEST_P(ConnectionTest, RefusesFractionsAndSumsBeyond64Bits) {
    run("insert into sample(id, n) values (1, 1), (2, 2)");
    PARETO_EXPECT_FAULT(connection->execute("select avg(n) from sample"), FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(connection->execute("select 1.5"), FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(
        connection->execute("select sum(x) from (select $1 + 0 * id as x from sample) as s",
                            {std::numeric_limits<std::int64_t>::max()}),
        FaultCode::Unsupported);
}

TEST_P(ConnectionTest, RefusesTextThatIsNotUtf8OrHoldsANul) {
    for (const std::string& value :
         {std::string("a\0b", 3), std::string{"\xFF"}, std::string{"caf\xE9"}}) {
        PARETO_EXPECT_FAULT(connection->execute("insert into named(name) values ($1)", {value}),
                            FaultCode::Unsupported);
    }
}

TEST_P(ConnectionTest, NamesTheConstraintAndNeverTheValue) {
    run("insert into named(name) values ('Chan Tai Man')");
    for (const char* sql :
         {"insert into named(name) values ('Chan Tai Man')",
          "insert into named(name) values (null)",
          "insert into sample(id, n, t) values (1, 2000000000000000000, 'Chan Tai Man')"}) {
        const auto outcome = connection->execute_script(sql);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().code, FaultCode::Conflict);
        // The statement itself is shown; what is before it must not hold the row.
        EXPECT_EQ(
            outcome.error().detail.substr(0, outcome.error().detail.find("insert")).find("Chan"),
            std::string::npos)
            << outcome.error().detail;
    }
    const auto outcome =
        connection->execute("insert into named(name) values ($1)", {text("Chan Tai Man")});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().detail.find("Chan"), std::string::npos) << outcome.error().detail;
    EXPECT_NE(outcome.error().detail.find("named"), std::string::npos) << outcome.error().detail;
}

TEST_P(ConnectionTest, RefusesWrongStatements) {
    for (const char* sql : {"selekt 1",
                            "select * from missing",
                            "select missing from sample",
                            "select 1; select 2",
                            "select \"text\" from sample"}) {
        PARETO_EXPECT_FAULT(connection->execute(sql), FaultCode::Unsupported);
    }
    PARETO_EXPECT_FAULT(connection->execute("select cast($1 as bigint)"), FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(connection->execute("select cast($1 as bigint)", {integer(1), integer(2)}),
                        FaultCode::Unsupported);
    EXPECT_EQ(scalar("select 1"), integer(1)) << "and goes on";
}

TEST_P(ConnectionTest, RollsBackUnlessCommitted) {
    {
        auto transaction = Transaction::begin(*connection);
        ASSERT_TRUE(transaction);
        run("insert into sample(id) values (1)");
    }
    EXPECT_EQ(scalar("select count(*) from sample"), integer(0));
    auto transaction = Transaction::begin(*connection);
    ASSERT_TRUE(transaction);
    run("insert into sample(id) values (1)");
    PARETO_EXPECT_OK(transaction->commit());
    const auto other = connect();
    EXPECT_EQ(value_of(other->execute("select count(*) from sample"))[0].integer(0), 1);
}

TEST_P(ConnectionTest, KeepsAMovedTransaction) {
    auto begun = Transaction::begin(*connection);
    ASSERT_TRUE(begun);
    Transaction moved = std::move(*begun);
    run("insert into sample(id) values (1)");
    PARETO_EXPECT_OK(moved.commit());
    EXPECT_EQ(scalar("select count(*) from sample"), integer(1));
}

TEST_P(ConnectionTest, LosesTheTransactionWithAFaultInIt) {
    auto transaction = Transaction::begin(*connection);
    ASSERT_TRUE(transaction);
    run("insert into sample(id) values (1)");
    PARETO_EXPECT_FAULT(connection->execute("insert into sample(id) values (1)"),
                        FaultCode::Conflict);
    PARETO_EXPECT_FAULT(connection->execute("select 1"), FaultCode::Conflict);
    PARETO_EXPECT_FAULT(connection->execute_script("select 1"), FaultCode::Conflict);
    PARETO_EXPECT_FAULT(transaction->commit(), FaultCode::Conflict);
    EXPECT_EQ(scalar("select count(*) from sample"), integer(0))
        << "usable again, and nothing was kept";
}

TEST_P(ConnectionTest, TakesARollbackWithoutATransaction) {
    connection->rollback();
    EXPECT_EQ(scalar("select 1"), integer(1));
}

TEST_P(ConnectionTest, RunsAScript) {
    PARETO_EXPECT_OK(connection->execute_script(
        "-- a comment; with a semicolon\n"
        "insert into named(name) values ('a;b');\n\n"
        "/* another */ insert into named(name) values ('it''s'); -- the end\n"));
    EXPECT_EQ(scalar("select count(*) from named"), integer(2));
    PARETO_EXPECT_OK(connection->execute_script(""));
    PARETO_EXPECT_OK(connection->execute_script("-- nothing\n"));
    PARETO_EXPECT_FAULT(connection->execute_script("select 1; selekt 2"), FaultCode::Unsupported);
}

TEST_P(ConnectionTest, SeesAChangedSchemaInAPreparedStatement) {
    EXPECT_EQ(run("select * from named").columns.size(), 1U);
    PARETO_EXPECT_OK(connection->execute_script("alter table named add column age bigint"));
    EXPECT_EQ(run("select * from named").columns.size(), 2U);
}

TEST_P(ConnectionTest, ForgetsOldStatementsAndGoesOn) {
    for (int number = 0; number < 1200; ++number) {
        const std::string wanted = std::to_string(number);
        ASSERT_EQ(scalar("select " + wanted + " + cast($1 as bigint)", {integer(0)}),
                  integer(number));
    }
}

TEST_P(ConnectionTest, OrdersTextByBytesAndTellsCaseInLike) {
    run("insert into named(name) values ('b'), ('B'), ('a1'), ('a'), ('é'), ('Z')");
    std::string order;
    for (const Row& row : run("select name from named order by name collate \"C\""))
        order += row.text(0) + " ";
    EXPECT_EQ(order, "B Z a a1 b é ");
    EXPECT_EQ(scalar("select count(*) from named where name like 'b%'"), integer(1));
}

TEST_P(ConnectionTest, UpsertsAndReturns) {
    const auto* const sql =
        "insert into sample(id, n) values ($1, $2) on conflict(id) do update set n = sample.n + "
        "excluded.n returning n";
    EXPECT_EQ(scalar(sql, {integer(7), integer(5)}), integer(5));
    EXPECT_EQ(scalar(sql, {integer(7), integer(6)}), integer(11));
}

}  // namespace
}  // namespace pareto::database

// What only PostgreSQL promises: connecting, connecting again, rights, time limits, synchronous
// commits.
#include <atomic>
#include <chrono>
#include <thread>

#include <unistd.h>

#include "tests/database/any_database.h"
#include "tests/support/postgres_cluster.h"

namespace pareto::database {
namespace {

class PostgresTest : public testing::Test {
protected:
    void SetUp() override {
        if (const auto why = test::PostgresCluster::unavailable(); !why.empty())
            GTEST_SKIP() << why;
        database_url = test::fresh_database();
        connection = value_of(open_postgres(database_url));
        ASSERT_NE(connection, nullptr);
        PARETO_EXPECT_OK(connection->execute_script(
            "create table sample (id bigint not null primary key, t text)"));
    }

    void TearDown() override {
        connection.reset();
        if (!database_url.empty()) test::drop_database(database_url);
    }

    /// Ends the server's side of `victim`.
    static void cut(Connection& victim, const std::string& url) {
        const auto pid = value_of(victim.execute("select pg_backend_pid()"))[0].integer(0);
        const auto other = value_of(open_postgres(url));
        PARETO_EXPECT_OK(
            other->execute("select pg_terminate_backend(cast($1 as integer), 10000)", {pid}));
    }

    std::string database_url;
    std::unique_ptr<Connection> connection;
};

TEST_F(PostgresTest, ConnectsAgainAfterTheConnectionBroke) {
    PARETO_EXPECT_OK(connection->execute("insert into sample(id) values ($1)", {1}));
    cut(*connection, database_url);
    PARETO_EXPECT_FAULT(connection->execute("insert into sample(id) values ($1)", {2}),
                        FaultCode::Unavailable);
    PARETO_EXPECT_OK(connection->execute("insert into sample(id) values ($1)", {3}));
    cut(*connection, database_url);
    PARETO_EXPECT_FAULT(connection->begin(), FaultCode::Unavailable);
    PARETO_EXPECT_OK(connection->begin());
    connection->rollback();
    EXPECT_EQ(value_of(connection->execute("select count(*) from sample"))[0].integer(0), 2);
}

TEST_F(PostgresTest, LosesTheTransactionWithTheConnection) {
    {
        auto transaction = Transaction::begin(*connection);
        ASSERT_TRUE(transaction);
        PARETO_EXPECT_OK(connection->execute("insert into sample(id) values (1)"));
        cut(*connection, database_url);
        PARETO_EXPECT_FAULT(connection->execute("insert into sample(id) values (2)"),
                            FaultCode::Unavailable);
        PARETO_EXPECT_FAULT(connection->execute("insert into sample(id) values (3)"),
                            FaultCode::Unavailable);
        PARETO_EXPECT_FAULT(transaction->commit(), FaultCode::Unavailable);
    }
    {
        auto transaction = Transaction::begin(*connection);
        ASSERT_TRUE(transaction);
        cut(*connection, database_url);
        PARETO_EXPECT_FAULT(transaction->commit(), FaultCode::Unavailable);
    }
    {
        auto transaction = Transaction::begin(*connection);
        ASSERT_TRUE(transaction);
        cut(*connection, database_url);
        PARETO_EXPECT_FAULT(connection->insert_many({"sample", {"id"}, {}, {{1}}}),
                            FaultCode::Unavailable);
    }
    EXPECT_EQ(value_of(connection->execute("select count(*) from sample"))[0].integer(0), 0);
}

TEST_F(PostgresTest, ReadsExactNumericsAndNames) {
    const Rows rows =
        value_of(connection->execute("select cast(12345678901 as numeric), cast('x' as "
                                     "varchar(3)), cast(7 as smallint), cast(true as boolean), "
                                     "current_schema(), pg_advisory_xact_lock(1)"));
    EXPECT_EQ(rows[0].integer(0), 12'345'678'901);
    EXPECT_EQ(rows[0].text(1), "x");
    EXPECT_EQ(rows[0].integer(2), 7);
    EXPECT_EQ(rows[0].integer(3), 1);
    EXPECT_EQ(rows[0].text(4), "public");
    EXPECT_TRUE(rows[0].is_null(5));
    PARETO_EXPECT_FAULT(connection->execute("select cast(1 as real)"), FaultCode::Unsupported);
}

TEST_F(PostgresTest, RefusesAsynchronousCommits) {
    PARETO_EXPECT_FAULT(open_postgres(database_url + "&options=-c%20synchronous_commit%3Doff"),
                        FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(open_postgres(database_url + "&options=-c%20synchronous_commit%3Dlocal"),
                        FaultCode::Unsupported);
    EXPECT_TRUE(open_postgres(database_url + "&options=-c%20synchronous_commit%3Dremote_apply"));
}

TEST_F(PostgresTest, IgnoresSettingsThatChangeWhatValuesLookLike) {
    const auto odd = value_of(open_postgres(
        database_url + "&options=-c%20bytea_output%3Descape%20-c%20client_encoding%3DLATIN1"));
    EXPECT_EQ(value_of(odd->execute("select cast($1 as bytea)", {Blob{"\\"}}))[0].bytes(0),
              Bytes{"\\"});
    EXPECT_EQ(value_of(odd->execute("select cast($1 as text)", {std::string{"頁"}}))[0].text(0),
              "頁");
}

TEST_F(PostgresTest, SaysNothingOfAUrlItCannotRead) {
    for (const char* url : {"postgresql://pareto:s3cret@[::1/name",
                            "pareto:s3cret@host",
                            "",
                            "host=/tmp password=s3cret",
                            "postgresql://a:%zz@s3cret/"}) {
        const auto outcome = open_postgres(url);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().code, FaultCode::Unsupported);
        EXPECT_EQ(outcome.error().detail.find("s3cret"), std::string::npos)
            << outcome.error().detail;
    }
}

TEST_F(PostgresTest, SaysWhenNobodyIsThere) {
    const test::TemporaryDirectory empty;
    PARETO_EXPECT_FAULT(open_postgres("postgresql:///name?host=" + empty.path().string()),
                        FaultCode::Unavailable);
    const auto outcome = open_postgres("postgresql://pareto:it's\\s3cret@127.0.0.1:1/name");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, FaultCode::Unavailable);
    EXPECT_EQ(outcome.error().detail.find("s3cret"), std::string::npos) << outcome.error().detail;
}

TEST_F(PostgresTest, TellsDeniedTimeoutAndConflict) {
    PARETO_EXPECT_OK(connection->execute_script("create role clerk_" + std::to_string(::getpid())));
    const auto clerk = value_of(open_postgres(database_url));
    PARETO_EXPECT_OK(clerk->execute_script("set role clerk_" + std::to_string(::getpid())));
    PARETO_EXPECT_FAULT(clerk->execute("select * from sample"), FaultCode::Denied);
    PARETO_EXPECT_OK(clerk->execute_script("reset role; set statement_timeout = 20"));
    PARETO_EXPECT_FAULT(clerk->execute("select pg_sleep(10)"), FaultCode::Timeout);
    PARETO_EXPECT_OK(
        clerk->execute_script("set statement_timeout = 0; set lock_timeout = 20; set "
                              "default_transaction_read_only = on"));
    PARETO_EXPECT_FAULT(clerk->execute("delete from sample"), FaultCode::Denied);
    PARETO_EXPECT_OK(clerk->execute_script("set default_transaction_read_only = off"));
    const auto transaction = Transaction::begin(*connection);
    ASSERT_TRUE(transaction);
    PARETO_EXPECT_OK(connection->execute("lock table sample"));
    PARETO_EXPECT_FAULT(clerk->execute("select * from sample"), FaultCode::Conflict);
}

TEST_F(PostgresTest, CallsADeadlockAConflict) {
    PARETO_EXPECT_OK(
        connection->execute_script("insert into sample(id, t) values (1, ''), (2, '')"));
    const auto other = value_of(open_postgres(database_url));
    const auto first = Transaction::begin(*connection);
    const auto second = Transaction::begin(*other);
    ASSERT_TRUE(first && second);
    PARETO_EXPECT_OK(connection->execute("update sample set t = 'a' where id = 1"));
    PARETO_EXPECT_OK(other->execute("update sample set t = 'b' where id = 2"));
    Result<Rows> theirs;
    std::thread thread{[&] {
        theirs = other->execute("update sample set t = 'b' where id = 1");
    }};
    const auto ours = connection->execute("update sample set t = 'a' where id = 2");
    if (ours)
        connection
            ->rollback();  // so that the other one, which the server may have chosen or not, ends
    thread.join();
    ASSERT_NE(ours.has_value(), theirs.has_value()) << "exactly one loses";
    EXPECT_EQ((ours ? theirs : ours).error().code, FaultCode::Conflict);
}

TEST_F(PostgresTest, DoesNotTrustACommitThatTheStandbyDidNotConfirm) {
    test::PostgresCluster cluster{{.fsync = false}};
    const std::string url = cluster.fresh_database();
    const auto waiting = value_of(open_postgres(url));
    PARETO_EXPECT_OK(
        waiting->execute_script("create table sample (id bigint not null primary key)"));
    const auto pid = value_of(waiting->execute("select pg_backend_pid()"))[0].integer(0);
    const auto admin = value_of(open_postgres(url));
    PARETO_EXPECT_OK(admin->execute("alter system set synchronous_standby_names = 'nobody'"));
    PARETO_EXPECT_OK(admin->execute("select pg_reload_conf()"));
    const auto is_waiting = [&] {
        const auto rows = value_of(admin->execute(
            "select count(*) from pg_stat_activity where pid = $1 and wait_event = 'SyncRep'",
            {pid}));
        return rows[0].integer(0) == 1;
    };

    // The server takes the new setting in its own time; commits before that do not wait.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    bool waited = false;
    for (std::int64_t id = 1; !waited && std::chrono::steady_clock::now() < deadline; ++id) {
        auto transaction = Transaction::begin(*waiting);
        ASSERT_TRUE(transaction);
        PARETO_EXPECT_OK(waiting->execute("insert into sample(id) values ($1)", {id}));
        Result<void> outcome;
        std::atomic<bool> done = false;
        std::thread thread{[&] {
            outcome = transaction->commit();
            done = true;
        }};
        while (!done && !(waited = is_waiting())) {
        }
        if (waited)
            PARETO_EXPECT_OK(
                admin->execute("select pg_cancel_backend(cast($1 as integer))", {pid}));
        thread.join();
        ASSERT_EQ(outcome.has_value(), !waited);
        if (waited) {
            EXPECT_EQ(outcome.error().code, FaultCode::Unavailable);
        }
    }
    EXPECT_TRUE(waited);
}

}  // namespace
}  // namespace pareto::database

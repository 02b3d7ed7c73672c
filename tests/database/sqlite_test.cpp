// What only SQLite promises: the settings, one writer and its readers, the write-ahead log, damage,
// a full disk.
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include "tests/database/any_database.h"

namespace pareto::database {
namespace {

class SqliteTest : public testing::Test {
protected:
    void SetUp() override {
        writer = open();
        ASSERT_NE(writer, nullptr);
        PARETO_EXPECT_OK(writer->execute_script(
            "create table sample (id integer not null primary key, b blob)"));
    }

    [[nodiscard]] std::string path() const { return directory.file("test.db"); }

    [[nodiscard]] std::unique_ptr<Connection> open(bool read_only = false) const {
        return value_of(open_sqlite(path(), {.read_only = read_only, .vfs = {}}));
    }

    static std::int64_t number(Connection& connection, std::string_view sql) {
        const Rows rows = value_of(connection.execute(sql));
        return rows.empty() ? -1 : rows[0].integer(0);
    }

    /// `count` commits of one row of `bytes`.
    static void fill(Connection& connection, int count, std::size_t bytes) {
        for (int row = 0; row < count; ++row) {
            PARETO_EXPECT_OK(
                connection.execute("insert into sample(b) values ($1)", {Blob{Bytes(bytes, 'x')}}));
        }
    }

    test::TemporaryDirectory directory;
    std::unique_ptr<Connection> writer;
};

TEST_F(SqliteTest, HasItsSettings) {
    const auto reader = open(true);
    for (Connection* connection : {writer.get(), reader.get()}) {
        EXPECT_EQ(value_of(connection->execute("pragma journal_mode"))[0].text(0), "wal");
        EXPECT_EQ(number(*connection, "pragma synchronous"), 2);
        EXPECT_EQ(number(*connection, "pragma foreign_keys"), 1);
        EXPECT_EQ(number(*connection, "pragma trusted_schema"), 0);
        EXPECT_EQ(number(*connection, "pragma cell_size_check"), 1);
        EXPECT_EQ(number(*connection, "pragma mmap_size"), 0);
        EXPECT_EQ(number(*connection, "pragma secure_delete"), 1);
        EXPECT_EQ(number(*connection, "pragma wal_autocheckpoint"), 0);
    }
    EXPECT_EQ(number(*writer, "pragma query_only"), 0);
    EXPECT_EQ(number(*reader, "pragma query_only"), 1);
    // Defensive: the schema table cannot be written even when asked to.
    PARETO_EXPECT_OK(writer->execute_script("pragma writable_schema = 1"));
    PARETO_EXPECT_FAULT(writer->execute("delete from sqlite_master"), FaultCode::Unsupported);
}

TEST_F(SqliteTest, MakesFilesForItsOwnerOnly) {
    fill(*writer, 1, 1);
    for (const char* suffix : {"", "-wal", "-shm"}) {
        struct stat status {};

        ASSERT_EQ(::stat((path() + suffix).c_str(), &status), 0) << suffix;
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << suffix;
    }
}

TEST_F(SqliteTest, ShowsReadersWhatIsCommitted) {
    const auto reader = open(true);
    auto transaction = Transaction::begin(*writer);
    ASSERT_TRUE(transaction);
    fill(*writer, 1, 1);
    EXPECT_EQ(number(*reader, "select count(*) from sample"), 0);
    PARETO_EXPECT_OK(transaction->commit());
    EXPECT_EQ(number(*reader, "select count(*) from sample"), 1);
}

TEST_F(SqliteTest, HoldsAReadersSnapshot) {
    const auto reader = open(true);
    auto snapshot = Transaction::begin(*reader);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(number(*reader, "select count(*) from sample"), 0);
    fill(*writer, 1, 1);
    EXPECT_EQ(number(*reader, "select count(*) from sample"), 0);
    PARETO_EXPECT_OK(snapshot->commit());
    EXPECT_EQ(number(*reader, "select count(*) from sample"), 1);
}

TEST_F(SqliteTest, LetsNoReaderWriteOrMakeAFile) {
    const auto reader = open(true);
    PARETO_EXPECT_FAULT(reader->execute("insert into sample(id) values (1)"), FaultCode::Denied);
    PARETO_EXPECT_FAULT(open_sqlite(directory.file("missing.db"), {.read_only = true, .vfs = {}}),
                        FaultCode::Unavailable);
    EXPECT_FALSE(std::filesystem::exists(directory.file("missing.db")));
}

TEST_F(SqliteTest, RefusesASecondWriterInATransaction) {
    const auto second = open();
    PARETO_EXPECT_OK(second->execute_script("pragma busy_timeout = 0"));
    const auto transaction = Transaction::begin(*writer);
    ASSERT_TRUE(transaction);
    PARETO_EXPECT_FAULT(second->begin(), FaultCode::Unavailable);
}

TEST_F(SqliteTest, ChecksForeignKeys) {
    PARETO_EXPECT_OK(
        writer->execute_script("create table part (sample_id integer not null references sample)"));
    PARETO_EXPECT_FAULT(writer->execute("insert into part values (5)"), FaultCode::Conflict);
}

TEST_F(SqliteTest, ChecksPointOnlyWhenTold) {
    PARETO_EXPECT_OK(checkpoint(*writer));
    EXPECT_EQ(value_of(wal_bytes(*writer)), 0);
    const auto before = std::filesystem::file_size(path());
    fill(*writer, 60, 80'000);  // 1,200 pages: beyond SQLite's own threshold
    EXPECT_EQ(std::filesystem::file_size(path()), before);
    EXPECT_GT(value_of(wal_bytes(*writer)), 4'800'000);
    PARETO_EXPECT_OK(checkpoint(*writer));
    EXPECT_EQ(value_of(wal_bytes(*writer)), 0);
    EXPECT_GT(std::filesystem::file_size(path()), 4'800'000U);
    // The log starts over and counts from the beginning.
    const auto log_size = std::filesystem::file_size(path() + "-wal");
    fill(*writer, 1, 1);
    const auto one_commit = value_of(wal_bytes(*writer));
    EXPECT_GT(one_commit, 0);
    EXPECT_LT(one_commit, 50'000);
    EXPECT_EQ(std::filesystem::file_size(path() + "-wal"), log_size);
}

TEST_F(SqliteTest, LeavesInTheLogWhatAReaderStillNeeds) {
    PARETO_EXPECT_OK(checkpoint(*writer));
    const auto reader = open(true);
    auto snapshot = Transaction::begin(*reader);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(number(*reader, "select count(*) from sample"), 0);
    fill(*writer, 10, 4'000);
    PARETO_EXPECT_OK(checkpoint(*writer));
    EXPECT_GT(value_of(wal_bytes(*writer)), 0);
    PARETO_EXPECT_OK(snapshot->commit());
    PARETO_EXPECT_OK(checkpoint(*writer));
    EXPECT_EQ(value_of(wal_bytes(*writer)), 0);
}

TEST_F(SqliteTest, MovesTheLogThatACrashLeftIntoTheFile) {
    PARETO_EXPECT_OK(checkpoint(*writer));
    const auto before = std::filesystem::file_size(path());
    fill(*writer, 100, 4'000);
    // A reader that closes last leaves the log as a crash would.
    auto reader = open(true);
    writer.reset();
    reader.reset();
    EXPECT_GT(std::filesystem::file_size(path() + "-wal"), 400'000U);
    EXPECT_EQ(std::filesystem::file_size(path()), before);
    // What another crash left of an attempt to write the log anew.
    std::ofstream(path() + "-settle") << "half a copy";
    writer = open();
    EXPECT_FALSE(std::filesystem::exists(path() + "-settle"));
    EXPECT_EQ(value_of(wal_bytes(*writer)), 0);
    EXPECT_GT(std::filesystem::file_size(path()), before);
    EXPECT_EQ(number(*writer, "select count(*) from sample"), 100);
    fill(*writer, 1, 1);
    EXPECT_GT(value_of(wal_bytes(*writer)), 0);
}

TEST_F(SqliteTest, BacksUpWhileInUse) {
    fill(*writer, 20, 3'000);
    const auto reader = open(true);
    int copies = 0;
    for (Connection* source : {writer.get(), reader.get()}) {
        const std::string copy_path = directory.file("copy" + std::to_string(++copies));
        PARETO_EXPECT_OK(backup_sqlite(*source, copy_path));
        PARETO_EXPECT_FAULT(backup_sqlite(*source, copy_path), FaultCode::Conflict);

        struct stat status {};

        ASSERT_EQ(::stat(copy_path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U);
        const auto copy = value_of(open_sqlite(copy_path));
        ASSERT_NE(copy, nullptr);
        EXPECT_EQ(number(*copy, "select count(*) from sample"), 20);
        EXPECT_EQ(value_of(copy->execute("pragma integrity_check"))[0].text(0), "ok");
    }
    PARETO_EXPECT_FAULT(backup_sqlite(*writer, directory.file("missing/copy")),
                        FaultCode::Unavailable);
}

TEST_F(SqliteTest, CallsAForeignFileCorrupt) {
    std::ofstream{directory.file("letter")} << std::string(5'000, 'A');
    PARETO_EXPECT_FAULT(open_sqlite(directory.file("letter")), FaultCode::Corrupt);
}

TEST_F(SqliteTest, StaysFailedAfterDamageIsMet) {
    {
        auto transaction = Transaction::begin(*writer);
        ASSERT_TRUE(transaction);
        fill(*writer, 200, 3'000);
        PARETO_EXPECT_OK(transaction->commit());
    }
    PARETO_EXPECT_OK(checkpoint(*writer));
    writer.reset();
    {
        constexpr std::size_t kPage = 4096;
        std::fstream file{path(), std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(kPage * 3);
        file << std::string(kPage * 120, '\x5A');
    }
    writer = open();
    ASSERT_NE(writer, nullptr) << "the first page is sound";
    PARETO_EXPECT_FAULT(writer->execute("select count(*), max(length(b)) from sample"),
                        FaultCode::Corrupt);
    PARETO_EXPECT_FAULT(writer->execute("select 1"), FaultCode::Corrupt);
    PARETO_EXPECT_FAULT(writer->begin(), FaultCode::Corrupt);
}

TEST_F(SqliteTest, SaysWhenTheDiskIsFullAndGoesOnWhenItIsNot) {
    fill(*writer, 10, 1'000);
    const auto pages = number(*writer, "pragma page_count");
    PARETO_EXPECT_OK(
        writer->execute_script("pragma max_page_count = " + std::to_string(pages + 5)));
    {
        const auto transaction = Transaction::begin(*writer);
        ASSERT_TRUE(transaction);
        fill(*writer, 1, 1'000);
        PARETO_EXPECT_FAULT(
            writer->execute("insert into sample(b) values ($1)", {Blob{Bytes(100'000, 'x')}}),
            FaultCode::Exhausted);
        PARETO_EXPECT_FAULT(writer->execute("select 1"), FaultCode::Exhausted);
    }
    EXPECT_EQ(number(*writer, "select count(*) from sample"), 10);
    PARETO_EXPECT_OK(writer->execute_script("pragma max_page_count = 1000000"));
    fill(*writer, 1, 100'000);
    EXPECT_EQ(number(*writer, "select count(*) from sample"), 11);
}

TEST_F(SqliteTest, RefusesAPlaceWithoutAWriteAheadLog) {
    PARETO_EXPECT_FAULT(open_sqlite(":memory:", {.read_only = false, .vfs = "unix"}),
                        FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(
        open_sqlite(directory.file("x"), {.read_only = false, .vfs = "no such vfs"}),
        FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(open_sqlite(directory.path().string()), FaultCode::Unavailable);
}

}  // namespace
}  // namespace pareto::database

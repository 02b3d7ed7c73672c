// Proves the tool before it is used: real SQLite over the crash VFS loses nothing it confirmed, and loses something as
// soon as its syncs are skipped.
#include "tests/simulation/crash_vfs.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdio>
#include <optional>
#include <string>

namespace pareto::simulation {
namespace {

constexpr const char* kPath = "/node/t.db";

class Database {
public:
    explicit Database(const CrashVfs& vfs) {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        usable_ = sqlite3_open_v2(kPath, &handle_, flags, vfs.name().c_str()) == SQLITE_OK &&
                  run("pragma journal_mode=wal") && run("pragma synchronous=full") && run("pragma wal_autocheckpoint=0");
    }
    ~Database() { sqlite3_close_v2(handle_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] bool usable() const { return usable_; }
    bool run(const std::string& sql) { return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK; }
    int code() { return sqlite3_extended_errcode(handle_); }

    std::string text(const std::string& sql) {
        std::string result = "error";
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK &&
            sqlite3_step(statement) == SQLITE_ROW) {
            const auto* value = sqlite3_column_text(statement, 0);
            result = value == nullptr ? "null" : reinterpret_cast<const char*>(value);  // NOLINT
        }
        sqlite3_finalize(statement);
        return result;
    }

private:
    sqlite3* handle_ = nullptr;
    bool usable_ = false;
};

/// Writes rows until the disk dies or there are enough. `committed` counts what SQLite confirmed; the last row tried is
/// returned.
std::int64_t write_rows(Database& database, SeededRandom& random, std::int64_t& committed) {
    std::int64_t tried = committed;
    for (int i = 0; database.usable() && i < 12; ++i) {
        if (random.permille(150)) database.run("pragma wal_checkpoint(truncate)");
        if (random.permille(150)) database.run("pragma wal_checkpoint(passive)");
        const auto n = std::to_string(committed + 1);
        tried = committed + 1;
        if (!database.run("insert into t values(" + n + ", randomblob(" + std::to_string(random.below(9000)) + "))")) break;
        committed = tried;
    }
    return tried;
}

/// Runs transactions until the disk dies at a random operation, cuts the power and looks at what is left, `images`
/// times. Nothing when all was well, else what was lost.
std::optional<std::string> cut_power(std::uint64_t seed, int images, bool skip_syncs) {
    CrashVfs vfs("crash-test");
    SeededRandom random(seed);
    std::int64_t committed = 0;
    Disk disk;
    vfs.mount("node", disk);
    for (int image = 0; image < images; ++image) {
        if (image % 50 == 0) {
            disk.restore({});
            disk.set_options({.sector_bytes = random.permille(500) ? 512U : 4096U,
                              .powersafe_overwrite = random.permille(700),
                              .syncs_are_skipped = false});
            const Database fresh(vfs);
            if (!Database(vfs).run("create table t(n integer primary key, b blob); create index i on t(b)")) return "create";
            committed = 0;
            disk.set_options({.sector_bytes = disk.options().sector_bytes,
                              .powersafe_overwrite = disk.options().powersafe_overwrite,
                              .syncs_are_skipped = skip_syncs});
        }
        std::int64_t tried = committed;
        disk.die_after(random.between(0, 60));
        {
            Database database(vfs);
            tried = write_rows(database, random, committed);
        }
        disk.die_after(0);
        if (random.permille(200)) {
            disk.kill();
        } else {
            disk.power_cut(random);
        }
        Database database(vfs);
        const std::string where = " (image " + std::to_string(image) + ")";
        if (!database.usable()) return "cannot open" + where;
        if (const auto check = database.text("pragma quick_check"); check != "ok") return check + where;
        const auto top = database.text("select coalesce(max(n), 0) from t");
        if (top != std::to_string(committed) && top != std::to_string(tried)) return "has " + top + where;
        if (database.text("select count(*) from t") != top) return "gap below " + top + where;
        committed = std::stoll(top);
    }
    return std::nullopt;
}

TEST(CrashVfsTest, LosesNothingThatSqliteConfirmedInTenThousandPowerCuts) {
    EXPECT_EQ(cut_power(1, 10'000, false), std::nullopt);
}

TEST(CrashVfsTest, FindsThatSkippedSyncsLoseData) {
    const auto lost = cut_power(1, 1'000, true);
    ASSERT_TRUE(lost.has_value());
    std::printf("skipped syncs: %s\n", lost->c_str());
}

TEST(CrashVfsTest, CountsOneSyncForACommit) {
    CrashVfs vfs("crash-test");
    Disk disk;
    vfs.mount("node", disk);
    Database database(vfs);
    ASSERT_TRUE(database.run("create table t(n integer primary key)"));
    ASSERT_TRUE(database.run("insert into t values(1)"));
    const auto before = disk.counters();
    ASSERT_TRUE(database.run("insert into t values(2)"));
    EXPECT_EQ(disk.counters().syncs - before.syncs, 1);
    EXPECT_EQ(disk.counters().wal_frames - before.wal_frames, 1);
}

TEST(CrashVfsTest, ShowsAFailedSyncAndAFullDiskAsSqliteNamesThem) {
    CrashVfs vfs("crash-test");
    Disk disk;
    vfs.mount("node", disk);
    {
        Database database(vfs);
        ASSERT_TRUE(database.run("create table t(n integer primary key, b blob)"));
        disk.fail_next_sync(SeededRandom{3});
        EXPECT_FALSE(database.run("insert into t values(1, null)"));
        EXPECT_EQ(database.code(), SQLITE_IOERR_FSYNC);
        disk.set_full(true);
        EXPECT_FALSE(database.run("insert into t values(2, zeroblob(50000))"));
        EXPECT_EQ(database.code(), SQLITE_FULL);
        EXPECT_EQ(database.text("select count(*) from t where n = 2"), "0");
    }
    disk.set_full(false);
    disk.die_after(0);
    disk.kill();
    Database database(vfs);
    disk.fail_next_read();
    EXPECT_EQ(database.text("select count(*) from t"), "error");
}

TEST(CrashVfsTest, GivesARestoredDiskTheOldFiles) {
    CrashVfs vfs("crash-test");
    Disk disk;
    vfs.mount("node", disk);
    Disk::Image image;
    {
        Database database(vfs);
        ASSERT_TRUE(database.run("create table t(n integer primary key)"));
        ASSERT_TRUE(database.run("insert into t values(1)"));
        image = disk.image();
        ASSERT_TRUE(database.run("insert into t values(2)"));
        Disk twin;
        twin.restore(image);
        vfs.mount("node", twin);
        Database other(vfs);
        EXPECT_EQ(other.text("select max(n) from t"), "1");
        vfs.mount("node", disk);
    }
    disk.restore(image);
    EXPECT_EQ(Database(vfs).text("select max(n) from t"), "1");
}

TEST(CrashVfsTest, KeepsASecondWriterOutAndLetsReadersIn) {
    CrashVfs vfs("crash-test");
    Disk disk;
    vfs.mount("node", disk);
    Database writer(vfs);
    Database reader(vfs);
    ASSERT_TRUE(writer.run("create table t(n integer primary key)"));
    ASSERT_TRUE(writer.run("begin immediate; insert into t values(1)"));
    EXPECT_EQ(reader.text("select count(*) from t"), "0");
    EXPECT_FALSE(reader.run("insert into t values(2)"));
    EXPECT_EQ(reader.code() & 0xFF, SQLITE_BUSY);
    ASSERT_TRUE(writer.run("commit"));
    EXPECT_EQ(reader.text("select count(*) from t"), "1");
}

TEST(SeededRandomTest, GivesTheSameNumbersEverywhere) {
    SeededRandom random(42);
    EXPECT_EQ(random.next(), 1546998764402558742U);
    EXPECT_EQ(random.next(), 6990951692964543102U);
}

}  // namespace
}  // namespace pareto::simulation

// What an fsync that failed leaves behind: the kernel shows bytes that the platter does not have, and later syncs do not
// write them. A database opened anew must not build on them.
#include "common/database/database.h"
#include "tests/simulation/crash_vfs.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace pareto::simulation {
namespace {

std::unique_ptr<database::Connection> open(const CrashVfs& vfs) {
    auto opened = database::open_sqlite("/node/t.db", {.read_only = false, .vfs = vfs.name(), .cache_mib = 1});
    return opened ? std::move(*opened) : nullptr;
}

bool insert(database::Connection& connection, std::int64_t n, std::size_t size) {
    return connection.execute("insert into t(n, b) values ($1, $2)", {n, database::Blob{Bytes(size, 'b')}}).has_value();
}

/// The largest n, or -1 when the database is damaged or has a gap.
std::int64_t newest(database::Connection& connection) {
    const auto rows = connection.execute("select coalesce(max(n), 0), count(*) from t");
    const auto check = connection.execute("pragma quick_check");
    const bool whole = rows && check && check->size() == 1 && (*check)[0].text(0) == "ok" && (*rows)[0].integer(0) == (*rows)[0].integer(1);
    return whole ? (*rows)[0].integer(0) : -1;
}

/// Ten rows in a log that a killed process left.
void leave_a_log(CrashVfs& vfs, Disk& disk) {
    vfs.mount("node", disk);
    auto connection = open(vfs);
    ASSERT_TRUE(connection->execute("create table t(n integer primary key, b blob)"));
    for (std::int64_t n = 1; n <= 10; ++n) ASSERT_TRUE(insert(*connection, n, 3'000));
    disk.die_after(0);
    connection.reset();
    disk.kill();
}

TEST(SettlingTest, SurvivesAPowerCutAtEveryOperation) {
    CrashVfs vfs("settling-test");
    SeededRandom random(11);
    int cuts = 0;
    for (bool whole = false; !whole; ++cuts) {
        Disk disk({.sector_bytes = 512, .powersafe_overwrite = false});
        leave_a_log(vfs, disk);
        disk.die_after(cuts);
        auto connection = open(vfs);
        whole = connection && !disk.dead();
        disk.die_after(0);
        connection.reset();
        disk.power_cut(random);
        connection = open(vfs);
        ASSERT_TRUE(connection) << "cut " << cuts;
        ASSERT_EQ(newest(*connection), 10) << "cut " << cuts;
        connection.reset();
        vfs.unmount("node");
    }
    // The copy, its sync, the log, its sync, the deletion.
    EXPECT_GT(cuts, 5);
}

// The next process sees the copy whole although the disk has it not, and must not overwrite the log on its word.
TEST(SettlingTest, SurvivesAPowerCutAtEveryOperationAfterEachOfItsSyncsFailed) {
    CrashVfs vfs("settling-twice-test");
    SeededRandom random(13);
    int failing = 0;
    for (bool none_failed = false; !none_failed; ++failing) {
        int cuts = 0;
        for (bool whole = false; !whole; ++cuts) {
            const std::string where = "sync " + std::to_string(failing) + ", cut " + std::to_string(cuts);
            Disk disk({.sector_bytes = 512, .powersafe_overwrite = false});
            leave_a_log(vfs, disk);
            const auto failed_before = disk.counters().syncs_failed;
            disk.fail_next_sync(random.fork(), failing);
            none_failed = open(vfs) != nullptr && disk.counters().syncs_failed == failed_before;
            disk.kill();
            disk.die_after(cuts);
            auto connection = open(vfs);
            whole = connection && !disk.dead();
            disk.die_after(0);
            connection.reset();
            disk.power_cut(random);
            connection = open(vfs);
            ASSERT_TRUE(connection) << where;
            ASSERT_EQ(newest(*connection), 10) << where;
            connection.reset();
            vfs.unmount("node");
        }
    }
    // The copy, its seal, the log.
    EXPECT_GT(failing, 3);
}

TEST(FailedSyncTest, LosesNothingThatIsBelievedAfterOpeningAnew) {
    CrashVfs vfs("failed-sync-test");
    SeededRandom random(7);
    Disk disk;
    vfs.mount("node", disk);
    std::int64_t believed = 0;
    for (int round = 0; round < 3'000; ++round) {
        if (round % 100 == 0) {
            disk.restore({});
            ASSERT_TRUE(open(vfs)->execute("create table t(n integer primary key, b blob)"));
            believed = 0;
        }
        auto connection = open(vfs);
        if (connection) {
            // What is there now is believed: it was shown, and a receipt may have been printed.
            const std::int64_t there = newest(*connection);
            ASSERT_GE(there, believed) << "round " << round;
            believed = there;
            if (random.permille(300)) disk.fail_next_sync(random.fork());
            if (random.permille(300)) disk.die_after(random.between(0, 30));
            for (int i = 0; i < 4 && insert(*connection, believed + 1, random.below(6'000)); ++i) {
                ++believed;
                if (random.permille(200)) (void)database::checkpoint(*connection);
            }
        }
        if (random.permille(400)) disk.die_after(0);
        connection.reset();
        const bool power = disk.dead() && random.permille(600);
        disk.die_after(0);
        if (power) {
            disk.power_cut(random);
        } else {
            disk.kill();
        }
    }
    EXPECT_GT(disk.counters().syncs_failed, 100);
    EXPECT_GT(disk.counters().writes_lost, 100);
}

}  // namespace
}  // namespace pareto::simulation

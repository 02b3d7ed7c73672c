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

// Disks that went back in time: terminals restored and cloned, an HQ restored from a backup that lost what it acknowledged.
#include "tests/fault/terminal.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace pareto::fault_test {
namespace {

std::int64_t registration_of(Terminal& till) { return till.status().at("registration").as_int64(); }

/// A running terminal that sold 3, was backed up, and sold 3 more; HQ has all 6.
struct BackedUp {
    Hq hq;
    std::unique_ptr<Terminal> till;
    std::int64_t registration = 0;

    BackedUp() {
        hq.serve();
        till = std::make_unique<Terminal>(hq, "B1", "1");
        till->start();
        till->open_shift();
        till->sell(3);
        if (!till->synced()) throw Broken("not synced");
        registration = registration_of(*till);
        till->quit();
        till->backup("backup");
        till->start();
        till->sell(3);
        if (!till->synced()) throw Broken("not synced");
        till->quit();
    }
};

TEST(HistoryTest, ATerminalRestoredOfflineSellsUnderItsSpareRegistration) {
    BackedUp world;
    Terminal& till = *world.till;
    till.restore("backup");
    world.hq.kill();
    till.start();
    EXPECT_TRUE(till.status().at("may_sell").as_bool());
    const std::int64_t spare = registration_of(till);
    EXPECT_NE(spare, world.registration) << "the anchor says how far it had come";
    till.sell(2);
    world.hq.serve();
    ASSERT_TRUE(till.synced());
    EXPECT_EQ(difference(world.hq, {&till}), "");
    EXPECT_EQ(world.hq.number("select count(*) from fork"), 0);
    EXPECT_EQ(world.hq.rows("select standing from registration where registration = " + std::to_string(spare)), "current");
    for (const Sold& sold : till.sold()) {
        EXPECT_TRUE(till.tell(R"({"command":"reprint","sale_id":")" + sold.sale_id + "\"}").at("ok").as_bool())
            << sold.receipt << " was given back";
    }
    till.sell();
    EXPECT_GT(till.sold().back().receipt, "B1-1-000006") << "receipt numbers go on where HQ knows they were";
    ASSERT_TRUE(till.synced());
    EXPECT_TRUE(till.census_equal());
    till.quit();
    EXPECT_TRUE(till.journal_holds());
    EXPECT_EQ(world.hq.verify(), "");
}

TEST(HistoryTest, ATerminalRestoredWithoutItsAnchorIsGivenBackWhatItLost) {
    BackedUp world;
    Terminal& till = *world.till;
    till.restore("backup");
    till.lose_anchor();
    till.start();
    ASSERT_TRUE(till.shows("online", true));
    ASSERT_TRUE(till.synced());
    EXPECT_NE(registration_of(till), world.registration) << "HQ saw it and gave a new one";
    till.sell(2);
    EXPECT_EQ(till.sold()[6].receipt, "B1-1-000007");
    ASSERT_TRUE(till.synced());
    EXPECT_TRUE(till.census_equal());
    EXPECT_EQ(difference(world.hq, {&till}), "");
    EXPECT_EQ(world.hq.number("select count(*) from fork"), 0);
    till.done(R"({"command":"return","sale_id":")" + till.sold()[4].sale_id + "\"}");
    ASSERT_TRUE(till.synced());
    till.quit();
    EXPECT_TRUE(till.journal_holds());
    EXPECT_EQ(world.hq.verify(), "");
}

TEST(HistoryTest, BothHistoriesOfAClonedTerminalAreKeptAndEachSaleCountsOnce) {
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    till.sell(3);
    ASSERT_TRUE(till.synced());
    const std::int64_t registration = registration_of(till);
    till.quit();
    Terminal twin = till.clone();
    hq.kill();
    for (Terminal* const each : {&till, &twin}) {
        each->start();
        each->sell(3);
        each->quit();
    }
    hq.serve();
    // One after the other, and then both again: the first learns of the fork when it comes back.
    for (int round = 0; round < 2; ++round) {
        for (Terminal* const each : {&till, &twin}) {
            each->start();
            ASSERT_TRUE(each->shows("online", true));
            ASSERT_TRUE(each->synced());
            each->sell();
            ASSERT_TRUE(each->synced());
            if (round == 1) {
                EXPECT_NE(registration_of(*each), registration);
            }
            each->quit();
        }
    }
    EXPECT_EQ(difference(hq, {&till, &twin}), "");
    EXPECT_EQ(hq.number("select count(*) from fork where registration = " + std::to_string(registration)), 3) << "listed";
    EXPECT_EQ(hq.rows("select standing from registration where registration = " + std::to_string(registration)), "forked");
    EXPECT_TRUE(till.journal_holds());
    EXPECT_TRUE(twin.journal_holds());
    EXPECT_EQ(hq.verify(), "");
}

TEST(HistoryTest, AnHqRestoredFromABackupIsSentAgainWhatItLost) {
    Hq hq;
    hq.import_members({"C1"});
    hq.serve();
    Terminal one{hq, "B1", "1"};
    Terminal two{hq, "B2", "1"};
    for (Terminal* const each : {&one, &two}) {
        each->start();
        each->open_shift();
        each->sell(3, "C1");
        ASSERT_TRUE(each->synced());
    }
    const std::string backup = hq.beside("backup");
    hq.done("backup", {backup});
    for (Terminal* const each : {&one, &two}) {
        each->sell(3, "C1");
        ASSERT_TRUE(each->synced());
    }
    // Enrolled after the backup: the restored HQ does not know it.
    Terminal three{hq, "B2", "2"};
    three.start();
    three.open_shift();
    three.sell(2, "C1");
    ASSERT_TRUE(three.synced());
    const std::int64_t term = hq.number("select cast(value as integer) from setting where name = 'term'");
    hq.kill();
    hq.done("restore", {backup, "--force"});
    EXPECT_EQ(hq.sales(), 6);
    EXPECT_GT(hq.number("select cast(value as integer) from setting where name = 'term'"), term);
    for (Terminal* const each : {&one, &two, &three}) each->sell();
    hq.serve();
    for (Terminal* const each : {&one, &two, &three}) {
        ASSERT_TRUE(each->synced());
        EXPECT_TRUE(each->census_equal());
    }
    EXPECT_EQ(difference(hq, {&one, &two, &three}), "");
    EXPECT_EQ(hq.number("select count(*) from fork"), 0);
    const Terminal four{hq, "B3", "1"};
    EXPECT_GT(hq.number("select max(registration) from registration"), 100'000);
    EXPECT_EQ(hq.verify(), "");
}

}  // namespace
}  // namespace pareto::fault_test

// A scan and typing, told apart by time. A story is written as keys with a pause before each:
// "5ms between keys", then what comes out.
#include "common/goods/key_scan.h"

#include <gtest/gtest.h>

namespace pareto::goods {
namespace {

using std::chrono::milliseconds;

class KeyScanTest : public testing::Test {
protected:
    void use(KeyScanSettings settings) { keys = KeyScan{std::move(settings)}; }

    /// Presses each key `pause` after the one before.
    void type(std::string_view text, milliseconds pause) {
        for (const char key : text) {
            now += pause;
            note(keys.press(key, now));
        }
    }

    void scan(std::string_view text) { type(text, milliseconds{5}); }

    void wait(milliseconds pause) {
        now += pause;
        note(keys.pass(now));
    }

    void note(const KeyOutcome& outcome) {
        for (const char key : outcome.typed)
            out += key == '\n' ? '$' : key;
        if (outcome.scan) out += "[" + *outcome.scan + "]";
        out += outcome.typed_after;
    }

    /// What came out since the last call: typed keys as they are, Enter as $, scans in brackets.
    std::string so_far() { return std::exchange(out, {}); }

    KeyScan keys{KeyScanSettings{}};
    SteadyTime now{std::chrono::hours{1}};
    std::string out;
};

TEST_F(KeyScanTest, IsAScanWhenItIsFastAndEndsWithEnter) {
    scan("4006381333931\n");
    EXPECT_EQ(so_far(), "[4006381333931]");
    scan("2900000000018\n");
    EXPECT_EQ(so_far(), "[2900000000018]");
}

TEST_F(KeyScanTest, GivesTypingBackInItsOrder) {
    type("milk 12\n", milliseconds{120});
    wait(milliseconds{51});
    EXPECT_EQ(so_far(), "milk 12$");
}

TEST_F(KeyScanTest, HoldsATypedKeyForOneGapAndNoLonger) {
    type("m", milliseconds{500});
    EXPECT_EQ(so_far(), "");
    ASSERT_TRUE(keys.deadline());
    EXPECT_EQ(*keys.deadline() - now, milliseconds{51});
    wait(milliseconds{50});
    EXPECT_EQ(so_far(), "");
    wait(milliseconds{1});
    EXPECT_EQ(so_far(), "m");
    EXPECT_EQ(keys.deadline(), std::nullopt);
}

TEST_F(KeyScanTest, TellsAScanInTheMiddleOfTyping) {
    type("mi", milliseconds{120});
    now += milliseconds{200};
    scan("4006381333931\n");
    type("lk", milliseconds{120});
    wait(milliseconds{60});
    EXPECT_EQ(so_far(), "mi[4006381333931]lk");
}

TEST_F(KeyScanTest, DoesNotTakeTwoFastKeysAndEnterForAScan) {
    scan("12\n");
    EXPECT_EQ(so_far(), "12$");
    scan("\n");
    EXPECT_EQ(so_far(), "$");
}

TEST_F(KeyScanTest, AbandonsAScanThatPauses) {
    scan("400638");
    now += milliseconds{100};
    scan("1333931\n");
    EXPECT_EQ(so_far(), "400638[1333931]");
}

TEST_F(KeyScanTest, AbandonsAScanWithoutItsEnd) {
    scan("4006381333931");
    wait(milliseconds{51});
    EXPECT_EQ(so_far(), "4006381333931");
}

TEST_F(KeyScanTest, GivesBackAKeyThatIsHeldDown) {
    note(keys.press('a', now));
    for (int i = 0; i < 20; ++i)
        note(keys.press('a', now += milliseconds{30}, true));
    EXPECT_EQ(so_far(), std::string(21, 'a'));
    now += milliseconds{100};
    scan("4006381333931\n");
    EXPECT_EQ(so_far(), "[4006381333931]");
}

TEST_F(KeyScanTest, GivesBackWhatAnotherKeyInterrupts) {
    scan("4006");
    EXPECT_EQ(keys.interrupt(), "4006");
    EXPECT_EQ(keys.interrupt(), "");
    scan("4006381333931\n");
    EXPECT_EQ(so_far(), "[4006381333931]");
}

TEST_F(KeyScanTest, GivesBackMoreThanTheLongestScan) {
    use({.length_max = 8});
    scan("12345678\n");
    EXPECT_EQ(so_far(), "[12345678]");
    scan("1234567890123\n");
    EXPECT_EQ(so_far(), "1234567890123$");
    scan("12345678\n");
    EXPECT_EQ(so_far(), "12345678$");  // no pause yet: the same flood goes on
    now += milliseconds{60};
    scan("12345678\n");
    EXPECT_EQ(so_far(), "[12345678]");
}

TEST_F(KeyScanTest, EndsWithTabOrAnyOtherSuffix) {
    use({.suffix = "\t"});
    scan("4006381333931\t");
    EXPECT_EQ(so_far(), "[4006381333931]");
    use({.suffix = "?\n"});
    scan("12?45\n67?\n");
    EXPECT_EQ(so_far(), "[12?45\n67]");
}

TEST_F(KeyScanTest, EndsWithAPauseWhereThereIsNoSuffix) {
    use({.suffix = ""});
    scan("4006381333931");
    EXPECT_EQ(so_far(), "");
    wait(milliseconds{51});
    EXPECT_EQ(so_far(), "[4006381333931]");
    scan("4006381333931");
    now += milliseconds{100};
    scan("2900000000018");  // the next scan ends the one before
    EXPECT_EQ(so_far(), "[4006381333931]");
    wait(milliseconds{51});
    EXPECT_EQ(so_far(), "[2900000000018]");
    scan("123");
    wait(milliseconds{51});
    EXPECT_EQ(so_far(), "123");
}

TEST_F(KeyScanTest, BeginsWithItsPrefixAndHoldsNothingElse) {
    use({.prefix = ";", .suffix = "?"});
    scan(";2900000000018?");
    EXPECT_EQ(so_far(), "[2900000000018]");
    type("a", milliseconds{200});
    EXPECT_EQ(so_far(), "a");  // at once
    scan("4006381333931\n");
    EXPECT_EQ(so_far(), "4006381333931$");
}

TEST_F(KeyScanTest, MayHaveTheSameKeyInFrontAndBehind) {
    use({.prefix = "\t", .suffix = "\t"});
    scan("\t4006381333931\t");
    EXPECT_EQ(so_far(), "[4006381333931]");
}

TEST_F(KeyScanTest, BeginsWithASymbologyThatStays) {
    use({.symbology = true});
    scan("]E04006381333931\n");
    EXPECT_EQ(so_far(), "[]E04006381333931]");
    now += milliseconds{100};
    scan("4006381333931\n");
    EXPECT_EQ(so_far(), "4006381333931$");
    now += milliseconds{100};
    scan("]00\n");
    EXPECT_EQ(so_far(), "]00$");
}

TEST_F(KeyScanTest, LosesNoKeyAndInventsNone) {
    // Any keys with any pauses: what comes out is what went in.
    unsigned random = 1;
    const auto next = [&](unsigned limit) {
        random = random * 1103515245U + 12345U;
        return random / 65536U % limit;
    };
    for (int round = 0; round < 200; ++round) {
        use({.prefix = next(2) == 0 ? "" : "1", .suffix = next(3) == 0 ? "" : "\n"});
        std::string in;
        std::string seen;
        const auto see = [&](const KeyOutcome& outcome) {
            seen += outcome.typed;
            if (outcome.scan) seen += *outcome.scan;
            seen += outcome.typed_after;
        };
        for (int i = 0; i < 60; ++i) {
            in += "12\n"[next(3)];
            now += milliseconds{next(80)};
            see(keys.press(in.back(), now, next(20) == 0));
        }
        see(keys.pass(now + milliseconds{1000}));
        // Prefixes and suffixes of scans are the only keys that may be missing.
        std::size_t found = 0;
        for (const char key : in)
            found += found < seen.size() && seen[found] == key ? 1U : 0U;
        EXPECT_EQ(found, seen.size());
        EXPECT_GT(seen.size(), in.size() / 2);
    }
}

}  // namespace
}  // namespace pareto::goods

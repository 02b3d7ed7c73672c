// A keyboard's story as "key@ms"; what came of it in the order it came.
#include "terminal/ui/desk/scan_sense.h"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace pareto::test {
namespace {

using terminal::ui::ScanSense;

/// Keys: "a@10", "ENTER@20", "STX@5", "ETX@9", "SHIFT@7", "wait@200" (time passes). Keys that are
/// acted on are told when that happens.
std::string story(const std::string& keys) {
    ScanSense sense;
    std::string held;
    std::string told;
    const auto tell = [&](const std::string& what) {
        told += (told.empty() ? "" : " ") + what;
    };
    const auto release = [&] {
        for (const char key : held)
            tell(std::string{key});
        held.clear();
    };
    std::istringstream words{keys};
    for (std::string word; words >> word;) {
        const auto mark = word.rfind('@');
        const std::string key = word.substr(0, mark);
        const std::chrono::milliseconds at{std::stoi(word.substr(mark + 1))};
        if (key == "wait") {
            const auto heard = sense.wait(at);
            if (heard.drop) held.clear();
            if (heard.release) release();
            continue;
        }
        const bool ends = key == "ENTER" || key == "ETX";
        const bool types = key.size() == 1 || key == "STX";
        const std::string text = key == "STX" ? "\x02" : key;
        const auto heard = ends ? sense.end(at) : types ? sense.character(text, at) : sense.other();
        if (heard.drop) held.clear();
        if (heard.release) release();
        if (!heard.scan.empty()) {
            held.clear();
            tell("scan:" + heard.scan);
        } else if (heard.hold) {
            if (key != "STX") held += key;
        } else if (key != "SHIFT") {
            tell(key);
        }
    }
    return told;
}

TEST(ScanSenseTest, ABurstThatEndsWithEnterIsAScan) {
    EXPECT_EQ(story("4@0 8@3 9@6 1@9 ENTER@12"), "scan:4891");
    EXPECT_EQ(story("4@0 8@35 9@70 1@105 ENTER@140"), "scan:4891");
}

TEST(ScanSenseTest, KeysOfAPersonAreActedOnOneByOne) {
    EXPECT_EQ(story("r@0 wait@40 c@300 wait@340"), "r c");
    EXPECT_EQ(story("1@0 wait@36 2@90 wait@130 ENTER@200"), "1 2 ENTER");
}

TEST(ScanSenseTest, AShortBurstIsAPersonWhoseKeysRollOver) {
    EXPECT_EQ(story("1@0 2@20 5@40 ENTER@60"), "1 2 5 ENTER");
}

TEST(ScanSenseTest, ABurstWithoutAnEndIsReleasedUnchanged) {
    EXPECT_EQ(story("t@0 e@10 a@20 s@30 wait@66"), "t e a s");
    EXPECT_EQ(story("t@0 e@10 a@20 s@30 ENTER@90"), "t e a s ENTER");
}

TEST(ScanSenseTest, TheKeyAfterASlowOneStartsAnew) {
    EXPECT_EQ(story("r@0 4@80 8@83 9@86 1@89 ENTER@92"), "r scan:4891");
}

TEST(ScanSenseTest, AFrameIsAScanHoweverSlowAndShort) {
    EXPECT_EQ(story("STX@0 A@100 1@200 ETX@300"), "scan:A1");
    EXPECT_EQ(story("STX@0 A@100 ENTER@200"), "scan:A");
}

TEST(ScanSenseTest, AFrameThatIsNeverClosedIsForgotten) {
    EXPECT_EQ(story("STX@0 A@100 wait@601 r@700 wait@740"), "r");
}

TEST(ScanSenseTest, ShiftInsideAFrameIsPartOfIt) {
    EXPECT_EQ(story("STX@0 SHIFT@1 A@2 SHIFT@3 B@4 ETX@5"), "scan:AB");
}

}  // namespace
}  // namespace pareto::test

// What is particular to the keyboard reader; what it has in common with the others is in the
// contract test. A pipe stands for the input device: it has the same events, and no grab.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "drivers/driver.h"
#include "tests/drivers/wedge/keyboard.h"

namespace pareto::drivers {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class WedgeReaderTest : public testing::Test {
protected:
    void SetUp() override {
        std::string made = (fs::temp_directory_path() / "pareto-keys-XXXXXX").string();
        ASSERT_NE(::mkdtemp(made.data()), nullptr);
        folder = made;
        path = made + "/event0";
    }

    void TearDown() override { fs::remove_all(folder); }

    void open(const std::string& settings = "") {
        auto opened = open_reader("wedge", path + " " + settings);
        ASSERT_TRUE(opened) << describe(opened.error());
        reader = std::move(*opened);
    }

    void plug_in_and_open(const std::string& settings = "") {
        keyboard.emplace(path);
        open(settings);
    }

    /// "uid …", "number …", "silence" or the fault, with the folder's name left out.
    std::string next(milliseconds timeout = milliseconds{5000}) {
        const auto taps = reader->wait(timeout);
        if (!taps) return without_folder(describe(taps.error()));
        if (taps->empty()) return "silence";
        EXPECT_EQ(taps->size(), 1U);
        const auto& tap = taps->front();
        EXPECT_EQ(tap.reader, "keyboard reader " + path);
        return tap.number.empty() ? "uid " + to_hex(tap.uid) : "number " + tap.number;
    }

    std::string without_folder(std::string text) const {
        for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder))
            text.erase(at, folder.size() + 1);
        return text;
    }

    std::string folder;
    std::string path;
    std::optional<test::Keyboard> keyboard;
    std::unique_ptr<ports::CardReader> reader;
};

TEST_F(WedgeReaderTest, GivesCardNumbersWithoutWhatStandsAround) {
    plug_in_and_open();
    keyboard->scan("2900000000018\n");
    EXPECT_EQ(next(), "number 2900000000018");
    open("suffix=tab");
    keyboard->scan("HK-2026\t");
    EXPECT_EQ(next(), "number HK-2026");
    open("prefix=; suffix=?");
    keyboard->scan(";906906?");
    EXPECT_EQ(next(), "number 906906");
    open("symbology=yes");
    keyboard->scan("]E02900000000018\n");
    EXPECT_EQ(next(), "number 2900000000018");
    open("suffix=none");
    keyboard->scan("906906");
    EXPECT_EQ(next(), "number 906906");
}

TEST_F(WedgeReaderTest, GivesUidsInEitherOrder) {
    plug_in_and_open("content=uid");
    keyboard->scan("04A2B3C4D5E680\n");
    EXPECT_EQ(next(), "uid 04a2b3c4d5e680");
    open("content=uid-reversed");
    keyboard->scan("80E6D5C4B3A204\n");
    EXPECT_EQ(next(), "uid 04a2b3c4d5e680");
}

TEST_F(WedgeReaderTest, GivesTheTextOfAnyCodeAsItIs) {
    plug_in_and_open("content=scan symbology=yes");
    keyboard->scan("]E04006381333931\n");
    EXPECT_EQ(next(), "number ]E04006381333931");
    keyboard->scan("]e001040063813339311726031510ABC-1\n");
    EXPECT_EQ(next(), "number ]e001040063813339311726031510ABC-1");
    open("content=scan");
    const std::string tag = "3674257BF6B7A659B2C2BF100000000000000000000000000000";
    keyboard->scan(tag + tag + "\n");
    EXPECT_EQ(next(), "number " + tag + tag);
}

TEST_F(WedgeReaderTest, GivesScansThatCameTogetherOneByOne) {
    plug_in_and_open();
    keyboard->scan("906001\n906002\n");
    EXPECT_EQ(next(), "number 906001");
    EXPECT_EQ(next(), "number 906002");
    EXPECT_EQ(next(milliseconds{100}), "silence");
}

TEST_F(WedgeReaderTest, TakesNoTypingForACard) {
    plug_in_and_open();
    keyboard->type("906001\n");
    EXPECT_EQ(next(milliseconds{100}), "silence");
    keyboard->scan("906002\n");
    EXPECT_EQ(next(), "number 906002");
    EXPECT_EQ(without_folder(reader->health()),
              "keyboard reader event0: plugged in, 1 scans, 7 keys that belonged to none");
}

TEST_F(WedgeReaderTest, SaysWhatCannotBeUsedWithoutRepeatingIt) {
    plug_in_and_open();
    keyboard->scan("906 001\n");
    EXPECT_EQ(next(),
              "corrupt: keyboard reader event0 read something that is no card number: letters, "
              "digits, - and _ only, at most 64");
    open("content=uid");
    keyboard->scan("2900000000018\n");
    EXPECT_EQ(next(),
              "corrupt: keyboard reader event0 read something that is no UID: set the reader to "
              "hexadecimal digits, or this program to content=number");
    keyboard->scan("08AABBCC\n");
    EXPECT_EQ(next().find("unsupported: the card on keyboard reader event0 shows a random UID"),
              0U);
    keyboard->scan("04A2B3C4D5E6\n");
    EXPECT_EQ(next().find("unsupported: the card on keyboard reader event0 has a UID of another"),
              0U);
    keyboard->scan("04A2B3C4D5E680\n");
    EXPECT_EQ(next(), "uid 04a2b3c4d5e680");
}

TEST_F(WedgeReaderTest, AsksForAnotherScanWhenKeysWereLost) {
    plug_in_and_open();
    keyboard->scan("906");
    keyboard->send(EV_SYN, SYN_DROPPED, 0);
    keyboard->send(EV_SYN, SYN_REPORT, 0);
    EXPECT_EQ(next(), "corrupt: keyboard reader event0: keys were lost: scan the card again");
    keyboard->scan("906001\n");
    EXPECT_EQ(next(), "number 906001");
}

TEST_F(WedgeReaderTest, DropsAScanThatNobodyFetchedInTime) {
    plug_in_and_open();
    const auto long_ago = std::chrono::duration_cast<milliseconds>(
                              std::chrono::steady_clock::now().time_since_epoch())
                              .count() -
                          5000;
    const auto events = test::key_events("906001\n", long_ago, 2);
    keyboard->send_bytes(
        {reinterpret_cast<const char*>(events.data()), events.size() * sizeof(input_event)});
    EXPECT_EQ(next(milliseconds{100}), "silence");
}

TEST_F(WedgeReaderTest, PutsEventsTogetherThatComeInPieces) {
    plug_in_and_open();
    const auto now = std::chrono::duration_cast<milliseconds>(
                         std::chrono::steady_clock::now().time_since_epoch())
                         .count();
    const auto events = test::key_events("906001\n", now, 0);
    const std::string_view bytes{reinterpret_cast<const char*>(events.data()),
                                 events.size() * sizeof(input_event)};
    keyboard->send_bytes(bytes.substr(0, 101));
    EXPECT_EQ(next(milliseconds{0}), "silence");
    keyboard->send_bytes(bytes.substr(101));
    EXPECT_EQ(next(), "number 906001");
}

TEST_F(WedgeReaderTest, TellsOnceThatItIsNotThereAndFindsItWhenItComes) {
    open();
    EXPECT_EQ(next(), "unavailable: keyboard reader event0 is not there: plug it in");
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(next(milliseconds{300}),
              "unavailable: keyboard reader event0 is not there: plug it in");
    EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds{300});
    EXPECT_EQ(without_folder(reader->health()), "keyboard reader event0 is not there: plug it in");
    std::thread person{[&] {
        keyboard.emplace(path);
        keyboard->scan("906001\n");
    }};
    EXPECT_EQ(next(), "number 906001");
    person.join();
}

TEST_F(WedgeReaderTest, ComesBackAfterItWasPulledOut) {
    plug_in_and_open();
    for (int round = 0; round < 20; ++round) {
        const std::string number = std::to_string(906'000 + round);
        keyboard->scan(number + "\n");
        ASSERT_EQ(next(), "number " + number);
        keyboard->scan("half of a ");
        keyboard->pull_out();
        ASSERT_EQ(next(), "unavailable: keyboard reader event0 was unplugged");
        keyboard->plug_in();
    }
    const auto files = fs::directory_iterator{"/proc/self/fd"};
    EXPECT_LT(std::distance(begin(files), end(files)), 30);
}

TEST_F(WedgeReaderTest, RefusesWhatIsNoInputDevice) {
    std::ofstream{path} << "text";
    open();
    EXPECT_EQ(next(), "unsupported: keyboard reader event0: is no input device");
    path = "/dev/null";
    open();
    EXPECT_EQ(next(), "unsupported: keyboard reader /dev/null: is no input device");
    const auto wrong = open_reader("wedge", "event0");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(describe(wrong.error()),
              "unsupported: keyboard reader: the settings begin with the device, like "
              "/dev/input/by-id/usb-...-event-kbd");
}

}  // namespace
}  // namespace pareto::drivers

// What is particular to the scripted reader; what it has in common with the others is in the
// contract test.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "drivers/driver.h"

namespace pareto::drivers {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class ScriptedReaderTest : public testing::Test {
protected:
    void SetUp() override {
        std::string made = (fs::temp_directory_path() / "pareto-taps-XXXXXX").string();
        ASSERT_NE(::mkdtemp(made.data()), nullptr);
        folder = made;
        path = made + "/taps.txt";
    }

    void TearDown() override { fs::remove_all(folder); }

    void write(const std::string& text, std::ios::openmode how = std::ios::trunc) {
        std::ofstream{path, how} << text;
    }

    void open() {
        auto opened = open_reader("scripted", path);
        ASSERT_TRUE(opened) << describe(opened.error());
        reader = std::move(*opened);
    }

    /// "uid …", "number …", "silence" or the fault, with the folder's name left out.
    std::string next(milliseconds timeout = milliseconds{5000}) {
        const auto taps = reader->wait(timeout);
        if (!taps) {
            std::string text = describe(taps.error());
            const auto start = text.find(folder + "/");
            return start == std::string::npos ? text : text.erase(start, folder.size() + 1);
        }
        if (taps->empty()) return "silence";
        EXPECT_EQ(taps->size(), 1U);
        const auto& tap = taps->front();
        return tap.number.empty() ? "uid " + to_hex(tap.uid) : "number " + tap.number;
    }

    std::string folder;
    std::string path;
    std::unique_ptr<ports::CardReader> reader;
};

TEST_F(ScriptedReaderTest, GivesOneTapForEachLine) {
    write("# two members\nuid 04A2B3C4D5E680\n\nnumber 906\n");
    open();
    EXPECT_EQ(next(), "uid 04a2b3c4d5e680");
    EXPECT_EQ(next(), "number 906");
    EXPECT_EQ(next(milliseconds{200}), "silence");
    EXPECT_EQ(reader->health(), "scripted reader " + path + ": 4 lines read");
}

TEST_F(ScriptedReaderTest, NamesTheFileAndTheLineOfAFaultOnceAndReadsOn) {
    write("number 906\nuid nonsense\nnumber 907\n");
    open();
    EXPECT_EQ(next(), "number 906");
    EXPECT_EQ(
        next(),
        "corrupt: taps.txt:2: after \"uid\" stand pairs of hexadecimal digits and nothing else");
    EXPECT_EQ(next(), "number 907");
    EXPECT_NE(reader->health().find("line 2: "), std::string::npos);
}

TEST_F(ScriptedReaderTest, TakesALastLineWithoutNewlineOnceTheFileIsQuiet) {
    write("number 906");
    open();
    EXPECT_EQ(next(), "number 906");
    write("\nnumber 907", std::ios::app);
    EXPECT_EQ(next(), "number 907");
}

TEST_F(ScriptedReaderTest, StartsAgainWhenTheFileIsWrittenAnew) {
    write("number 906\nnumber 907\n");
    open();
    EXPECT_EQ(next(), "number 906");
    EXPECT_EQ(next(), "number 907");
    EXPECT_EQ(next(milliseconds{100}), "silence");
    write("number 908\n");
    EXPECT_EQ(next(), "number 908");
}

TEST_F(ScriptedReaderTest, RefusesAnEndlessLineOnceAndReadsOn) {
    write(std::string(1'000'000, '9') + "\nnumber 906\n");
    open();
    EXPECT_EQ(next(), "corrupt: taps.txt:1: the line is longer than 256 bytes");
    EXPECT_EQ(next(), "number 906");
}

TEST_F(ScriptedReaderTest, GoesOnWhenTheWritersOfAPipeComeAndGo) {
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    open();
    for (const std::string number : {"906", "907", "908"}) {
        write("number " + number + "\n");
        EXPECT_EQ(next(), "number " + number);
        EXPECT_EQ(next(milliseconds{50}), "silence");
    }
}

TEST_F(ScriptedReaderTest, SaysWhyAScriptCannotBeOpened) {
    const auto missing = open_reader("scripted", path);
    ASSERT_FALSE(missing);
    EXPECT_EQ(describe(missing.error()),
              "unavailable: scripted reader " + path + ": No such file or directory");
    const auto not_a_file = open_reader("scripted", folder);
    ASSERT_FALSE(not_a_file);
    EXPECT_EQ(describe(not_a_file.error()),
              "unsupported: scripted reader " + folder + ": neither a file nor a pipe");
}

}  // namespace
}  // namespace pareto::drivers

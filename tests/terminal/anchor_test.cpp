// The anchor's file: what was written last is read, what is damaged is nothing.
#include "terminal/database/anchor.h"

#include <fstream>

#include <gtest/gtest.h>

#include "common/journal/entry.h"
#include "tests/support/temporary_directory.h"

namespace pareto::test {
namespace {

using terminal::database::AnchorRecord;
using terminal::database::FileAnchor;

TEST(AnchorTest, ReadsWhatWasWrittenLast) {
    const TemporaryDirectory directory;
    const AnchorRecord first{5, 7, journal::sha256("a"), 6, 12};
    const AnchorRecord second{
        2'147'483'647, kSequenceMax, journal::sha256("b"), 0, 9'000'000'000'000};
    {
        const auto anchor = FileAnchor::open(directory.file("anchor"));
        ASSERT_TRUE(anchor);
        EXPECT_EQ((*anchor)->read().value(), std::nullopt);
        ASSERT_TRUE((*anchor)->write(first));
        ASSERT_TRUE((*anchor)->write(second));
    }
    const auto anchor = FileAnchor::open(directory.file("anchor"));
    ASSERT_TRUE(anchor);
    EXPECT_EQ((*anchor)->read().value(), second);
}

TEST(AnchorTest, KnowsNothingWhenItsFileIsDamaged) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("anchor");
    const auto anchor = FileAnchor::open(path);
    ASSERT_TRUE(anchor);
    ASSERT_TRUE((*anchor)->write({5, 7, journal::sha256("a"), 6, 12}));
    for (const int at : {0, 17, 30, 62, 70, 103}) {
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekg(at);
        const int before = file.get();
        file.seekp(at);
        file.put(static_cast<char>(before ^ 1));
        file.flush();
        EXPECT_EQ((*anchor)->read().value(), std::nullopt) << "byte " << at;
        file.seekp(at);
        file.put(static_cast<char>(before));
    }
    EXPECT_NE((*anchor)->read().value(), std::nullopt);
    std::ofstream{path, std::ios::app} << "x";
    EXPECT_EQ((*anchor)->read().value(), std::nullopt);
    ASSERT_TRUE((*anchor)->write({5, 8, journal::sha256("b"), 6}));
    EXPECT_NE((*anchor)->read().value(), std::nullopt) << "the next record mends the file";
}

}  // namespace
}  // namespace pareto::test

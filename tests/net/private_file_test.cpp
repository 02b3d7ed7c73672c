#include "common/net/private_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pareto::net {
namespace {

class PrivateFileTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "pareto-file-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
    }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::ptrdiff_t files() const {
        return std::distance(std::filesystem::directory_iterator{directory_}, {});
    }

    std::filesystem::path directory_;
};

TEST_F(PrivateFileTest, WritesAFileThatOnlyItsOwnerMayRead) {
    const auto path = directory_ / "key.pem";
    const ::mode_t old = ::umask(0);
    ASSERT_TRUE(write_private_file(path, "secret"));
    ::umask(old);

    struct ::stat facts {};

    ASSERT_EQ(::stat(path.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    EXPECT_EQ(read_file(path, 100).value(), "secret");
    EXPECT_EQ(files(), 1);
}

TEST_F(PrivateFileTest, ReplacesAnOlderFileAndNarrowsItsMode) {
    const auto path = directory_ / "key.pem";
    std::ofstream{path} << "an older and longer text";
    ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
    ASSERT_TRUE(write_private_file(path, Bytes("new\0text", 8)));

    struct ::stat facts {};

    ASSERT_EQ(::stat(path.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    EXPECT_EQ(read_file(path, 100).value(), Bytes("new\0text", 8));
    EXPECT_EQ(files(), 1);
}

TEST_F(PrivateFileTest, LeavesNothingBehindWhenItFails) {
    const auto path = directory_ / "taken";
    std::filesystem::create_directories(path / "inside");
    const auto written = write_private_file(path, "text");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, FaultCode::Unavailable);
    EXPECT_EQ(files(), 1);
    EXPECT_FALSE(write_private_file(directory_ / "no such folder" / "key.pem", "text"));
}

TEST_F(PrivateFileTest, ReadsAtMostWhatIsAllowed) {
    const auto path = directory_ / "long";
    ASSERT_TRUE(write_private_file(path, Bytes(10'000, 'x')));
    EXPECT_EQ(read_file(path, 10'000).value().size(), 10'000U);
    EXPECT_EQ(read_file(path, 9'999).error().code, FaultCode::Exhausted);
    EXPECT_EQ(read_file("/dev/zero", 1'000'000).error().code, FaultCode::Exhausted);
}

TEST_F(PrivateFileTest, SaysWhichFileIsMissing) {
    const auto read = read_file(directory_ / "absent", 10);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, FaultCode::Unavailable);
    EXPECT_NE(read.error().detail.find("absent"), std::string::npos);
}

}  // namespace
}  // namespace pareto::net

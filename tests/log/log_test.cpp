// A line of the log is one JSON object, whatever its fields hold.
#include "common/log/log.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"

namespace pareto::test {
namespace {

TEST(LogTest, WritesFieldsAsJson) {
    EXPECT_EQ(log::format_line("started", {}), R"({"event":"started"})");
    EXPECT_EQ(
        log::format_line(
            "a",
            {{"n", std::int64_t{-5}}, {"b", true}, {"t", std::string{"a \"quoted\\\" \n\x01 茶"}}}),
        "{\"event\":\"a\",\"n\":-5,\"b\":true,\"t\":\"a \\\"quoted\\\\\\\" \\u000a\\u0001 茶\"}");
}

TEST(LogTest, WritesIntoItsFile) {
    const TemporaryDirectory directory;
    log::info("before", {});
    ASSERT_TRUE(log::to_file(directory.file("terminal.log")));
    log::info("sold", {{"entry", std::int64_t{7}}});
    log::debug("hidden", {});
    log::show_debug();
    log::debug("shown {}", {{"fault", std::string{"100% {} %v"}}});
    std::ifstream file{directory.file("terminal.log")};
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_NE(text.str().find(R"(Z","level":"info","event":"sold","entry":7})"), std::string::npos)
        << text.str();
    EXPECT_EQ(text.str().find("hidden"), std::string::npos);
    EXPECT_EQ(text.str().find("before"), std::string::npos);
    EXPECT_FALSE(log::to_file("/proc/version/terminal.log"));
}

}  // namespace
}  // namespace pareto::test

#include "hq/replay/company.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <fstream>

namespace pareto::hq::replay {
namespace {

/// "branch/terminal=code" each, or what is wrong.
std::string read(const std::string& text) {
    const pareto::test::TemporaryDirectory directory;
    const std::string path = directory.file("codes");
    std::ofstream{path} << text;
    const auto codes = read_codes(path);
    if (!codes) return codes.error().detail.substr(directory.path().string().size());
    std::string found;
    for (const auto& code : *codes) found += (found.empty() ? "" : " ") + code.branch + "/" + code.terminal + "=" + code.code;
    return found;
}

TEST(CodesFileTest, TakesTerminalsWithTheirCodesInAnyOfTheUsualForms) {
    EXPECT_EQ(read("branch,terminal,code\nB1,1,AAAA-BBBB\nB2,1,CCCC\n"), "B1/1=AAAA-BBBB B2/1=CCCC");
    EXPECT_EQ(read("B1 1 AAAA\r\nB1\t2\tBBBB\r\n"), "B1/1=AAAA B1/2=BBBB");
    EXPECT_EQ(read("# made on Monday\n\nB1;1;AAAA"), "B1/1=AAAA");
}

TEST(CodesFileTest, TakesCodesAlone) { EXPECT_EQ(read("AAAA\nBBBB\n"), "/=AAAA /=BBBB"); }

TEST(CodesFileTest, NamesTheLineThatIsNeither) {
    EXPECT_EQ(read("B1,1,AAAA\nB1,AAAA\n"), "/codes:2: expected branch,terminal,code");
}

}  // namespace
}  // namespace pareto::hq::replay

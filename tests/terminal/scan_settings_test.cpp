// terminal.toml: what it may say about scans, and that a slip in it is told.
#include "terminal/configuration/scan_settings.h"

#include <gtest/gtest.h>

namespace pareto::terminal::configuration {
namespace {

std::string printed(std::string_view toml) {
    const auto settings = read_scan_settings(toml);
    if (!settings) return settings.error().detail;
    std::string text;
    for (const auto& rule : settings->rules) {
        text += rule.prefix + "/" + std::to_string(rule.digits) + (rule.check_digit ? "c" : "") +
                (rule.keep_prefix ? "" : "-") + std::to_string(static_cast<int>(rule.meaning)) +
                " ";
    }
    for (const auto& scheme : settings->embedded)
        text += goods::to_pattern(scheme) + " ";
    return text + (settings->upc_e_first ? "upc-e " : "") + (settings->guess ? "guess" : "");
}

TEST(ScanSettingsTest, HasDefaultsForWhatIsNotSaid) {
    EXPECT_EQ(printed(""), "29/13c0 guess");
    EXPECT_EQ(printed("[scan]\n"), "29/13c0 guess");
    EXPECT_EQ(printed("# a comment"), "29/13c0 guess");
    const auto absent = load_scan_settings("/nowhere/terminal.toml");
    ASSERT_TRUE(absent);
    EXPECT_EQ(absent->rules, goods::ScanSettings{}.rules);
}

TEST(ScanSettingsTest, TakesSchemesAndRules) {
    EXPECT_EQ(printed("[scan]\nembedded = [\"21IIIIIPPP.PPC\", \"28IIIIIWW.WWWC\"]\n"
                      "upc_e_first = true\nguess = false\n"),
              "29/13c0 21IIIIIPPP.PPC 28IIIIIWW.WWWC upc-e ");
    EXPECT_EQ(
        printed("[[scan.number]]\nmeans = \"member\"\nprefix = \"C\"\n"
                "[[scan.number]]\nmeans = \"coupon\"\nprefix = \"99\"\ndigits = 13\n"
                "check_digit = true\n"
                "[[scan.number]]\nmeans = \"receipt\"\nprefix = \"R-\"\nkeep_prefix = false\n"),
        "C/00 99/13c1 R-/0-2 guess");
    EXPECT_EQ(printed("[scan]\nnumber = []\n"), "guess") << "no numbers of the chain's own";
}

TEST(ScanSettingsTest, TellsWhatIsWrong) {
    EXPECT_EQ(printed("[scan\n").substr(0, 22), "terminal.toml: line 1:");
    EXPECT_EQ(printed("[scan]\nembeded = []"), "terminal.toml: there is no setting scan.embeded");
    EXPECT_EQ(printed("[scanner]"), "terminal.toml: there is no setting scanner");
    EXPECT_EQ(printed("scan = 1"), "terminal.toml: scan is no table: write [scan]");
    EXPECT_EQ(printed("[scan]\nguess = 1"),
              "terminal.toml: scan.guess has a value of another kind");
    EXPECT_EQ(printed("[scan]\nembedded = \"21IIIIIPPP.PPC\""),
              "terminal.toml: scan.embedded is no list");
    EXPECT_EQ(printed("[scan]\nembedded = [\"21IIIIIPPPP\"]").substr(0, 42),
              "terminal.toml: scan.embedded: 21IIIIIPPPP:");
    EXPECT_EQ(printed("[scan.number]\nprefix = \"1\""),
              "terminal.toml: scan.number is no list of tables: write [[scan.number]]");
    EXPECT_EQ(printed("[[scan.number]]\nmeans = \"staff\"\nprefix = \"1\""),
              "terminal.toml: scan.number.means is none of member, coupon, receipt");
    EXPECT_EQ(printed("[[scan.number]]\ndigits = -1"),
              "terminal.toml: scan.number.digits is not 0 to 64");
    EXPECT_EQ(printed("[[scan.number]]\nmeans = \"member\""),
              "terminal.toml: a scan.number needs a prefix or a number of digits");
    EXPECT_EQ(printed("[[scan.number]]\nprefx = \"1\""),
              "terminal.toml: there is no setting scan.number.prefx");
}

}  // namespace
}  // namespace pareto::terminal::configuration

#include "common/goods/digital_link.h"

#include <gtest/gtest.h>

namespace pareto::goods {
namespace {

/// "STEM ELEMENTS", or why not.
std::string read(const std::string& text) {
    const auto link = parse_digital_link(text);
    if (!link) return "refused: it " + std::string{explain(link.error())};
    return link->stem + " " + to_bracketed(link->elements);
}

std::string written(const std::string& stem, const std::string& elements) {
    return to_digital_link({stem, parse_bracketed(elements).value()}).value_or("none");
}

TEST(DigitalLinkTest, IsReadUnderAnyDomainAndPath) {
    EXPECT_EQ(read("https://id.gs1.org/01/09506000134352"),
              "https://id.gs1.org (01)09506000134352");
    EXPECT_EQ(read("https://example.com/some/path/01/09506000134352/10/ABC-1/21/1234"),
              "https://example.com/some/path (01)09506000134352(10)ABC-1(21)1234");
    EXPECT_EQ(read("HTTP://EXAMPLE.COM:8080/01/09506000134352/"),
              "HTTP://EXAMPLE.COM:8080 (01)09506000134352");
    EXPECT_EQ(read("https://example.com//01/09506000134352"), "https://example.com (01)09506000134352");
    // What looks like a key further in front belongs to the path.
    EXPECT_EQ(read("https://example.com/01/shoes/01/09506000134352"),
              "https://example.com/01/shoes (01)09506000134352");
}

TEST(DigitalLinkTest, HasKeysOfAllKinds) {
    EXPECT_EQ(read("https://id.gs1.org/00/106141412345678908"),
              "https://id.gs1.org (00)106141412345678908");
    EXPECT_EQ(read("https://id.gs1.org/8018/061414112345678902/8019/7"),
              "https://id.gs1.org (8018)061414112345678902(8019)7");
    EXPECT_EQ(read("https://id.gs1.org/255/401234567890104711"),
              "https://id.gs1.org (255)401234567890104711");
    EXPECT_EQ(read("https://id.gs1.org/414/0614141123452/254/32a%2Fb"),
              "https://id.gs1.org (414)0614141123452(254)32a/b");
    EXPECT_EQ(read("https://id.gs1.org/01/09506000134352/235/TPX"),
              "https://id.gs1.org (01)09506000134352(235)TPX");
}

TEST(DigitalLinkTest, HasAttributesInItsQuery) {
    EXPECT_EQ(read("https://example.com/01/09506000134352?17=270630&3103=001250"),
              "https://example.com (01)09506000134352(17)270630(3103)001250");
    EXPECT_EQ(read("https://example.com/01/09506000134352?linkType=gs1:pip;17=270630&x#top"),
              "https://example.com (01)09506000134352(17)270630");
    EXPECT_EQ(read("https://example.com/01/09506000134352?"),
              "https://example.com (01)09506000134352");
    EXPECT_EQ(read("https://example.com/01/09506000134352?99=a%26b"),
              "https://example.com (01)09506000134352(99)a&b");
}

TEST(DigitalLinkTest, TakesShortNumbersOfEarlyLinks) {
    EXPECT_EQ(read("https://example.com/01/9506000134352"),
              "https://example.com (01)09506000134352");
    EXPECT_EQ(read("https://example.com/01/73513537"), "https://example.com (01)00000073513537");
}

TEST(DigitalLinkTest, SaysWhatIsWrong) {
    const std::string none = "refused: it is a web address, but of no item";
    const std::string value =
        "refused: it is a Digital Link with a value that its identifier may not have";
    for (const auto* text : {"",
                             "01/09506000134352",
                             "ftp://example.com/01/09506000134352",
                             "https://",
                             "https:///01/09506000134352",
                             "https://example.com",
                             "https://example.com/01/09506000134352 "})
        EXPECT_EQ(read(text), "refused: it is no web address") << text;
    EXPECT_EQ(read("https://example.com/"), none);
    EXPECT_EQ(read("https://example.com/01"), none);
    EXPECT_EQ(read("https://example.com/shoes?01=09506000134352"), none);
    // Qualifiers out of order, of another key, and of two orders mixed.
    EXPECT_EQ(read("https://example.com/01/09506000134352/21/1234/10/ABC"), none);
    EXPECT_EQ(read("https://example.com/01/09506000134352/254/1"), none);
    EXPECT_EQ(read("https://example.com/01/09506000134352/10/A/235/B"), none);
    EXPECT_EQ(read("https://example.com/01/09506000134352//B"), none);
    EXPECT_EQ(read("https://example.com/01/09506000134353"), value);
    EXPECT_EQ(read("https://example.com/01/09506000134352/10/"), none);
    EXPECT_EQ(read("https://example.com/01/09506000134352/10/A%20B"), value);
    EXPECT_EQ(read("https://example.com/01/09506000134352/10/A%2"),
              "refused: it is a Digital Link with a % that stands for nothing");
    EXPECT_EQ(read("https://example.com/01/09506000134352/10/A%GG"),
              "refused: it is a Digital Link with a % that stands for nothing");
    EXPECT_EQ(read("https://example.com/01/09506000134352?05=1"),
              "refused: it is a Digital Link with an unknown application identifier");
    EXPECT_EQ(read("https://example.com/01/09506000134352?17"),
              "refused: it is a Digital Link with an unknown application identifier");
    EXPECT_EQ(read("https://example.com/01/09506000134352?17=271301"), value);
    EXPECT_EQ(read("https://example.com/01/09506000134352/10/A?10=B"),
              "refused: it is a Digital Link that says one thing twice and differently");
    EXPECT_EQ(read("https://example.com/" + std::string(kElementBytesMax, 'a')),
              "refused: it is too long for a Digital Link");
}

TEST(DigitalLinkTest, IsWrittenInTheOrderOfTheStandard) {
    EXPECT_EQ(
        written("https://id.gs1.org", "(01)09506000134352(21)1/2(17)270630(10)A&B(3103)001250"),
        "https://id.gs1.org/01/09506000134352/10/A%26B/21/1%2F2?17=270630&3103=001250");
    EXPECT_EQ(written("https://id.gs1.org/x", "(01)09506000134352(235)T"),
              "https://id.gs1.org/x/01/09506000134352/235/T");
    EXPECT_EQ(written("https://id.gs1.org", "(8018)061414112345678902"),
              "https://id.gs1.org/8018/061414112345678902");
    EXPECT_EQ(written("https://id.gs1.org", "(17)270630"), "none");
    EXPECT_EQ(written("id.gs1.org", "(01)09506000134352"), "none");
    EXPECT_EQ(written("https://id.gs1.org/", "(01)09506000134352"), "none");
    EXPECT_EQ(written("https://id.gs1.org?a=b", "(01)09506000134352"), "none");
}

}  // namespace
}  // namespace pareto::goods

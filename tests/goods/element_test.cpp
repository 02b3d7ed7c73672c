#include "common/goods/element.h"

#include <gtest/gtest.h>

namespace pareto::goods {
namespace {

/// Element strings are written here with | for the group separator.
std::string with_separators(std::string text) {
    for (char& c : text)
        c = c == '|' ? kGroupSeparator : c;
    return text;
}

std::string printed(const Expected<std::vector<Element>, ElementProblem>& elements) {
    return elements ? to_bracketed(*elements) : "refused: " + explain(elements.error());
}

std::string read(const std::string& text) {
    return printed(parse_elements(with_separators(text)));
}

TEST(ElementStringTest, NeedsNoSeparatorBehindLengthsKnownBeforehand) {
    EXPECT_EQ(read("0109506000134352"), "(01)09506000134352");
    EXPECT_EQ(read("010950600013435217270630310300125010ABC-1|211234"),
              "(01)09506000134352(17)270630(3103)001250(10)ABC-1(21)1234");
    EXPECT_EQ(read("00106141412345678908"), "(00)106141412345678908");
    EXPECT_EQ(read("4140614141123452254A1"), "(414)0614141123452(254)A1");
}

TEST(ElementStringTest, NeedsASeparatorBehindAllOthers) {
    EXPECT_EQ(read("8018061414112345678902"), "(8018)061414112345678902");
    EXPECT_EQ(read("8018061414112345678902|80191"), "(8018)061414112345678902(8019)1");
    EXPECT_EQ(read("801806141411234567890280191"), "refused: (8018) is too long");
    EXPECT_EQ(read("3712|10A"), "(37)12(10)A");
}

TEST(ElementStringTest, PassesOverNeedlessSeparators) {
    EXPECT_EQ(read("|0109506000134352|17270630|10A|"), "(01)09506000134352(17)270630(10)A");
}

TEST(ElementStringTest, KeepsOneOfTwoThatAreTheSame) {
    EXPECT_EQ(read("10A|10A"), "(10)A");
    EXPECT_EQ(read("10A|10B"), "refused: (10) is there twice with two values");
}

TEST(ElementStringTest, KnowsTheFormatOfEachIdentifier) {
    EXPECT_EQ(read("392295"), "(3922)95");
    EXPECT_EQ(read("3932978123456"), "(3932)978123456");
    EXPECT_EQ(read("393297"), "refused: (3932) is too short: scan it again");
    EXPECT_EQ(read("2554012345678901"), "(255)4012345678901");
    EXPECT_EQ(read("25540123456789010471"), "(255)40123456789010471");
    EXPECT_EQ(read("8003006141411234525678"), "(8003)006141411234525678");
    EXPECT_EQ(read("8003106141411234525678"),
              "refused: (8003) holds a character that it may not have");
    EXPECT_EQ(read("8006040123451234560102"), "(8006)040123451234560102");
    EXPECT_EQ(read("8006040123451234560302"), "refused: (8006) counts more pieces than there are");
    EXPECT_EQ(read("8006040123451234560002"), "refused: (8006) counts more pieces than there are");
    EXPECT_EQ(read("7003270630"
                   "1200"),
              "(7003)2706301200");
    EXPECT_EQ(read("8010061414198765#/-A"), "(8010)061414198765#/-A");
    EXPECT_EQ(read("8010061414198765a"), "refused: (8010) holds a character that it may not have");
}

TEST(ElementStringTest, SaysWhatIsWrong) {
    EXPECT_EQ(read(""), "refused: the code is empty");
    EXPECT_EQ(read("|"), "refused: the code is empty");
    EXPECT_EQ(read("0"), "refused: there is no application identifier where one belongs");
    EXPECT_EQ(read("0509506000134352"),
              "refused: there is no application identifier where one belongs");
    EXPECT_EQ(read("3106001250"),  // six decimals do not exist
              "refused: there is no application identifier where one belongs");
    EXPECT_EQ(read("01095060001343"), "refused: (01) is too short: scan it again");
    EXPECT_EQ(read("0109506000134353"), "refused: (01) has a wrong check digit: scan it again");
    EXPECT_EQ(read("010950600013435A"), "refused: (01) holds a character that it may not have");
    EXPECT_EQ(read("10"), "refused: (10) is too short: scan it again");
    EXPECT_EQ(read("10123456789012345678901"), "refused: (10) is too long");
    EXPECT_EQ(read("10AB C"), "refused: (10) holds a character that it may not have");
    EXPECT_EQ(read("10AB\xC3\xA9"), "refused: (10) holds a character that it may not have");
    EXPECT_EQ(read("17271330"), "refused: (17) is a date that does not exist");
    EXPECT_EQ(read("17270230"), "refused: (17) is a date that does not exist");
    EXPECT_EQ(read("17270200"), "(17)270200");
    EXPECT_EQ(read("7006270200"), "refused: (7006) is a date that does not exist");
    EXPECT_EQ(read(std::string(kElementBytesMax + 1, '|')), "refused: the code is too long");
}

TEST(ElementStringTest, IsWrittenWithAsFewSeparatorsAsPossible) {
    const auto elements = parse_bracketed("(10)ABC-1(01)09506000134352(21)1234(17)270630");
    ASSERT_TRUE(elements);
    EXPECT_EQ(to_element_string(*elements),
              with_separators("01095060001343521727063010ABC-1|211234"));
}

TEST(BracketedTest, ReadsWhatIsPrintedForPeople) {
    EXPECT_EQ(printed(parse_bracketed("(01)09506000134352(3103)001250(10)ABC")),
              "(01)09506000134352(3103)001250(10)ABC");
    // A bracket that no identifier stands in belongs to the value.
    EXPECT_EQ(printed(parse_bracketed("(10)A(B)(05)(21)1")), "(10)A(B)(05)(21)1");
    EXPECT_EQ(printed(parse_bracketed("")), "refused: the code is empty");
    EXPECT_EQ(printed(parse_bracketed("01)09506000134352")),
              "refused: there is no application identifier where one belongs");
    EXPECT_EQ(printed(parse_bracketed("(01)0950600013435")),
              "refused: (01) is too short: scan it again");
}

TEST(IdentifierTest, TellsDecimalsByItsLastDigit) {
    EXPECT_EQ(decimals_of("3103"), 3);
    EXPECT_EQ(decimals_of("3920"), 0);
    EXPECT_EQ(decimals_of("3929"), 9);
    EXPECT_EQ(decimals_of("3943"), 3);
    for (const auto* ai : {"01", "30", "3106", "3944", "400", ""})
        EXPECT_EQ(decimals_of(ai), std::nullopt) << ai;
}

/// No identifier is the beginning of another: otherwise reading one would be a guess.
TEST(IdentifierTest, IsNeverTheBeginningOfAnother) {
    const auto padded = [](int number, std::size_t length) {
        std::string text = std::to_string(number);
        return text.insert(0, length - text.size(), '0');
    };
    int known = 0;
    for (int number = 0; number < 10'000; ++number) {
        const std::string four = padded(number, 4);
        int found = 0;
        for (const std::size_t length : {2U, 3U, 4U}) {
            const std::string_view ai = std::string_view{four}.substr(0, length);
            found += refuse_value(ai, "") == ElementRefusal::UnknownIdentifier ? 0 : 1;
        }
        EXPECT_LE(found, 1) << four;
        known += found;
        EXPECT_EQ(identifier_in_front(four).empty(), found == 0) << four;
    }
    EXPECT_GT(known, 0);
}

}  // namespace
}  // namespace pareto::goods

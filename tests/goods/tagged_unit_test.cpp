// One unit of goods has one name, whatever it was read from.
#include "common/goods/tagged_unit.h"

#include <gtest/gtest.h>

#include "common/goods/scan.h"

namespace pareto::goods {
namespace {

using namespace std::chrono_literals;

std::string printed(std::string_view uri) {
    const auto unit = unit_of(uri);
    return unit ? unit->gtin + " " + unit->serial : "none";
}

TEST(TaggedUnitTest, IsTheSameWhereverThePrefixEnds) {
    for (const auto* uri : {"urn:epc:id:sgtin:0614141.812345.6789",
                            "urn:epc:id:sgtin:061414112345.8.6789",
                            "urn:epc:id:sgtin:061414.8112345.6789",
                            "urn:epc:id:itip:0614141.812345.01.02.6789"})
        EXPECT_EQ(printed(uri), "80614141123458 6789") << uri;
    EXPECT_EQ(printed("urn:epc:id:sgtin:0614141.712345.32a%2Fb"), "70614141123451 32a/b");
    EXPECT_EQ(printed("urn:epc:id:sgtin:0614141.812345.06789"), "80614141123458 06789")
        << "leading zeros belong to the serial";
}

TEST(TaggedUnitTest, IsNothingElse) {
    for (const auto* uri : {"",
                            "6789",
                            "urn:epc:tag:sgtin-96:3.0614141.812345.6789",
                            "urn:epc:id:sscc:0614141.1234567890",
                            "urn:epc:id:gid:31415.271828.1414",
                            "urn:epc:id:sgtin:0614141.81234.1"})
        EXPECT_EQ(printed(uri), "none") << uri;
}

TEST(TaggedUnitTest, MakesAnIdentityThatNamesIt) {
    for (const TaggedUnit& unit : {TaggedUnit{"80614141123458", "6789"},
                                   TaggedUnit{"00000073513537", "a%b&c/d?e"},
                                   TaggedUnit{"04006381333931", "12345678901234567890"}}) {
        for (const std::size_t digits : {6U, 7U, 12U}) {
            const auto uri = identity_uri(unit, digits);
            ASSERT_TRUE(uri);
            EXPECT_LE(uri->size(), 128U);
            EXPECT_EQ(unit_of(*uri), unit) << *uri;
        }
    }
    EXPECT_EQ(identity_uri(TaggedUnit{"80614141123458", "6789"}),
              "urn:epc:id:sgtin:061414112345.8.6789");
    EXPECT_FALSE(identity_uri(TaggedUnit{"80614141123458", ""}));
    EXPECT_FALSE(identity_uri(TaggedUnit{"80614141123459", "1"}));
    EXPECT_FALSE(identity_uri(TaggedUnit{"80614141123458", "1"}, 5));
    EXPECT_FALSE(identity_uri(TaggedUnit{"80614141123458", "with space"}));
}

TEST(TaggedUnitTest, AScannedTagKeepsItsOwnIdentity) {
    const auto epc = [](std::string_view text) {
        return std::get<ScannedItem>(understand(text, ScanSettings{}, 2026y / 3 / 9)).epc;
    };
    EXPECT_EQ(epc("3074257BF7194E4000001A85"), "urn:epc:id:sgtin:0614141.812345.6789");
    EXPECT_EQ(epc("urn:epc:id:itip:0614141.812345.01.02.6789"),
              "urn:epc:id:sgtin:0614141.812345.6789");
    EXPECT_EQ(epc("]d20180614141123458216789"), "") << "a barcode does not tell the prefix";
    const auto scan = understand_tag(*from_hex("3074257BF7194E4000001A85"), 2026y / 3 / 9);
    EXPECT_EQ(std::get<ScannedItem>(scan).serial, "6789");
    EXPECT_TRUE(std::holds_alternative<UnknownText>(
        understand_tag(*from_hex("E28011606000020000000001"), 2026y / 3 / 9)));
}

}  // namespace
}  // namespace pareto::goods

// What an EPC must not be, and what it may be just so.
#include "common/goods/epc.h"

#include <gtest/gtest.h>

#include "tests/goods/epc_examples.h"

namespace pareto::goods {
namespace {

using test::bytes_of;

std::string read(std::string_view hex) {
    const auto epc = decode_epc(bytes_of(hex));
    return epc ? tag_uri(*epc) : "refused: it " + std::string{explain(epc.error())};
}

std::string encoded(EpcScheme scheme, std::vector<std::string> fields, int filter = 0) {
    const auto bytes = encode_epc({scheme, filter, std::move(fields)});
    return bytes ? to_hex(*bytes) : "refused: it " + std::string{explain(bytes.error())};
}

std::string parsed(const Expected<Epc, EpcRefusal>& epc) {
    return epc ? tag_uri(*epc) : "refused: it " + std::string{explain(epc.error())};
}

const std::string kUnknown =
    "refused: it is no EPC that is known here; the tag may never have been written";
const std::string kLength = "refused: it has another number of bits than its scheme";
const std::string kPadding = "refused: it holds data where the standard wants zeros";
const std::string kPartition = "refused: it has a partition value that does not exist";
const std::string kTooBig = "refused: it has a number or text that is too big for its field";
const std::string kDigits = "refused: it has a number with too few, too many or needless digits";
const std::string kCharacter = "refused: it holds a character that it may not have";
const std::string kEmpty = "refused: it has an empty field";
const std::string kFields = "refused: it has another number of fields than its scheme";
const std::string kPrefix = "refused: it has a company prefix of other than 6 to 12 digits";
const std::string kFilter = "refused: it has a filter value that its scheme does not hold";
const std::string kElements = "refused: it does not agree with the GS1 key it stands for";

TEST(EpcTagTest, IsRefusedWithTheReason) {
    EXPECT_EQ(read(""), kLength);
    EXPECT_EQ(read("30"), kLength);
    EXPECT_EQ(read("00"), kUnknown);
    EXPECT_EQ(read("E28011606000020000000001"), kUnknown);  // never written
    EXPECT_EQ(read("F74257BF7194E4000001A850"), kUnknown);  // a scheme of TDS 2
    EXPECT_EQ(read("3074257BF7194E4000001A"), kLength);
    EXPECT_EQ(read("3674257BF6B7A659B2C2BF10"), kLength);
    EXPECT_EQ(read("307C257BF7194E4000001A85"), kPartition);
    EXPECT_EQ(read("3074257BF7194E4000001A8500A0"), kPadding);
    EXPECT_EQ(read("3174257BF4499602D2000001"), kPadding);  // the 24 bits that SSCC leaves free
    EXPECT_EQ(read("3074257BF7194E4000001A85" + std::string(102, '0')), kLength);
}

TEST(EpcTagTest, HasCompanyPrefixAndReferenceOfTheirDigits) {
    // Partition 5 has 24 bits for seven digits: 9,999,999 fits them, one more does not.
    EXPECT_EQ(read("3016625A0000000000000000"), kTooBig);
    EXPECT_EQ(read("3077257BF7194E4000001A85"), kTooBig);
    EXPECT_EQ(read("30166259FC00000000000000"), "urn:epc:tag:sgtin-96:0.9999999.000000.0");
    // 20 bits for six digits of the reference.
    EXPECT_EQ(read("3014000003D08FC000000000"), "urn:epc:tag:sgtin-96:0.0000000.999999.0");
    EXPECT_EQ(read("3014000003D0900000000000"), kTooBig);
    // Partition 0 leaves a place no digit of its own, and one bit that must be zero.
    EXPECT_EQ(read("3200393243F1640000000000"), "urn:epc:tag:sgln-96:0.061414112345..0");
    EXPECT_EQ(read("3200393243F1660000000000"), kTooBig);
}

TEST(EpcTagTest, HasTextThatEndsOnce) {
    // "a", a zero, then "b".
    const std::string zeros(32, '0');
    EXPECT_EQ(read("3674257BF6B7A67080C4" + zeros), kPadding);
    EXPECT_EQ(read("3674257BF6B7A6400000" + zeros), kEmpty);
    // A blank is in no character set of GS1.
    EXPECT_EQ(read("3674257BF6B7A6500000" + zeros), kCharacter);
}

TEST(EpcTagTest, OfACouponKeepsTheZerosOfItsSerial) {
    EXPECT_EQ(parsed(decode_epc(bytes_of("3F74F4E4E612640000019907"))),
              "urn:epc:tag:sgcn-96:3.4012345.67890.04711");
    EXPECT_EQ(read("3F74F4E4E612640000000000"), kDigits);  // 0: no 1 in front
    EXPECT_EQ(read("3F74F4E4E612640000000002"), kDigits);
    EXPECT_EQ(read("3F74F4E4E612640000000001"), kEmpty);
}

TEST(EpcTest, HoldsTheBiggestNumbersAndNotOneMore) {
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", "274877906943"}),
              "3014257bf7194e7fffffffff");
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", "274877906944"}), kTooBig);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", "18446744073709551616"}), kTooBig);
    EXPECT_EQ(encoded(EpcScheme::Giai96, {"0614141", "288230376151711743"}).substr(0, 6), "341425");
    EXPECT_EQ(encoded(EpcScheme::Giai96, {"0614141", "288230376151711744"}), kTooBig);
    EXPECT_EQ(encoded(EpcScheme::Sgcn96, {"4012345", "67890", "999999999999"}).substr(0, 6),
              "3f14f4");
    EXPECT_EQ(encoded(EpcScheme::Sgcn96, {"4012345", "67890", "1000000000000"}), kTooBig);
    EXPECT_EQ(encoded(EpcScheme::Cpi96, {"0614141", "99999999", "2147483647"}).substr(0, 6),
              "3c1425");
    EXPECT_EQ(encoded(EpcScheme::Cpi96, {"0614141", "100000000", "1"}), kTooBig);
    EXPECT_EQ(encoded(EpcScheme::Gid96, {"268435455", "16777215", "68719476735"}),
              "35ffffffffffffffffffffff");
    EXPECT_EQ(encoded(EpcScheme::Gid96, {"268435456", "0", "0"}), kTooBig);
    EXPECT_EQ(encoded(EpcScheme::Sgtin198, {"0614141", "812345", std::string(20, 'z')}).size(),
              52U);
    EXPECT_EQ(encoded(EpcScheme::Sgtin198, {"0614141", "812345", std::string(21, 'z')}), kTooBig);
    EXPECT_EQ(encoded(EpcScheme::Giai202, {"061414112345", std::string(18, 'z')}).size(), 52U);
    EXPECT_EQ(encoded(EpcScheme::Giai202, {"061414112345", std::string(19, 'z')}), kTooBig);
}

TEST(EpcTest, IsRefusedWithTheReason) {
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", "1"}, 8), kFilter);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", "1"}, -1), kFilter);
    EXPECT_EQ(encoded(EpcScheme::Gid96, {"1", "2", "3"}, 1), kFilter);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345"}), kFields);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", "1", "2"}), kFields);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"06141", "81234567", "1"}), kPrefix);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141123456", "8", "1"}), kPrefix);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"061414X", "812345", "1"}), kCharacter);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "81234", "1"}), kDigits);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", "01"}), kDigits);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", ""}), kEmpty);
    EXPECT_EQ(encoded(EpcScheme::Sgtin96, {"0614141", "812345", "1a"}), kCharacter);
    EXPECT_EQ(encoded(EpcScheme::Sgtin198, {"0614141", "812345", ""}), kEmpty);
    EXPECT_EQ(encoded(EpcScheme::Sgtin198, {"0614141", "812345", "a b"}), kCharacter);
    EXPECT_EQ(encoded(EpcScheme::CpiVar, {"0614141", "abc", "1"}), kCharacter);
    EXPECT_EQ(encoded(EpcScheme::Itip110, {"4012345", "012345", "03", "02", "1"}), kElements);
    EXPECT_EQ(encoded(EpcScheme::Itip110, {"4012345", "012345", "1", "02", "1"}), kDigits);
    EXPECT_EQ(encoded(EpcScheme::Usdod96, {"CAGE", "1"}), kDigits);
    EXPECT_EQ(encoded(EpcScheme::Usdod96, {"CAGEI", "1"}), kCharacter);
    EXPECT_EQ(encoded(EpcScheme::AdiVar, {"35962", "", "#"}), kEmpty);
    EXPECT_EQ(encoded(EpcScheme::AdiVar, {"35962", "A#", "1"}), kCharacter);
}

TEST(EpcUriTest, IsRefusedWithTheReason) {
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:id:sgtin:0614141.812345.6789")),
              "refused: it is no EPC URI");
    EXPECT_EQ(parsed(parse_identity_uri("urn:epc:tag:sgtin-96:3.0614141.812345.6789")),
              "refused: it is no EPC URI");
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-64:3.0614141.812345.6789")), kUnknown);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-96:8.0614141.812345.6789")), kFilter);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-96:03.0614141.812345.6789")), kFilter);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-96:3")), kFields);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-96:3.0614141.812345")), kFields);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-96:3.0614141.812345.6789.1")), kCharacter);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-198:3.0614141.812345.a/b")), kCharacter);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-198:3.0614141.812345.a%2")), kCharacter);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-198:3.0614141.812345.%61")), kCharacter);
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-198:3.0614141.812345.a%00")), kCharacter);
    EXPECT_EQ(
        parsed(parse_tag_uri("urn:epc:tag:sgtin-198:3.0614141.812345." + std::string(600, 'a'))),
        kLength);
}

TEST(EpcUriTest, HoldsPointsInATextThatIsLast) {
    EXPECT_EQ(parsed(parse_tag_uri("urn:epc:tag:sgtin-198:3.0614141.812345.a.b.")),
              "urn:epc:tag:sgtin-198:3.0614141.812345.a.b.");
}

TEST(EpcUriTest, OfAnIdentityTakesTheShortestSchemeThatHoldsIt) {
    EXPECT_EQ(parsed(parse_identity_uri("urn:epc:id:sgtin:0614141.812345.6789", 1)),
              "urn:epc:tag:sgtin-96:1.0614141.812345.6789");
    EXPECT_EQ(parsed(parse_identity_uri("urn:epc:id:sgtin:0614141.812345.0678", 1)),
              "urn:epc:tag:sgtin-198:1.0614141.812345.0678");
    EXPECT_EQ(parsed(parse_identity_uri("urn:epc:id:sgtin:0614141.812345.274877906944")),
              "urn:epc:tag:sgtin-198:0.0614141.812345.274877906944");
    EXPECT_EQ(parsed(parse_identity_uri("urn:epc:id:cpi:0614141.A-1.5")),
              "urn:epc:tag:cpi-var:0.0614141.A-1.5");
    EXPECT_EQ(parsed(parse_identity_uri("urn:epc:id:sgtin:0614141.81234.6789")), kDigits);
}

TEST(EpcElementsTest, NeedTheLengthOfTheCompanyPrefix) {
    const auto elements = parse_bracketed("(01)80614141123458(21)6789(10)A").value();
    EXPECT_EQ(parsed(epc_of(elements, EpcScheme::Sgtin96, 7, 1)),
              "urn:epc:tag:sgtin-96:1.0614141.812345.6789");
    EXPECT_EQ(parsed(epc_of(elements, EpcScheme::Sgtin96, 12)),
              "urn:epc:tag:sgtin-96:0.061414112345.8.6789");
    EXPECT_EQ(parsed(epc_of(elements, EpcScheme::Sgtin96, 5)), kPrefix);
    EXPECT_EQ(parsed(epc_of(elements, EpcScheme::Sgtin96, 13)), kPrefix);
}

TEST(EpcElementsTest, AreRefusedWhenTheyAreNotThoseOfTheScheme) {
    const auto of = [](const char* text, EpcScheme scheme) {
        return parsed(epc_of(parse_bracketed(text).value(), scheme, 7));
    };
    EXPECT_EQ(of("(01)80614141123458", EpcScheme::Sgtin96), kElements);  // no serial
    EXPECT_EQ(of("(01)80614141123458(21)0012", EpcScheme::Sgtin96), kDigits);
    EXPECT_EQ(of("(01)80614141123458(21)0012", EpcScheme::Sgtin198),
              "urn:epc:tag:sgtin-198:0.0614141.812345.0012");
    EXPECT_EQ(of("(00)106141412345678908", EpcScheme::Sgtin96), kElements);
    EXPECT_EQ(of("(255)4012345678901", EpcScheme::Sgcn96), kEmpty);
    EXPECT_EQ(of("(8004)0614141", EpcScheme::Giai96), kEmpty);
    EXPECT_EQ(of("(01)80614141123458(21)1", EpcScheme::Gid96), kElements);
    EXPECT_EQ(of("(414)0614141123452", EpcScheme::Sgln96), "urn:epc:tag:sgln-96:0.0614141.12345.0");
    EXPECT_EQ(
        parsed(epc_of(
            std::vector<Element>{{"01", "80614141123459"}, {"21", "1"}}, EpcScheme::Sgtin96, 7)),
        kElements);
}

TEST(EpcFilterTest, HasAMeaning) {
    EXPECT_EQ(filter_meaning(EpcScheme::Sgtin96, 1), "point of sale item");
    EXPECT_EQ(filter_meaning(EpcScheme::Sscc96, 6), "unit load");
    EXPECT_EQ(filter_meaning(EpcScheme::Sgtin96, 3), "");
    EXPECT_EQ(filter_meaning(EpcScheme::Sgtin96, 8), "");
    EXPECT_EQ(filter_meaning(EpcScheme::Giai96, 0), "all others");
}

}  // namespace
}  // namespace pareto::goods

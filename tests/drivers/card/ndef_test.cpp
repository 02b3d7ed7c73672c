#include "drivers/card/ndef.h"

#include <gtest/gtest.h>

#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

std::string told(const Expected<std::vector<NdefRecord>, NdefRefusal>& records) {
    if (!records) return std::string{name_of(records.error())};
    std::string text;
    for (const NdefRecord& record : *records) {
        text += std::to_string(static_cast<int>(record.type_name)) + " " + record.type + " " +
                record.id + " " + to_hex(record.payload) + "; ";
    }
    return text;
}

std::string decoded(std::string_view digits) {
    return told(decode_ndef(hex(digits)));
}

TEST(NdefTest, ReadsRecordsOfBothLengths) {
    EXPECT_EQ(decoded("d1 01 04 55 04 612e62"), "1 U  04612e62; ");
    EXPECT_EQ(decoded("c1 01 00000004 55 04 612e62"), "1 U  04612e62; ");
    EXPECT_EQ(decoded("d9 01 02 03 55 616263 0461"), "1 U abc 0461; ");
    EXPECT_EQ(decoded("91 01 01 54 00  51 01 01 55 00"), "1 T  00; 1 U  00; ");
    EXPECT_EQ(decoded("d0 00 00"), "0   ; ");
}

TEST(NdefTest, RefusesInWords) {
    EXPECT_EQ(decoded(""), "Empty");
    EXPECT_EQ(decoded("d1"), "Truncated");
    EXPECT_EQ(decoded("d1 01 04 55 04 61"), "Truncated");
    EXPECT_EQ(decoded("c1 01 ffffffff 55 04 61"), "Truncated");
    EXPECT_EQ(decoded("d9 01 04"), "Truncated");
    EXPECT_EQ(decoded("91 01 01 55 00"), "Truncated");
    EXPECT_EQ(decoded("b1 01 01 55 00  56 00 01 00"), "Chunked");
    EXPECT_EQ(decoded("d6 00 01 00"), "Chunked");
    EXPECT_EQ(decoded("d7 01 01 55 00"), "UnknownType");
    EXPECT_EQ(decoded("51 01 01 55 00"), "Misplaced");
    EXPECT_EQ(decoded("91 01 01 55 00  d1 01 01 55 00"), "Misplaced");
    EXPECT_EQ(decoded("d1 01 01 55 00  00"), "Misplaced");
    std::string many = "91 01 01 55 00";
    for (std::size_t i = 0; i < kNdefRecordsMax; ++i)
        many += "11 01 01 55 00";
    EXPECT_EQ(decoded(many), "TooMany");
}

TEST(NdefTest, WritesWhatItReads) {
    const std::vector<NdefRecord> records{
        uri_record("https://id.gs1.org/01/09506000134352/21/123"),
        text_record({.language = "zh-Hant", .text = "會員"}),
        external_record("example.com:member", Bytes(300, 'x')),
        {.type_name = TypeName::Media, .type = "text/plain", .id = "id", .payload = "?"}};
    EXPECT_EQ(decode_ndef(encode_ndef(records)), records);
    EXPECT_EQ(encode_ndef({}), "");
}

TEST(NdefTest, ShortensUrisByTheLongestPrefix) {
    EXPECT_EQ(to_hex(uri_record("https://www.a.b").payload), "02612e62");
    EXPECT_EQ(to_hex(uri_record("https://a.b").payload), "04612e62");
    EXPECT_EQ(to_hex(uri_record("urn:epc:id:sgtin:1").payload), "1e736774696e3a31");
    EXPECT_EQ(to_hex(uri_record("tag:a").payload), "007461673a61");
    for (const char* const uri :
         {"https://www.a.b", "urn:nfc:x", "urn:epc:raw:1", "http://", "", "x"})
        EXPECT_EQ(uri_of(uri_record(uri)), uri);
}

TEST(NdefTest, TellsUrisTextsAndExternalTypesApart) {
    const NdefRecord text = text_record({.language = "en", .text = "hello"});
    EXPECT_EQ(text_of(text), (NdefText{"en", "hello"}));
    EXPECT_FALSE(uri_of(text));
    EXPECT_FALSE(text_of(uri_record("https://a.b")));
    EXPECT_FALSE(external_of(text, "T"));
    EXPECT_EQ(external_of(external_record("Example.COM:Member", "x"), "example.com:member"), "x");
    EXPECT_FALSE(external_of(external_record("example.com:members", "x"), "example.com:member"));
    EXPECT_EQ(
        uri_of(
            {.type_name = TypeName::AbsoluteUri, .type = "https://a.b", .id = {}, .payload = {}}),
        "https://a.b");
    EXPECT_FALSE(
        uri_of({.type_name = TypeName::WellKnown, .type = "U", .id = {}, .payload = hex("2461")}));
    EXPECT_FALSE(uri_of({.type_name = TypeName::WellKnown, .type = "U", .id = {}, .payload = {}}));
    EXPECT_FALSE(text_of(
        {.type_name = TypeName::WellKnown, .type = "T", .id = {}, .payload = hex("82656e0061")}));
    EXPECT_FALSE(text_of(
        {.type_name = TypeName::WellKnown, .type = "T", .id = {}, .payload = hex("05656e")}));
}

}  // namespace
}  // namespace pareto::drivers::card

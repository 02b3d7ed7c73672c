// Published web links of NTAG 424 DNA: NXP's AN12196 and the test suites of sdm-backend and
// ntag424-java.
#include "drivers/card/sun.h"

#include <gtest/gtest.h>

#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

struct Case {
    const char* name;
    const char* meta_key;
    const char* file_key;
    const char* picc_data;
    const char* file_data;
    const char* mac;
    const char* mac_input;
    const char* uid;
    std::uint32_t counter;
    const char* plain;
};

constexpr const char* kZero = "00000000000000000000000000000000";

const Case kPublished[] = {
    {"AN12196 page 12",
     kZero,
     kZero,
     "EF963FF7828658A599F3041510671E88",
     "",
     "94EED9EE65337086",
     "",
     "04de5f1eacc040",
     61,
     ""},
    {"AN12196 page 18",
     kZero,
     kZero,
     "FD91EC264309878BE6345CBE53BADF40",
     "CEE9A53E3E463EF1F459635736738962",
     "ECC1E7F6C6C73BF6",
     "CEE9A53E3E463EF1F459635736738962&cmac=",
     "04958caa5c5e80",
     8,
     "78787878787878787878787878787878"},
    {"sdm-backend, own keys",
     "42AFF114F2CB3B6141BE6DC95DFC5416",
     "B62A9BAF092439BD43C62AEE96B970C5",
     "8ACADDEF0A9B62CDAE39A16B83FC14DE",
     "B8436E11F627BB7F543FCC0C1E0D1A89",
     "238B2543A8DEBAD8",
     "B8436E11F627BB7F543FCC0C1E0D1A89",
     "041d3c8a2d6b80",
     291,
     "4e545858716e6f5f6f42467077792d56"},
    {"ntag424-java",
     kZero,
     kZero,
     "84DC15E87593037C7DDA281C2D55B8F2",
     "",
     "4BBC218E7B2B36AF",
     "",
     "049f50824f1390",
     33,
     ""},
    {"ntag424-java with a file",
     kZero,
     kZero,
     "379F7A361ED4728A13B70F2B591FFA6B",
     "A0DED1861CC740B47240AC0C944DC2EF",
     "4FF9720BC3FE5910",
     "A0DED1861CC740B47240AC0C944DC2EF/",
     "04b07f12647380",
     1,
     "0102030405060708090a0b0c0d0e0f10"},
    {"ntag424-java with 48 bytes",
     kZero,
     kZero,
     "4E8D0223F8C17CDCCE5BC24076CFAA0D",
     "B56FED7FF7B23791C0684F17E117C97450723BB5C104E809C8929F0264CB99F9969D07FC32BB2D11995AEF826E355"
     "097",
     "5FD76DE4BD942DFC",
     "B56FED7FF7B23791C0684F17E117C97450723BB5C104E809C8929F0264CB99F9969D07FC32BB2D11995AEF826E355"
     "097&cmac=",
     "049f50824f1390",
     16,
     "31392e30352e323032342031323a32323a33332331323334"
     "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a"},
    {"LRP with a file",
     kZero,
     kZero,
     "07D9CA2545881D4BFDD920BE1603268C0714420DD893A497",
     "D6E921C47DB4C17C56F979F81559BB83",
     "F9481AC7D855BDB6",
     "D6E921C47DB4C17C56F979F81559BB83&cmac=",
     "049b112a2f7080",
     4,
     "4e5458586237647a3350735959426c55"},
    {"LRP",
     kZero,
     kZero,
     "1FCBE61B3E4CAD980CBFDD333E7A4AC4A579569BAFD22C5F",
     "",
     "4231608BA7B02BA9",
     "",
     "04940e2a2f7080",
     3,
     ""},
};

SunMessage message_of(const Case& example) {
    return {.picc_data = hex(example.picc_data),
            .file_data = hex(example.file_data),
            .mac = hex(example.mac),
            .mac_input = example.mac_input};
}

SunKeys always(const char* key) {
    return [key](BytesView) {
        return AesKey::from(hex(key));
    };
}

std::string told(const Expected<SunReading, SunRefusal>& reading) {
    if (!reading) return std::string{name_of(reading.error())};
    return to_hex(reading->uid) + " " + std::to_string(reading->read_counter) + " " +
           to_hex(reading->file_data);
}

TEST(SunTest, ReadsThePublishedLinks) {
    for (const Case& example : kPublished) {
        const auto reading = verify_sun(
            message_of(example), *AesKey::from(hex(example.meta_key)), always(example.file_key));
        const std::string expected =
            std::string{example.uid} + " " + std::to_string(example.counter) + " " + example.plain;
        EXPECT_EQ(told(reading), expected) << example.name;
    }
}

TEST(SunTest, ReadsALinkWithAReadableUid) {
    const PlainSunMessage message{.uid = hex("041E3C8A2D6B80"),
                                  .read_counter = 6,
                                  .mac = hex("4B00064004B0B3D3"),
                                  .mac_input = ""};
    EXPECT_EQ(told(verify_sun(message, always(kZero))), "041e3c8a2d6b80 6 ");
    PlainSunMessage wrong = message;
    wrong.mac = hex("AB00064004B0B3AB");
    EXPECT_EQ(told(verify_sun(wrong, always(kZero))), "WrongMac");
    wrong = message;
    wrong.read_counter = 7;
    EXPECT_EQ(told(verify_sun(wrong, always(kZero))), "WrongMac");
    wrong.read_counter = 0x100'0000;
    EXPECT_EQ(told(verify_sun(wrong, always(kZero))), "Malformed");
}

TEST(SunTest, RefusesInOrder) {
    const AesKey zero;
    SunMessage message = message_of(kPublished[1]);
    message.mac = hex("3CC1E7F6C6C33B33");
    EXPECT_EQ(told(verify_sun(message, zero, always(kZero))), "WrongMac");
    message = message_of(kPublished[1]);
    EXPECT_EQ(told(verify_sun(message, zero, [](BytesView) { return std::nullopt; })),
              "UnknownCard");
    message.picc_data.pop_back();
    EXPECT_EQ(told(verify_sun(message, zero, always(kZero))), "Malformed");
    message = message_of(kPublished[1]);
    message.file_data.pop_back();
    EXPECT_EQ(told(verify_sun(message, zero, always(kZero))), "Malformed");
    message = message_of(kPublished[1]);
    message.mac.pop_back();
    EXPECT_EQ(told(verify_sun(message, zero, always(kZero))), "Malformed");
    // Deciphered with another key there is no UID in it.
    EXPECT_EQ(
        told(verify_sun(message_of(kPublished[1]), *AesKey::from(Bytes(16, 'x')), always(kZero))),
        "Malformed");
}

TEST(SunTest, CountsEachReadingOnce) {
    const SunReading reading{.uid = {}, .read_counter = 8, .file_data = {}};
    EXPECT_TRUE(check_counter(reading, std::nullopt));
    EXPECT_TRUE(check_counter(reading, 7));
    EXPECT_EQ(check_counter(reading, 8).error(), SunRefusal::Replayed);
    EXPECT_EQ(check_counter(reading, 9).error(), SunRefusal::Replayed);
}

}  // namespace
}  // namespace pareto::drivers::card

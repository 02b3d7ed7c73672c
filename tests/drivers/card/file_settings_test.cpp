#include "drivers/card/file_settings.h"

#include <gtest/gtest.h>

#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

std::string family_told(std::string_view version) {
    const auto parsed = parse_card_version(hex(version));
    return parsed ? name_of_family(parsed->family) + " " + to_hex(parsed->uid)
                  : std::string{name_of(parsed.error().code)};
}

TEST(CardVersionTest, TellsTheFamilies) {
    // Read from real cards, as published.
    EXPECT_EQ(family_told("04040830001105 04040201021105 04984c7a0b1090 cf5d9045104621"),
              "Ntag424 04984c7a0b1090");
    EXPECT_EQ(family_told("04010101001805 04010101041805 04a1b2c3d4e580 ba54a2a1902014"),
              "DesfireEv1 04a1b2c3d4e580");
    EXPECT_EQ(family_told("04010112001605 04010102011605 04a1b2c3d4e580 ba54a2a1902014"),
              "DesfireEv2 04a1b2c3d4e580");
    EXPECT_EQ(family_told("04010133001605 04010103001605 04a1b2c3d4e580 ba54a2a1902014"),
              "DesfireEv2 04a1b2c3d4e580");
}

TEST(CardVersionTest, RefusesChipsThatCannotProveThemselves) {
    // The first DESFire, another maker, an NTAG 413.
    EXPECT_EQ(family_told("04010100021805 04010100061805 04a1b2c3d4e580 ba54a2a1902014"),
              "unsupported");
    EXPECT_EQ(family_told("05010101001805 04010101041805 04a1b2c3d4e580 ba54a2a1902014"),
              "unsupported");
    EXPECT_EQ(family_told("04040210001105 04040201021105 04a1b2c3d4e580 ba54a2a1902014"),
              "unsupported");
    EXPECT_EQ(family_told("04040830001105 04040201021105 04984c7a0b1090 cf5d90451046"), "corrupt");
    EXPECT_EQ(family_told(""), "corrupt");
}

TEST(FileSettingsTest, AreTakenApart) {
    const auto settings = parse_file_settings(hex("01 03 f0 32 1f0000"));
    ASSERT_TRUE(settings);
    EXPECT_EQ(*settings,
              (FileSettings{.kind = FileKind::Backup,
                            .mode = CommMode::Full,
                            .rights = {.read = 3, .write = 2, .read_write = 0xF, .change = 0},
                            .bytes = 31}));
    EXPECT_EQ(encode(settings->rights), hex("f032"));
    EXPECT_EQ(parse_file_settings(hex("00 02 eeee 000001"))->mode, CommMode::Plain);
    EXPECT_EQ(parse_file_settings(hex("00 01 eeee 000001"))->mode, CommMode::Mac);
}

TEST(FileSettingsTest, LeaveMirrorsAlone) {
    // AN12196, table 18.
    const auto settings = parse_file_settings(hex("00 40 00e0 000100 c1f121 200000 430000 430000"));
    ASSERT_TRUE(settings);
    EXPECT_TRUE(settings->mirrors);
    EXPECT_EQ(settings->rights,
              (AccessRights{.read = 0xE, .write = 0, .read_write = 0, .change = 0}));
    EXPECT_EQ(settings->bytes, 256U);
}

TEST(FileSettingsTest, RefuseOtherFilesAndOtherBytes) {
    EXPECT_EQ(parse_file_settings(hex("02 00 eeee 00000000ffffffff0000000000")).error().code,
              FaultCode::Unsupported);
    EXPECT_EQ(parse_file_settings(hex("06 00 eeee 000000")).error().code, FaultCode::Corrupt);
    EXPECT_EQ(parse_file_settings(hex("00 00 eeee 0000")).error().code, FaultCode::Corrupt);
    EXPECT_EQ(parse_file_settings(hex("00 00 eeee 00000000")).error().code, FaultCode::Corrupt);
    EXPECT_EQ(parse_file_settings("").error().code, FaultCode::Corrupt);
}

}  // namespace
}  // namespace pareto::drivers::card

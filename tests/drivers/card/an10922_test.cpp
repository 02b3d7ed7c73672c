#include "drivers/card/an10922.h"

#include <gtest/gtest.h>

#include "drivers/card/key_ring.h"
#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

struct Case {
    const char* name;
    KeyKind kind;
    const char* master;
    const char* input;
    const char* key;
};

// The DES keys are the CMAC's own output: parity and version bits are not Pareto's.
const Case kPublished[] = {
    {"AES-128, AN10922",
     KeyKind::Aes128,
     "00112233445566778899AABBCCDDEEFF",
     "04782E21801D803042F54E585020416275",
     "a8dd63a3b89d54b37ca802473fda9175"},
    {"AES-128 with a short input, AN10957",
     KeyKind::Aes128,
     "F3F9377698707B688EAF84ABE39E3791",
     "04DEADBEEFFEED",
     "0bb408baff98b6ee9f2e1585777f6a51"},
    {"AES-192, AN10922",
     KeyKind::Aes192,
     "00112233445566778899AABBCCDDEEFF0102030405060708",
     "04782E21801D803042F54E585020416275",
     "ce39c8e1cd82d9a7bedbe9d74af59b23176755ee7586e12c"},
    {"AES-256, AN10922",
     KeyKind::Aes256,
     "00112233445566778899AABBCCDDEEFF0102030405060708090A0B0C0D0E0F00",
     "04782E21801D803042F54E585020416275",
     "4fc6eec820b4c54314990b8611662db695e7880982c0001e6067488346100aed"},
    {"2-key triple DES, AN10922",
     KeyKind::TripleDes2,
     "00112233445566778899AABBCCDDEEFF",
     "04782E21801D803042F54E58502041",
     "16f8597c9e8910c86b9648d006107dd7"},
    {"3-key triple DES, AN10922",
     KeyKind::TripleDes3,
     "00112233445566778899AABBCCDDEEFF0102030405060708",
     "04782E21801D803042F54E5850",
     "2f0dd03675d3fb9a5705ab0bda91ca0b55b8e07fcdbf10ec"},
};

TEST(DiversificationTest, GivesThePublishedKeys) {
    for (const Case& example : kPublished)
        EXPECT_EQ(to_hex(diversify(example.kind, hex(example.master), hex(example.input))),
                  example.key)
            << example.name;
}

TEST(DiversificationTest, PadsAShortInputToTwoBlocks) {
    // What plain CMAC over 16 bytes would give, and what some programs did.
    EXPECT_NE(to_hex(diversify(
                  KeyKind::Aes128, hex("F3F9377698707B688EAF84ABE39E3791"), hex("04DEADBEEFFEED"))),
              "721e2c01e81af85d815633969cea2607");
}

TEST(DiversificationTest, TakesInputsUpToTwoBlocksLessOne) {
    EXPECT_EQ(diversification_bytes_max(KeyKind::Aes128), 31U);
    EXPECT_EQ(diversification_bytes_max(KeyKind::TripleDes2), 15U);
    const Bytes master(16, 'm');
    EXPECT_EQ(diversify(KeyKind::Aes128, master, Bytes(31, 'x')).size(), 16U);
    EXPECT_NE(diversify(KeyKind::Aes128, master, Bytes(31, 'x')),
              diversify(KeyKind::Aes128, master, Bytes(30, 'x')));
}

TEST(KeyRingTest, MakesOtherKeysForOtherCardsSlotsAndVersions) {
    const Family family = Family::DesfireEv2;
    std::vector<MasterKey> keys = master_keys(family, 1);
    for (const MasterKey& key : master_keys(family, 2))
        keys.push_back(key);
    const KeyRing ring{keys};
    const Bytes uid = hex("04a1b2c3d4e580");
    const Bytes other = hex("04a1b2c3d4e581");
    EXPECT_EQ(ring.card_key(family, 3, 1, uid), ring.card_key(family, 3, 1, uid));
    EXPECT_NE(ring.card_key(family, 3, 1, uid), ring.card_key(family, 3, 1, other));
    EXPECT_NE(ring.card_key(family, 3, 1, uid), ring.card_key(family, 4, 1, uid));
    EXPECT_NE(ring.card_key(family, 3, 1, uid), ring.card_key(family, 3, 2, uid));
    EXPECT_EQ(ring.card_key(family, 3, 0, uid), AesKey{});
    EXPECT_FALSE(ring.card_key(family, 3, 3, uid));
    EXPECT_FALSE(ring.card_key(Family::Ntag424, 3, 1, uid));
    EXPECT_EQ(ring.versions(family, 3), (std::vector<unsigned>{2, 1}));
    EXPECT_TRUE(ring.versions(family, 13).empty());
}

}  // namespace
}  // namespace pareto::drivers::card

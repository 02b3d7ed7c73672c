// Published examples of authentication and secure messaging: AN12196 for EV2, a recorded exchange
// for EV1.
#include "drivers/card/secure_messaging.h"

#include <gtest/gtest.h>

#include "drivers/card/authentication.h"
#include "drivers/card/crypto.h"
#include "drivers/card/secure_card.h"
#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

AesKey key_of(std::string_view digits) {
    return *AesKey::from(hex(digits));
}

Bytes apdu(const NativeCommand& command, SecureMessaging& session) {
    return encode({.cla = 0x90,
                   .ins = command.ins,
                   .data = session.protect(command),
                   .answer_bytes_max = 256});
}

// An answer without its status word.
Bytes body(std::string_view digits) {
    const Bytes bytes = hex(digits);
    return bytes.substr(0, bytes.size() - 2);
}

Ev2Session session(const char* enc,
                   const char* mac,
                   const char* transaction,
                   std::uint16_t counter) {
    return Ev2Session{{key_of(enc), key_of(mac), hex(transaction), counter}};
}

TEST(Ev2Test, AuthenticatesAsInTable14) {
    GivenRandom random{hex("13C5DB8A5930439FC3DEF9A4C675360F")};
    Authentication authentication{Scheme::Ev2First, AesKey{}, random};
    EXPECT_EQ(first_body(Scheme::Ev2First, 0), hex("0000"));
    const auto answer = authentication.answer(body("A04C124213C186F22399D33AC2A3021591AF"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, hex("35C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D"));
    const auto made = authentication.finish(
        body("3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F081206639100"));
    ASSERT_TRUE(made);
    const auto& secrets = dynamic_cast<const Ev2Session&>(**made).secrets();
    EXPECT_EQ(secrets.enc_key.view(), hex("1309C877509E5A215007FF0ED19CA564"));
    EXPECT_EQ(secrets.mac_key.view(), hex("4C6626F5E72EA694202139295C7A7FC7"));
    EXPECT_EQ(secrets.transaction, hex("9D00C4DF"));
    EXPECT_EQ(secrets.counter, 0);
}

TEST(Ev2Test, ChangesFileSettingsAsInTable18) {
    Ev2Session session_14 = session(
        "1309C877509E5A215007FF0ED19CA564", "4C6626F5E72EA694202139295C7A7FC7", "9D00C4DF", 1);
    const NativeCommand command{.ins = 0x5F,
                                .header = hex("02"),
                                .data = hex("4000E0C1F121200000430000430000"),
                                .mode = CommMode::Full};
    EXPECT_EQ(to_hex(apdu(command, session_14)),
              "905f0000190261b6d97903566e84c3ae5274467e89ead799b7c1a0ef7a0400");
    EXPECT_EQ(session_14.open(command, body("57BFF87B1241E93D9100")), Bytes{});
}

TEST(Ev2Test, AuthenticatesAgainAsInTable23) {
    // The challenge and the proof are made by a card that chose this number.
    GivenRandom random{hex("60BE759EDA560250AC57CDDC11743CF6")};
    const Bytes theirs = hex("6924E8D09722659A2E7DEC68E66312B8");
    const Ev2Session before = session(
        "00000000000000000000000000000000", "00000000000000000000000000000000", "7614281A", 2);
    Authentication authentication{AesKey{}, random, before};
    ASSERT_TRUE(authentication.answer(encrypt_cbc(AesKey{}, zero_block(), theirs)));
    const auto made = authentication.finish(
        encrypt_cbc(AesKey{}, zero_block(), rotated(hex("60BE759EDA560250AC57CDDC11743CF6"))));
    ASSERT_TRUE(made);
    const auto& secrets = dynamic_cast<const Ev2Session&>(**made).secrets();
    EXPECT_EQ(secrets.enc_key.view(), hex("4CF3CB41A22583A61E89B158D252FC53"));
    EXPECT_EQ(secrets.mac_key.view(), hex("5529860B2FC5FB6154B7F28361D30BF9"));
    EXPECT_EQ(secrets.transaction, hex("7614281A"));
    EXPECT_EQ(secrets.counter, 2);
}

TEST(Ev2Test, ChangesKeysAsInTables25And26) {
    Ev2Session session_23 = session(
        "4CF3CB41A22583A61E89B158D252FC53", "5529860B2FC5FB6154B7F28361D30BF9", "7614281A", 2);
    const Bytes new_key = hex("F3847D627727ED3BC9C4CC050489B966");
    const NativeCommand other{.ins = 0xC4,
                              .header = hex("02"),
                              .data = new_key + hex("01"),  // The old key is zero.
                              .tail = crc32_desfire(new_key),
                              .mode = CommMode::Full};
    EXPECT_EQ(to_hex(apdu(other, session_23)),
              "90c4000029022cf362b7bf4311ff3be1daa295e8c68de09050560d19b9e16c2393ae9cd1fac75d0ce20b"
              "cd1d06e600");
    EXPECT_EQ(session_23.open(other, body("203BB55D1089D5879100")), Bytes{});
    const NativeCommand own{.ins = 0xC4,
                            .header = hex("00"),
                            .data = hex("5004BF991F408672B1EF00F08F9E864701"),
                            .mode = CommMode::Full};
    EXPECT_EQ(to_hex(apdu(own, session_23)),
              "90c400002900c0eb4deefeddf0b513a03a95a75491818580503190d4d05053ff75668a01d6fda6610234"
              "bded643200");
}

TEST(Ev2Test, ReadsTheUidAsInTable28) {
    Ev2Session session_28 = session(
        "2B4D963C014DC36F24F69A50A394F875", "379D32130CE61705DD5FD8C36B95D764", "DF055522", 0);
    const NativeCommand command{.ins = 0x51, .mode = CommMode::Full, .answer_bytes = 7};
    EXPECT_EQ(to_hex(apdu(command, session_28)), "90510000088e2c155adda99be300");
    EXPECT_EQ(
        session_28.open(command, body("70756055688505B52A5E26E59E329CD6595F672298EA41B79100")),
        hex("04958CAA5C5E80"));
}

TEST(Ev2Test, BelievesNoChangedAnswer) {
    const NativeCommand command{.ins = 0x51, .mode = CommMode::Full, .answer_bytes = 7};
    const Bytes right = body("70756055688505B52A5E26E59E329CD6595F672298EA41B79100");
    for (std::size_t at = 0; at < right.size(); ++at) {
        Ev2Session session_28 = session(
            "2B4D963C014DC36F24F69A50A394F875", "379D32130CE61705DD5FD8C36B95D764", "DF055522", 0);
        (void)session_28.protect(command);
        Bytes wrong = right;
        wrong[at] = static_cast<char>(wrong[at] ^ 1);
        EXPECT_EQ(session_28.open(command, wrong).error().code, FaultCode::Corrupt) << at;
    }
    for (std::size_t length = 0; length < right.size(); ++length) {
        Ev2Session session_28 = session(
            "2B4D963C014DC36F24F69A50A394F875", "379D32130CE61705DD5FD8C36B95D764", "DF055522", 0);
        (void)session_28.protect(command);
        EXPECT_FALSE(session_28.open(command, right.substr(0, length))) << length;
    }
}

// A recorded exchange of a DESFire EV1, key 0 all zero.
TEST(Ev1Test, AuthenticatesAsRecorded) {
    GivenRandom random{hex("F44B26F5686F3A391CD38EBD10772281")};
    Authentication authentication{Scheme::Ev1Aes, AesKey{}, random};
    const auto answer = authentication.answer(hex("B969FDFE56FD91FC9DE6F6F213B8FD1E"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, hex("36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E4774"));
    const auto made = authentication.finish(hex("800DB680BC146BD121D6578F2D2E2059"));
    ASSERT_TRUE(made);
    // The session's key shows in the first CMAC.
    const NativeCommand command{.ins = 0x64, .header = hex("00")};
    (void)(*made)->protect(command);
    const AesKey key = key_of("F44B26F5C05DDD7110772281C4D066E8");
    const Bytes chain = cmac(key, hex("6400"));
    EXPECT_EQ((*made)->open(command, hex("07") + cmac_from(key, chain, hex("0700")).substr(0, 8)),
              hex("07"));
}

TEST(AuthenticationTest, RefusesWhatIsNoProof) {
    const Bytes challenge = hex("B969FDFE56FD91FC9DE6F6F213B8FD1E");
    for (const Scheme scheme : {Scheme::Ev1Aes, Scheme::Ev2First}) {
        for (const std::size_t length : {0U, 1U, 15U, 16U, 17U, 31U, 32U, 33U, 48U}) {
            SeededRandom random{3};
            Authentication authentication{scheme, AesKey{}, random};
            ASSERT_TRUE(authentication.answer(challenge));
            EXPECT_EQ(authentication.finish(Bytes(length, 'x')).error().code, FaultCode::Denied)
                << length;
        }
    }
}

TEST(AuthenticationTest, GoesInOrderAndOnlyOnce) {
    SeededRandom random{3};
    Authentication authentication{Scheme::Ev2First, AesKey{}, random};
    EXPECT_EQ(authentication.finish(Bytes(32, 'x')).error().code, FaultCode::Conflict);
    EXPECT_EQ(authentication.answer(Bytes(17, 'x')).error().code, FaultCode::Unsupported);
    EXPECT_TRUE(authentication.answer(Bytes(16, 'x')));
    EXPECT_EQ(authentication.answer(Bytes(16, 'x')).error().code, FaultCode::Conflict);
}

TEST(AuthenticationTest, RefusesAReaderThatIsGivenItsOwnAnswerBack) {
    // A card without the key can only turn our own bytes against us.
    for (const Scheme scheme : {Scheme::Ev1Aes, Scheme::Ev2First}) {
        SeededRandom random{3};
        Authentication authentication{scheme, AesKey{}, random};
        const auto answer = authentication.answer(Bytes(16, 'x'));
        ASSERT_TRUE(answer);
        const std::size_t length = scheme == Scheme::Ev1Aes ? 16 : 32;
        EXPECT_FALSE(authentication.finish(answer->substr(0, length)));
        EXPECT_FALSE(authentication.finish(answer->substr(32 - length)));
    }
}

}  // namespace
}  // namespace pareto::drivers::card

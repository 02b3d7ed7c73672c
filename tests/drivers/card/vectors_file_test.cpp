// The whole collection of published answers, where it is: ../shared/data beside the tree, or the
// folder PARETO_DATA. The other tests have the same answers as tables, those of other people's key
// schemes excepted.
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "drivers/card/an10922.h"
#include "drivers/card/authentication.h"
#include "drivers/card/crypto.h"
#include "drivers/card/sun.h"
#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

namespace json = boost::json;

class VectorsFileTest : public ::testing::Test {
protected:
    void SetUp() override {
        const char* const given = std::getenv("PARETO_DATA");  // NOLINT(concurrency-mt-unsafe)
        const std::string folder = given != nullptr ? given : PARETO_SOURCE_DIR "/../shared/data";
        std::ifstream file{folder + "/smartcard_crypto_vectors.json"};
        if (!file)
            GTEST_SKIP() << "the published answers are not there: set PARETO_DATA to their folder";
        std::ostringstream text;
        text << file.rdbuf();
        all_ = json::parse(text.str());
    }

    json::value all_;
};

std::string text_of(const json::value& in, const char* name) {
    const auto* const value = in.as_object().if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->as_string()} : "";
}

Bytes bytes_of(const json::value& in, const char* name) {
    return hex(text_of(in, name));
}

AesKey key_of(const json::value& in, const char* name) {
    const std::string digits = text_of(in, name);
    return digits.empty() ? AesKey{} : *AesKey::from(hex(digits));
}

TEST_F(VectorsFileTest, Cmac) {
    const json::value& group = all_.at("aes_cmac");
    for (const json::value& example : group.at("cases").as_array())
        EXPECT_EQ(cmac(key_of(group, "key"), bytes_of(example, "msg")), bytes_of(example, "cmac"));
}

TEST_F(VectorsFileTest, Diversification) {
    const std::pair<const char*, KeyKind> kinds[] = {{"aes128", KeyKind::Aes128},
                                                     {"aes128-short-M", KeyKind::Aes128},
                                                     {"aes192", KeyKind::Aes192},
                                                     {"aes256", KeyKind::Aes256},
                                                     {"2k3des", KeyKind::TripleDes2},
                                                     {"3k3des", KeyKind::TripleDes3}};
    // Where a DES key's parity and version bits are, its lowest bit of each byte, is not compared.
    const auto compared = [](KeyKind kind, Bytes key) {
        const bool des = kind == KeyKind::TripleDes2 || kind == KeyKind::TripleDes3;
        if (des)
            for (char& byte : key)
                byte = static_cast<char>(byte & 0xFE);
        return to_hex(key);
    };
    std::size_t tried = 0;
    for (const json::value& example : all_.at("an10922").as_array()) {
        for (const auto& [id, kind] : kinds) {
            if (text_of(example, "id") != id) continue;
            ++tried;
            EXPECT_EQ(
                compared(kind,
                         diversify(kind, bytes_of(example, "master_key"), bytes_of(example, "M"))),
                compared(kind, bytes_of(example, "diversified_key")))
                << id;
        }
    }
    EXPECT_EQ(tried, std::size(kinds));
}

TEST_F(VectorsFileTest, DesfireEv1Authentication) {
    const json::value& trace = all_.at("desfire_ev1_aes_auth");
    GivenRandom random{bytes_of(trace, "rndA")};
    Authentication authentication{Scheme::Ev1Aes, key_of(trace, "key"), random};
    EXPECT_EQ(authentication.answer(bytes_of(trace, "rndB_enc")), bytes_of(trace, "cmd2_data"));
    EXPECT_TRUE(authentication.finish(bytes_of(trace, "rndA_rot_enc")));
}

SunMessage message_of(const json::value& example, const std::string& mac_input) {
    return {.picc_data = bytes_of(example, "picc_enc"),
            .file_data = bytes_of(example, "enc_file"),
            .mac = bytes_of(example, "sdmmac"),
            .mac_input = mac_input};
}

void expect_reading(const json::value& example, const std::string& mac_input) {
    const SunKeys keys = [&](BytesView) {
        return key_of(example, "file_read_key");
    };
    const auto counter = static_cast<std::uint32_t>(example.at("read_ctr").as_int64());
    const std::string name = text_of(example, "id");
    const Bytes file_data = text_of(example, "file_data_ascii").empty()
                                ? bytes_of(example, "file_data_hex")
                                : text_of(example, "file_data_ascii");
    const SunReading expected{
        .uid = bytes_of(example, "uid"), .read_counter = counter, .file_data = file_data};
    if (text_of(example, "picc_enc").empty()) {
        const PlainSunMessage plain{
            bytes_of(example, "uid"), counter, bytes_of(example, "sdmmac"), mac_input};
        EXPECT_EQ(verify_sun(plain, keys), expected) << name;
        return;
    }
    EXPECT_EQ(verify_sun(message_of(example, mac_input), key_of(example, "meta_read_key"), keys),
              expected)
        << name;
}

TEST_F(VectorsFileTest, Sun) {
    const json::value& group = all_.at("ntag424_sun_sdm");
    for (const json::value& example : group.at("messages").as_array())
        expect_reading(example, text_of(example, "mac_input"));
    for (const json::value& example : group.at("lrp").as_array()) {
        // These were published without the text their MAC covers: the file's digits and the
        // parameter's name.
        const std::string digits = text_of(example, "enc_file");
        expect_reading(example, digits.empty() ? "" : digits + "&cmac=");
    }
    for (const json::value& wrong : group.at("negative").as_array()) {
        for (const json::value& example : group.at("messages").as_array()) {
            if (text_of(example, "id") != text_of(wrong, "like")) continue;
            const SunKeys keys = [&](BytesView) {
                return key_of(example, "file_read_key");
            };
            SunMessage message = message_of(example, text_of(example, "mac_input"));
            message.mac = bytes_of(wrong, "sdmmac");
            const PlainSunMessage plain{
                bytes_of(example, "uid"), 6, message.mac, message.mac_input};
            EXPECT_FALSE(verify_sun(message, key_of(example, "meta_read_key"), keys));
            EXPECT_FALSE(verify_sun(plain, keys));
        }
    }
}

// The session keys of one reading, and the file it enciphers: what verify_sun() has inside.
TEST_F(VectorsFileTest, SunSessionKeys) {
    const json::value& keys = all_.at("ntag424_sun_sdm").at("session_keys");
    const Bytes subject = hex("00010080") + bytes_of(keys, "uid") + little_endian(1, 3);
    EXPECT_EQ(cmac(key_of(keys, "key"), hex("C33C") + subject),
              bytes_of(keys, "KSesSDMFileReadENC"));
    EXPECT_EQ(cmac(key_of(keys, "key"), hex("3CC3") + subject),
              bytes_of(keys, "KSesSDMFileReadMAC"));

    const json::value& file = all_.at("ntag424_sun_sdm").at("file_decrypt");
    const AesKey enc = *AesKey::from(cmac(
        key_of(file, "key"), hex("C33C00010080") + bytes_of(file, "uid") + little_endian(1, 3)));
    const Bytes iv = encrypt_cbc(enc, zero_block(), little_endian(1, 3) + Bytes(13, '\0'));
    EXPECT_EQ(decrypt_cbc(enc, iv, bytes_of(file, "enc_file")), bytes_of(file, "file_data_hex"));
}

Bytes hmac_sha256(const Bytes& key, const Bytes& message) {
    std::array<unsigned char, 32> made{};
    std::size_t size = 0;
    PARETO_CHECK(EVP_Q_mac(nullptr,
                           "HMAC",
                           nullptr,
                           "SHA256",
                           nullptr,
                           key.data(),
                           key.size(),
                           reinterpret_cast<const unsigned char*>(message.data()),
                           message.size(),
                           made.data(),
                           made.size(),
                           &size) != nullptr);
    return {made.begin(), made.end()};
}

// Another project's way to make keys, which a chain may have on its cards already; here as a check
// of the CMAC.
TEST_F(VectorsFileTest, KeysOfSdmBackend) {
    for (const json::value& example :
         all_.at("ntag424_sun_sdm").at("sdm_backend_kdf").at("cases").as_array()) {
        const Bytes master = bytes_of(example, "master");
        EXPECT_EQ(hmac_sha256(master, "PICCDataKey").substr(0, 16),
                  bytes_of(example, "undiversified_key1"));
        const auto key = AesKey::from(hmac_sha256(master, "SlotMasterKey\x01").substr(0, 16));
        const Bytes subject =
            hmac_sha256(hmac_sha256(master, "DivBaseKey"), bytes_of(example, "uid")).substr(0, 16);
        EXPECT_EQ(cmac(*key, "\x01" + subject), bytes_of(example, "tag_key1"));
    }
}

Ev2Session session_of(const json::value& keys, std::uint16_t counter) {
    return Ev2Session{
        {key_of(keys, "KSesAuthENC"), key_of(keys, "KSesAuthMAC"), bytes_of(keys, "TI"), counter}};
}

Bytes apdu(const NativeCommand& command, SecureMessaging& session) {
    return encode({.cla = 0x90,
                   .ins = command.ins,
                   .data = session.protect(command),
                   .answer_bytes_max = 256});
}

Bytes answer_of(const json::value& table) {
    const Bytes answer = bytes_of(table, "resp");
    return answer.substr(0, answer.size() - 2);
}

TEST_F(VectorsFileTest, Ev2SecureMessaging) {
    const json::value& tables = all_.at("an12196_secure_messaging");
    const json::value& first = tables.at("table14_auth_ev2_first");
    GivenRandom random{bytes_of(first, "rndA")};
    Authentication authentication{Scheme::Ev2First, key_of(first, "key"), random};
    const auto answer = authentication.answer(bytes_of(first, "resp1").substr(0, 16));
    ASSERT_TRUE(answer);
    EXPECT_EQ(encode({.cla = 0x90, .ins = 0xAF, .data = *answer, .answer_bytes_max = 256}),
              bytes_of(first, "cmd2"));
    const auto made = authentication.finish(bytes_of(first, "resp2").substr(0, 32));
    ASSERT_TRUE(made);
    EXPECT_EQ(dynamic_cast<const Ev2Session&>(**made).secrets().enc_key,
              key_of(first, "KSesAuthENC"));
    EXPECT_EQ(dynamic_cast<const Ev2Session&>(**made).secrets().mac_key,
              key_of(first, "KSesAuthMAC"));

    const json::value& settings = tables.at("table18_change_file_settings");
    const NativeCommand change{.ins = 0x5F,
                               .header = hex("02"),
                               .data = bytes_of(settings, "data"),
                               .mode = CommMode::Full};
    Ev2Session session_14 = session_of(first, 1);
    EXPECT_EQ(apdu(change, session_14), bytes_of(settings, "cmd"));
    EXPECT_EQ(session_14.open(change, answer_of(settings)), Bytes{});

    Ev2Session session_23 = session_of(tables.at("table23_non_first"), 2);
    const json::value& other = tables.at("table25_change_key2");
    const NativeCommand other_key{
        .ins = 0xC4,
        .header = hex("02"),
        .data = bytes_of(other, "new_key") + bytes_of(other, "key_version"),
        .tail = bytes_of(other, "crc32_jam_le"),
        .mode = CommMode::Full};
    EXPECT_EQ(crc32_desfire(bytes_of(other, "new_key")), other_key.tail);
    EXPECT_EQ(apdu(other_key, session_23), bytes_of(other, "cmd"));
    EXPECT_EQ(session_23.open(other_key, answer_of(other)), Bytes{});
    const json::value& own = tables.at("table26_change_key0");
    const NativeCommand own_key{.ins = 0xC4,
                                .header = hex("00"),
                                .data = bytes_of(own, "new_key") + bytes_of(own, "key_version"),
                                .mode = CommMode::Full};
    EXPECT_EQ(apdu(own_key, session_23), bytes_of(own, "cmd"));

    const json::value& uid = tables.at("table28_get_card_uid");
    Ev2Session session_28 = session_of(uid, 0);
    const NativeCommand question{.ins = 0x51, .mode = CommMode::Full, .answer_bytes = 7};
    EXPECT_EQ(apdu(question, session_28), bytes_of(uid, "cmd"));
    EXPECT_EQ(session_28.open(question, answer_of(uid)), bytes_of(uid, "uid"));
}

}  // namespace
}  // namespace pareto::drivers::card

#include "drivers/card/sun.h"

#include "common/base/check.h"
#include "drivers/card/crypto.h"
#include "drivers/card/lrp.h"

namespace pareto::drivers::card {
namespace {

constexpr std::size_t kUidBytes = 7;
constexpr std::size_t kCounterBytes = 3;
constexpr std::size_t kLrpRandomBytes = 8;
constexpr unsigned kHasUid = 0x80;
constexpr unsigned kHasCounter = 0x40;

enum class Mode { Aes, Lrp };

AesKey to_key(BytesView bytes) {
    const auto key = AesKey::from(bytes);
    PARETO_CHECK(key.has_value());
    return *key;
}

// `subject` is UID and counter.
AesKey session_key(const AesKey& key, BytesView label, BytesView subject) {
    Bytes vector{label};
    vector += Bytes{"\x00\x01\x00\x80", 4};
    vector += subject;
    vector.resize(kBlockBytes, '\0');
    return to_key(cmac(key, vector));
}

AesKey lrp_session_key(const AesKey& key, BytesView subject) {
    Bytes vector{"\x00\x01\x00\x80", 4};
    vector += subject;
    vector.resize(kBlockBytes - 2, '\0');
    return to_key(Lrp{key, 0}.cmac(vector + "\x1E\xE1"));
}

Bytes mac_of(Mode mode, const AesKey& key, BytesView subject, BytesView input) {
    if (mode == Mode::Lrp) return odd_bytes(Lrp{lrp_session_key(key, subject), 0}.cmac(input));
    return odd_bytes(cmac(session_key(key, "\x3C\xC3", subject), input));
}

Bytes decipher_file(Mode mode, const AesKey& key, BytesView subject, BytesView file_data) {
    Bytes counter{subject.substr(kUidBytes)};
    if (mode == Mode::Lrp)
        return Lrp{lrp_session_key(key, subject), 1}.decrypt(counter + Bytes(3, '\0'), file_data);
    const AesKey enc_key = session_key(key, "\xC3\x3C", subject);
    counter.resize(kBlockBytes, '\0');
    return decrypt_cbc(enc_key, encrypt_cbc(enc_key, zero_block(), counter), file_data);
}

Expected<SunReading, SunRefusal> verify(Mode mode,
                                        BytesView subject,
                                        const SunMessage& message,
                                        const SunKeys& keys) {
    const BytesView uid = subject.substr(0, kUidBytes);
    const auto key = keys(uid);
    if (!key) return unexpected{SunRefusal::UnknownCard};
    if (!same_secret(message.mac, mac_of(mode, *key, subject, message.mac_input)))
        return unexpected{SunRefusal::WrongMac};
    SunReading reading{.uid = Bytes{uid},
                       .read_counter = from_little_endian(subject.substr(kUidBytes)),
                       .file_data = {}};
    if (!message.file_data.empty())
        reading.file_data = decipher_file(mode, *key, subject, message.file_data);
    return reading;
}

}  // namespace

std::string_view name_of(SunRefusal refusal) {
    switch (refusal) {
        case SunRefusal::Malformed:
            return "Malformed";
        case SunRefusal::UnknownCard:
            return "UnknownCard";
        case SunRefusal::WrongMac:
            return "WrongMac";
        case SunRefusal::Replayed:
            return "Replayed";
    }
    return "";
}

Expected<SunReading, SunRefusal> verify_sun(const SunMessage& message,
                                            const AesKey& meta_key,
                                            const SunKeys& keys) {
    const bool lrp = message.picc_data.size() == kLrpRandomBytes + kBlockBytes;
    if ((!lrp && message.picc_data.size() != kBlockBytes) || message.mac.size() != kShortMacBytes ||
        message.file_data.size() % kBlockBytes != 0)
        return unexpected{SunRefusal::Malformed};
    const BytesView data = message.picc_data;
    const Bytes plain = lrp ? Lrp{meta_key, 0}.decrypt(Bytes{data.substr(0, kLrpRandomBytes)},
                                                       data.substr(kLrpRandomBytes))
                            : decrypt_cbc(meta_key, zero_block(), data);
    // Pareto's cards mirror UID and counter. Without both there would be no card or no order.
    const unsigned tag = static_cast<unsigned char>(plain.front());
    if (tag != (kHasUid | kHasCounter | kUidBytes)) return unexpected{SunRefusal::Malformed};
    return verify(lrp ? Mode::Lrp : Mode::Aes,
                  BytesView{plain}.substr(1, kUidBytes + kCounterBytes),
                  message,
                  keys);
}

Expected<SunReading, SunRefusal> verify_sun(const PlainSunMessage& message, const SunKeys& keys) {
    if (message.uid.size() != kUidBytes || message.read_counter > 0xFF'FFFF ||
        message.mac.size() != kShortMacBytes)
        return unexpected{SunRefusal::Malformed};
    const Bytes subject = message.uid + little_endian(message.read_counter, kCounterBytes);
    return verify(
        Mode::Aes,
        subject,
        {.picc_data = {}, .file_data = {}, .mac = message.mac, .mac_input = message.mac_input},
        keys);
}

Expected<void, SunRefusal> check_counter(const SunReading& reading,
                                         std::optional<std::uint32_t> last_counter) {
    if (last_counter && reading.read_counter <= *last_counter)
        return unexpected{SunRefusal::Replayed};
    return {};
}

}  // namespace pareto::drivers::card

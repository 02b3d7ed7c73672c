#include "drivers/card/authentication.h"

#include "common/base/check.h"
#include "drivers/card/crypto.h"

namespace pareto::drivers::card {
namespace {

constexpr std::size_t kTransactionBytes = 4;

// The key derived by EV2 from both random numbers; `first` and `second` tell ENC from MAC.
AesKey ev2_key(const AesKey& key, BytesView label, BytesView ours, BytesView theirs) {
    Bytes vector{label};
    vector += Bytes{"\x00\x01\x00\x80", 4};
    vector += ours.substr(0, 2);
    for (std::size_t i = 0; i < 6; ++i)
        vector.push_back(static_cast<char>(ours[2 + i] ^ theirs[i]));
    vector += theirs.substr(6, 10);
    vector += ours.substr(8, 8);
    Bytes bytes = cmac(key, vector);
    const auto made = AesKey::from(bytes);
    PARETO_CHECK(made.has_value());
    wipe(bytes);
    wipe(vector);
    return *made;
}

}  // namespace

std::uint8_t instruction_of(Scheme scheme) {
    switch (scheme) {
        case Scheme::Ev1Aes:
            return 0xAA;
        case Scheme::Ev2First:
            return 0x71;
        case Scheme::Ev2NonFirst:
            return 0x77;
    }
    return 0;
}

Bytes first_body(Scheme scheme, unsigned slot) {
    Bytes body(1, static_cast<char>(slot));
    if (scheme == Scheme::Ev2First) body.push_back('\0');
    return body;
}

Authentication::Authentication(Scheme scheme, const AesKey& key, ports::Random& random)
    : scheme_(scheme), key_(key), random_(random), iv_(zero_block()) {
    PARETO_CHECK(scheme != Scheme::Ev2NonFirst);
}

Authentication::Authentication(const AesKey& key, ports::Random& random, const Ev2Session& session)
    : scheme_(Scheme::Ev2NonFirst),
      key_(key),
      random_(random),
      iv_(zero_block()),
      transaction_(session.secrets().transaction),
      counter_(session.secrets().counter) {}

Authentication::~Authentication() {
    wipe(ours_);
    wipe(theirs_);
}

Result<Bytes> Authentication::answer(BytesView challenge) {
    if (!ours_.empty())
        return fault(FaultCode::Conflict, "a second challenge in one authentication");
    if (challenge.size() != kBlockBytes)
        return fault(FaultCode::Unsupported, "the card's challenge is not one of AES");
    theirs_ = decrypt_cbc(key_, iv_, challenge);
    ours_ = random_.bytes(kBlockBytes);
    PARETO_CHECK(ours_.size() == kBlockBytes);
    const bool chained = scheme_ == Scheme::Ev1Aes;
    if (chained) iv_ = Bytes{challenge};
    Bytes result = encrypt_cbc(key_, iv_, ours_ + rotated(theirs_));
    if (chained) iv_ = result.substr(kBlockBytes);
    return result;
}

Result<std::unique_ptr<SecureMessaging>> Authentication::finish(BytesView proof) {
    if (ours_.empty()) return fault(FaultCode::Conflict, "a card's proof before its challenge");
    const std::size_t expected = scheme_ == Scheme::Ev2First ? 2 * kBlockBytes : kBlockBytes;
    if (proof.size() != expected)
        return fault(FaultCode::Denied, "the card's proof has a wrong length");
    const Bytes plain = decrypt_cbc(key_, iv_, proof);
    const std::size_t at = scheme_ == Scheme::Ev2First ? kTransactionBytes : 0;
    if (!same_secret(BytesView{plain}.substr(at, kBlockBytes), rotated(ours_)))
        return fault(FaultCode::Denied, "the card does not have the key");
    if (scheme_ == Scheme::Ev1Aes) return ev1_session();
    const Bytes transaction =
        scheme_ == Scheme::Ev2First ? plain.substr(0, kTransactionBytes) : transaction_;
    return std::make_unique<Ev2Session>(ev2_secrets(transaction));
}

Ev2Secrets Authentication::ev2_secrets(BytesView transaction) const {
    return {.enc_key = ev2_key(key_, "\xA5\x5A", ours_, theirs_),
            .mac_key = ev2_key(key_, "\x5A\xA5", ours_, theirs_),
            .transaction = Bytes{transaction},
            .counter = counter_};
}

std::unique_ptr<SecureMessaging> Authentication::ev1_session() const {
    Bytes bytes = ours_.substr(0, 4) + theirs_.substr(0, 4) + ours_.substr(12) + theirs_.substr(12);
    const auto key = AesKey::from(bytes);
    PARETO_CHECK(key.has_value());
    wipe(bytes);
    return std::make_unique<Ev1Session>(*key);
}

}  // namespace pareto::drivers::card

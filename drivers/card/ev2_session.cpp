#include "common/base/check.h"
#include "drivers/card/crypto.h"
#include "drivers/card/secure_messaging.h"

namespace pareto::drivers::card {
namespace {

constexpr std::uint8_t kOk = 0;

}  // namespace

Ev2Session::Ev2Session(Ev2Secrets secrets) : secrets_(std::move(secrets)) {
    PARETO_CHECK(secrets_.transaction.size() == 4);
}

// CMAC over instruction or status, counter, transaction and content.
Bytes Ev2Session::mac(std::uint8_t first, BytesView content) const {
    Bytes message(1, static_cast<char>(first));
    message += little_endian(secrets_.counter, 2) + secrets_.transaction;
    message += content;
    return odd_bytes(cmac(secrets_.mac_key, message));
}

Bytes Ev2Session::iv(char first, char second) const {
    const Bytes block = Bytes{first, second} + secrets_.transaction +
                        little_endian(secrets_.counter, 2) + Bytes(8, '\0');
    return encrypt_cbc(secrets_.enc_key, zero_block(), block);
}

Bytes Ev2Session::protect(const NativeCommand& command) {
    Bytes content = command.data + command.tail;
    if (command.mode == CommMode::Full && !content.empty()) {
        Bytes plain = with_padding(content);
        wipe(content);
        content = encrypt_cbc(secrets_.enc_key, iv('\xA5', '\x5A'), plain);
        wipe(plain);
    }
    Bytes body = command.header + content;
    if (command.mode != CommMode::Plain) body += mac(command.ins, body);
    // An answer is protected with the counter after its command. A card stops at the last number,
    // so does this.
    PARETO_CHECK(secrets_.counter < 0xFFFF);
    ++secrets_.counter;
    return body;
}

Result<Bytes> Ev2Session::open(const NativeCommand& command, BytesView answer) {
    if (command.mode == CommMode::Plain) return Bytes{answer};
    if (answer.size() < kShortMacBytes)
        return fault(FaultCode::Corrupt, "the card's answer has no MAC");
    const BytesView content = answer.substr(0, answer.size() - kShortMacBytes);
    if (!same_secret(answer.substr(content.size()), mac(kOk, content)))
        return fault(FaultCode::Corrupt, "the MAC of the card's answer is wrong");
    if (command.mode != CommMode::Full || content.empty()) return Bytes{content};
    if (content.size() % kBlockBytes != 0)
        return fault(FaultCode::Corrupt, "the card's enciphered answer has a wrong length");
    auto data = without_padding(decrypt_cbc(secrets_.enc_key, iv('\x5A', '\xA5'), content));
    if (!data)
        return fault(FaultCode::Corrupt, "the padding of the card's enciphered answer is wrong");
    return std::move(*data);
}

}  // namespace pareto::drivers::card

#include "drivers/card/crypto.h"
#include "drivers/card/secure_messaging.h"

namespace pareto::drivers::card {
namespace {

constexpr char kOk = '\0';

}  // namespace

Ev1Session::Ev1Session(const AesKey& key) : key_(key), chain_(zero_block()) {}

Bytes Ev1Session::protect(const NativeCommand& command) {
    const Bytes clear = Bytes(1, static_cast<char>(command.ins)) + command.header + command.data;
    if (command.mode == CommMode::Full && !command.data.empty()) {
        Bytes plain = command.data + crc32_desfire(clear) + command.tail;
        plain.resize((plain.size() + kBlockBytes - 1) / kBlockBytes * kBlockBytes, '\0');
        const Bytes enciphered = encrypt_cbc(key_, chain_, plain);
        wipe(plain);
        chain_ = enciphered.substr(enciphered.size() - kBlockBytes);
        return command.header + enciphered;
    }
    // A plain command moves the chain too, although its CMAC is not sent.
    chain_ = cmac_from(key_, chain_, clear);
    Bytes body = command.header + command.data;
    if (command.mode == CommMode::Mac && !command.data.empty())
        body += chain_.substr(0, kShortMacBytes);
    return body;
}

Result<Bytes> Ev1Session::open(const NativeCommand& command, BytesView answer) {
    if (command.mode == CommMode::Full && command.data.empty()) return decipher(command, answer);
    if (answer.size() < kShortMacBytes)
        return fault(FaultCode::Corrupt, "the card's answer has no MAC");
    const Bytes data{answer.substr(0, answer.size() - kShortMacBytes)};
    chain_ = cmac_from(key_, chain_, data + kOk);
    if (!same_secret(answer.substr(data.size()), chain_.substr(0, kShortMacBytes)))
        return fault(FaultCode::Corrupt, "the MAC of the card's answer is wrong");
    return data;
}

Result<Bytes> Ev1Session::decipher(const NativeCommand& command, BytesView answer) {
    const std::size_t expected =
        (command.answer_bytes + 4 + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
    if (answer.size() != expected)
        return fault(FaultCode::Corrupt, "the card's enciphered answer has a wrong length");
    const Bytes plain = decrypt_cbc(key_, chain_, answer);
    chain_ = Bytes{answer.substr(answer.size() - kBlockBytes)};
    Bytes data = plain.substr(0, command.answer_bytes);
    // Some cards fill up with 80 00 …, others with zeros.
    Bytes filling = plain.substr(command.answer_bytes + 4);
    if (!filling.empty() && filling.front() == '\x80') filling.front() = '\0';
    if (!same_secret(plain.substr(command.answer_bytes, 4), crc32_desfire(data + kOk)) ||
        filling.find_first_not_of('\0') != Bytes::npos)
        return fault(FaultCode::Corrupt, "the checksum of the card's enciphered answer is wrong");
    return data;
}

}  // namespace pareto::drivers::card

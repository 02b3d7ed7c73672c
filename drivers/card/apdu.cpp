#include "drivers/card/apdu.h"

#include "common/base/check.h"

namespace pareto::drivers::card {
namespace {

constexpr std::size_t kAnswerBytesMax = 258;

}  // namespace

Bytes encode(const Apdu& command) {
    PARETO_CHECK(command.data.size() <= 255);
    PARETO_CHECK(!command.answer_bytes_max ||
                 (*command.answer_bytes_max >= 1 && *command.answer_bytes_max <= 256));
    Bytes bytes;
    for (const std::uint8_t byte : {command.cla, command.ins, command.p1, command.p2})
        bytes.push_back(static_cast<char>(byte));
    if (!command.data.empty()) {
        bytes.push_back(static_cast<char>(command.data.size()));
        bytes += command.data;
    }
    if (command.answer_bytes_max)
        bytes.push_back(static_cast<char>(*command.answer_bytes_max & 0xFFU));
    return bytes;
}

Result<Answer> parse_answer(BytesView answer) {
    if (answer.size() < 2)
        return fault(FaultCode::Corrupt, "the card's answer is shorter than a status word");
    if (answer.size() > kAnswerBytesMax)
        return fault(FaultCode::Corrupt, "the card's answer is longer than an answer can be");
    const std::size_t data_bytes = answer.size() - 2;
    const auto sw1 = static_cast<unsigned char>(answer[data_bytes]);
    const auto sw2 = static_cast<unsigned char>(answer[data_bytes + 1]);
    return Answer{Bytes{answer.substr(0, data_bytes)}, static_cast<std::uint16_t>(sw1 << 8U | sw2)};
}

Result<Answer> transmit(CardChannel& channel, const Apdu& command) {
    const auto answer = channel.transmit(encode(command));
    if (answer) return parse_answer(*answer);
    Fault fault = answer.error();
    if (fault.code == FaultCode::Denied || fault.code == FaultCode::Unsupported)
        fault.code = FaultCode::Unavailable;
    return unexpected{std::move(fault)};
}

Fault fault_of_status(std::uint16_t status, const std::string& what) {
    const Bytes bytes{static_cast<char>(status >> 8U), static_cast<char>(status & 0xFFU)};
    const std::string detail = "the card answers " + what + " with " + to_hex(bytes);
    switch (status) {
        case 0x6982:  // Security status not satisfied.
        case 0x6985:  // Conditions of use not satisfied.
        case 0x919D:  // Permission denied.
        case 0x91AE:  // Authentication error.
            return {FaultCode::Denied, detail};
        case 0x6700:  // Wrong length.
        case 0x911E:  // Integrity error.
        case 0x917E:  // Length error.
        case 0x91C1:  // Card integrity error.
        case 0x91EE:  // EEPROM error.
        case 0x91F1:  // File integrity error.
            return {FaultCode::Corrupt, detail};
        case 0x910E:  // Out of memory.
        case 0x91CE:  // Too many applications.
            return {FaultCode::Exhausted, detail};
        case 0x91CA:  // An earlier command was not finished.
        case 0x91DE:  // Duplicate.
            return {FaultCode::Conflict, detail};
        default:
            return {FaultCode::Unsupported, detail};
    }
}

}  // namespace pareto::drivers::card

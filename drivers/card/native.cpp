#include "drivers/card/native.h"

namespace pareto::drivers::card {
namespace {

constexpr std::uint8_t kAdditionalFrame = 0xAF;

}  // namespace

Result<NativeAnswer> exchange_frame(CardChannel& channel, std::uint8_t ins, BytesView body) {
    PARETO_TRY(
        Answer answer,
        transmit(channel, {.cla = 0x90, .ins = ins, .data = Bytes{body}, .answer_bytes_max = 256}));
    if (answer.status >> 8U != 0x91U)
        return unexpected{fault_of_status(answer.status, "a native command")};
    return NativeAnswer{static_cast<Status>(answer.status & 0xFFU), std::move(answer.data)};
}

Result<NativeAnswer> exchange(CardChannel& channel, std::uint8_t ins, BytesView body) {
    NativeAnswer whole;
    std::uint8_t next_ins = ins;
    for (std::size_t frame = 0; frame < kFramesMax; ++frame) {
        PARETO_TRY(const NativeAnswer answer,
                   exchange_frame(channel, next_ins, frame == 0 ? body : BytesView{}));
        whole.data += answer.data;
        whole.status = answer.status;
        if (answer.status != Status::MoreFrames) return whole;
        next_ins = kAdditionalFrame;
    }
    return fault(FaultCode::Corrupt, "the card goes on sending frames");
}

Result<Bytes> data_of(const NativeAnswer& answer, const std::string& what) {
    if (answer.status == Status::Ok) return answer.data;
    return unexpected{fault_of_status(
        static_cast<std::uint16_t>(0x9100U | static_cast<unsigned>(answer.status)), what)};
}

}  // namespace pareto::drivers::card

#include "drivers/readerd/frames.h"

#include <cstdint>
#include <string>

#include "common/base/check.h"

namespace pareto::drivers::readerd {

void append_frame(Bytes& stream, BytesView message) {
    PARETO_CHECK(!message.empty() && message.size() <= kFrameBytesMax);
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        stream += static_cast<char>((message.size() >> shift) & 0xFFU);
    stream += message;
}

Result<std::optional<Bytes>> FrameCutter::take() {
    if (bytes_.size() < kLengthBytes) return std::optional<Bytes>{};
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i)
        length = (length << 8U) | static_cast<unsigned char>(bytes_[i]);
    // The bytes stay, so that every later call says the same.
    if (length == 0 || length > kFrameBytesMax)
        return fault(FaultCode::Corrupt, "a frame of " + std::to_string(length) + " bytes");
    if (bytes_.size() - kLengthBytes < length) return std::optional<Bytes>{};
    std::optional<Bytes> message{bytes_.substr(kLengthBytes, length)};
    bytes_.erase(0, kLengthBytes + length);
    return message;
}

}  // namespace pareto::drivers::readerd

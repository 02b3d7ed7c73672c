// Frames on the socket: what arrives cut into frames, and one frame with its length in front. No
// I/O.
//
//     | length: u32, big endian, 1 … kFrameBytesMax | length bytes | length | …
#pragma once

#include <cstddef>
#include <optional>

#include "common/base/bytes.h"
#include "common/base/fault.h"

namespace pareto::drivers::readerd {

inline constexpr std::size_t kFrameBytesMax = 64U << 10U;
inline constexpr std::size_t kLengthBytes = 4;

/// Appends the frame of `message`, which has at least one byte and at most kFrameBytesMax.
void append_frame(Bytes& stream, BytesView message);

class FrameCutter {
public:
    /// Takes bytes as they came. The cutter stays bounded when it is fed only after take() had
    /// nothing more to give.
    void feed(BytesView bytes) { bytes_.append(bytes); }

    /// The next message, or nothing when more bytes are needed. Corrupt, now and ever after, when a
    /// length is 0 or over kFrameBytesMax.
    [[nodiscard]] Result<std::optional<Bytes>> take();

    /// Bytes that wait for the rest of their frame.
    [[nodiscard]] std::size_t pending() const { return bytes_.size(); }

private:
    Bytes bytes_;
};

}  // namespace pareto::drivers::readerd

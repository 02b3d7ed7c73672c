// The frames between a host and a PN532, without any I/O:
//
//     00 00 FF LEN LCS D4|D5 command... DCS 00               LEN + LCS = 0, sum of D4… + DCS = 0
//     00 00 FF FF FF LENm LENl LCS D4|D5 command... DCS 00   for more than 255 bytes
//     00 00 FF 00 FF 00   acknowledged      00 00 FF FF 00 00   not acknowledged
//     00 00 FF 01 FF 7F 81 00               the chip does not know the command
#pragma once

#include <optional>

#include "common/base/bytes.h"

namespace pareto::test {

inline constexpr BytesView kAckFrame{"\x00\x00\xFF\x00\xFF\x00", 6};
inline constexpr BytesView kNackFrame{"\x00\x00\xFF\xFF\x00\x00", 6};
inline constexpr BytesView kErrorFrame{"\x00\x00\xFF\x01\xFF\x7F\x81\x00", 8};

struct Frame {
    enum class Kind { Command, Ack, Nack };
    Kind kind = Kind::Command;
    Bytes command;  ///< without D4
};

/// The frame of the chip with `answer`, which begins with the number of its command + 1.
[[nodiscard]] Bytes frame_of(BytesView answer);

/// Bytes of the host as they come, frames as they are complete. Noise, such as the bytes that wake
/// the chip, and frames with a wrong checksum are skipped, as the chip does.
class FrameReader {
public:
    void add(BytesView bytes) { bytes_ += bytes; }

    [[nodiscard]] std::optional<Frame> next();

private:
    Bytes bytes_;
};

}  // namespace pareto::test

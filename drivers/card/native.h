// Native commands of DESFire and NTAG 424 DNA, wrapped as 90 INS 00 00 [Lc body] 00. An answer ends
// in 91 and a status; status AF says that more frames follow.
#pragma once

#include <cstdint>
#include <string>

#include "drivers/card/apdu.h"

namespace pareto::drivers::card {

/// The status bytes something is decided by; all others are only reported.
enum class Status : std::uint8_t {
    Ok = 0x00,
    NoSuchKey = 0x40,
    PermissionDenied = 0x9D,
    NoSuchApplication = 0xA0,
    AuthenticationError = 0xAE,
    MoreFrames = 0xAF,
    Duplicate = 0xDE,
    NoSuchFile = 0xF0,
};

struct NativeAnswer {
    Status status = Status::Ok;
    Bytes data;

    bool operator==(const NativeAnswer&) const = default;
};

/// A card sends at most this many frames in answer to one command; one that goes on is not listened
/// to.
inline constexpr std::size_t kFramesMax = 16;

/// One command and one frame of answer, which may be MoreFrames. Unsupported when the answer is no
/// native answer.
[[nodiscard]] Result<NativeAnswer> exchange_frame(CardChannel& channel,
                                                  std::uint8_t ins,
                                                  BytesView body);
/// One command and its whole answer; Corrupt when the card sends more than kFramesMax frames.
[[nodiscard]] Result<NativeAnswer> exchange(CardChannel& channel, std::uint8_t ins, BytesView body);

/// The data of an answer that is Ok, else the fault that stands for its status.
[[nodiscard]] Result<Bytes> data_of(const NativeAnswer& answer, const std::string& what);

}  // namespace pareto::drivers::card

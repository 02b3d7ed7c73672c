// Frames as bytes: cutting what arrives into frames, and joining frames into what is sent. No I/O.
//
//     | length: u32, big endian | length bytes | length: u32 | ...
//
// The length is a claim of the peer's until its bytes are there: memory grows with what arrived,
// never with the claim.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/fault.h"

namespace pareto::net {

inline constexpr std::uint32_t kFrameBytesMax = 1U << 20U;
/// Before the peer has proved who it is, no frame longer than this is read.
inline constexpr std::uint32_t kFrameBytesBeforeHello = 64U << 10U;
inline constexpr std::size_t kFrameHeaderBytes = 4;

/// How slowly a frame may arrive, counted from its first byte: its length within `header`, the
/// whole of it within `grace` and the time its bytes take at `bytes_per_second`.
struct Pace {
    std::chrono::milliseconds header{5'000};
    std::chrono::milliseconds grace{10'000};
    std::uint32_t bytes_per_second = 1'024;
};

/// The time a frame has from its first byte on; `length` is absent while its header is incomplete.
[[nodiscard]] std::chrono::milliseconds time_allowed(const Pace& pace,
                                                     std::optional<std::uint32_t> length);

class FrameBuffer {
public:
    /// Takes bytes as they came. To stay bounded, feed only when take() had no frame to give: then
    /// the buffer holds at most one incomplete frame and the bytes just fed.
    void feed(BytesView bytes);
    /// The next frame, or nothing when more bytes are needed. Corrupt, now and ever after, when its
    /// length is over `bytes_max`.
    [[nodiscard]] Result<std::optional<Bytes>> take(std::uint32_t bytes_max);

    [[nodiscard]] bool empty() const { return begin_ == bytes_.size(); }

    /// The length of the frame at the front once its header is there.
    [[nodiscard]] std::optional<std::uint32_t> length() const;

    /// What the buffer has allocated.
    [[nodiscard]] std::size_t capacity() const { return bytes_.capacity(); }

private:
    Bytes bytes_;
    std::size_t begin_ = 0;  ///< what stands before was taken
    bool corrupt_ = false;
};

/// Joins frames, each with its header, into pieces of at most `piece_bytes`, so that many small
/// frames go out as one and a long one never stands in memory twice.
class FrameJoiner {
public:
    /// Each frame at most kFrameBytesMax.
    explicit FrameJoiner(std::vector<Bytes> frames);
    /// Replaces `piece` by the next bytes; false when there are none left.
    [[nodiscard]] bool next(Bytes& piece, std::size_t piece_bytes);

private:
    std::vector<Bytes> frames_;
    std::size_t frame_ = 0;
    std::size_t sent_ = 0;  ///< bytes of frames_[frame_] taken so far, its header included
};

}  // namespace pareto::net

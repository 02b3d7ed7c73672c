#include "common/net/frame_buffer.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "common/base/check.h"

namespace pareto::net {
namespace {

/// An emptied buffer larger than this is given back: an idle connection holds nothing.
constexpr std::size_t kCapacityKept = 1'024;

std::array<char, kFrameHeaderBytes> header_of(std::uint32_t length) {
    return {static_cast<char>((length >> 24U) & 0xFFU),
            static_cast<char>((length >> 16U) & 0xFFU),
            static_cast<char>((length >> 8U) & 0xFFU),
            static_cast<char>(length & 0xFFU)};
}

}  // namespace

std::chrono::milliseconds time_allowed(const Pace& pace, std::optional<std::uint32_t> length) {
    if (!length) return pace.header;
    const std::uint64_t rate = std::max<std::uint64_t>(pace.bytes_per_second, 1);
    return pace.grace + std::chrono::milliseconds{std::uint64_t{*length} * 1'000U / rate};
}

void FrameBuffer::feed(BytesView bytes) {
    if (begin_ > 0) {
        bytes_.erase(0, begin_);
        begin_ = 0;
    }
    bytes_.append(bytes);
}

std::optional<std::uint32_t> FrameBuffer::length() const {
    if (bytes_.size() - begin_ < kFrameHeaderBytes) return std::nullopt;
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < kFrameHeaderBytes; ++i) {
        length = (length << 8U) | static_cast<unsigned char>(bytes_[begin_ + i]);
    }
    return length;
}

Result<std::optional<Bytes>> FrameBuffer::take(std::uint32_t bytes_max) {
    if (corrupt_) return fault(FaultCode::Corrupt, "an earlier frame was too long");
    const auto size = length();
    if (!size) return std::optional<Bytes>{};
    if (*size > bytes_max) {
        corrupt_ = true;
        begin_ = 0;
        bytes_.clear();
        bytes_.shrink_to_fit();
        return fault(FaultCode::Corrupt,
                     "a frame of " + std::to_string(*size) + " bytes; at most " +
                         std::to_string(bytes_max) + " are allowed");
    }
    if (bytes_.size() - begin_ - kFrameHeaderBytes < *size) return std::optional<Bytes>{};
    std::optional<Bytes> frame{std::in_place, bytes_, begin_ + kFrameHeaderBytes, *size};
    begin_ += kFrameHeaderBytes + *size;
    if (empty()) {
        begin_ = 0;
        bytes_.clear();
        if (bytes_.capacity() > kCapacityKept) bytes_.shrink_to_fit();
    }
    return frame;
}

FrameJoiner::FrameJoiner(std::vector<Bytes> frames) : frames_(std::move(frames)) {
    for (const Bytes& frame : frames_)
        PARETO_CHECK(frame.size() <= kFrameBytesMax);
}

bool FrameJoiner::next(Bytes& piece, std::size_t piece_bytes) {
    piece.clear();
    while (frame_ < frames_.size() && piece.size() < piece_bytes) {
        const Bytes& frame = frames_[frame_];
        if (sent_ < kFrameHeaderBytes) {
            const auto header = header_of(static_cast<std::uint32_t>(frame.size()));
            const std::size_t count =
                std::min(kFrameHeaderBytes - sent_, piece_bytes - piece.size());
            piece.append(header.data() + sent_, count);
            sent_ += count;
            if (sent_ < kFrameHeaderBytes) break;
        }
        const std::size_t from = sent_ - kFrameHeaderBytes;
        const std::size_t count = std::min(frame.size() - from, piece_bytes - piece.size());
        piece.append(frame, from, count);
        sent_ += count;
        if (from + count == frame.size()) {
            ++frame_;
            sent_ = 0;
        }
    }
    return !piece.empty();
}

}  // namespace pareto::net

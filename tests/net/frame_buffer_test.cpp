#include "common/net/frame_buffer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace pareto::net {
namespace {

using std::chrono_literals::operator""s;

Bytes joined(std::vector<Bytes> frames, std::size_t piece_bytes = 1U << 30U) {
    FrameJoiner joiner{std::move(frames)};
    Bytes all;
    Bytes piece;
    while (joiner.next(piece, piece_bytes)) {
        EXPECT_LE(piece.size(), piece_bytes);
        all += piece;
    }
    return all;
}

/// The frames that come out when `bytes` go in, `step` at a time.
std::vector<Bytes> cut(BytesView bytes,
                       std::size_t step,
                       std::uint32_t bytes_max = kFrameBytesMax) {
    FrameBuffer buffer;
    std::vector<Bytes> frames;
    while (true) {
        auto frame = buffer.take(bytes_max);
        if (!frame) {
            frames.push_back(describe(frame.error()));
            return frames;
        }
        if (*frame) {
            frames.push_back(std::move(**frame));
            continue;
        }
        if (bytes.empty()) return frames;
        buffer.feed(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
    }
}

TEST(FrameBufferTest, CutsBytesIntoTheSameFramesHoweverTheyArrive) {
    const std::vector<Bytes> frames{
        "a", "", "bcd", Bytes(300, 'x'), Bytes("\0\1\0", 3), Bytes(70'000, 'y')};
    const Bytes bytes = joined(frames);
    EXPECT_EQ(bytes.substr(0, 5), Bytes("\0\0\0\1a", 5));
    for (const std::size_t step : {1U, 2U, 3U, 5U, 17U, 4'096U, 1'000'000U})
        EXPECT_EQ(cut(bytes, step), frames);
}

TEST(FrameBufferTest, JoinsTheSameBytesHoweverLongThePieces) {
    const std::vector<Bytes> frames{"a", "", "bcd", Bytes(300, 'x'), "", ""};
    for (const std::size_t piece : {1U, 2U, 3U, 4U, 5U, 7U, 16'384U})
        EXPECT_EQ(joined(frames, piece), joined(frames));
    EXPECT_EQ(joined({}), "");
    EXPECT_EQ(joined({""}), Bytes(4, '\0'));
}

TEST(FrameBufferTest, TakesAFrameOfTheGreatestLengthAndRefusesOneByteMore) {
    const Bytes longest(kFrameBytesMax, 'z');
    EXPECT_EQ(cut(joined({longest}), 16'384), std::vector<Bytes>{longest});
    EXPECT_EQ(cut(joined({"ab"}), 3, 1),
              std::vector<Bytes>{"corrupt: a frame of 2 bytes; at most 1 are allowed"});
}

TEST(FrameBufferTest, GivesTheFramesBeforeATooLongOneAndNothingAfterIt) {
    FrameBuffer buffer;
    buffer.feed(joined({"good"}) + "\xFF\xFF\xFF\xFF" + joined({"more"}));
    EXPECT_EQ(**buffer.take(10), "good");
    EXPECT_FALSE(buffer.take(10));
    buffer.feed(joined({"later"}));
    EXPECT_FALSE(buffer.take(kFrameBytesMax));
}

TEST(FrameBufferTest, AllocatesForWhatArrivedNotForWhatIsClaimed) {
    FrameBuffer buffer;
    const Bytes claim("\0\x10\0\0", 4);
    buffer.feed(claim);
    ASSERT_EQ(buffer.length(), kFrameBytesMax);
    for (int i = 0; i < 100; ++i) {
        buffer.feed(Bytes(10, 'x'));
        ASSERT_FALSE(*buffer.take(kFrameBytesMax));
    }
    EXPECT_LE(buffer.capacity(), 2'100U);
}

TEST(FrameBufferTest, GivesItsMemoryBackWhenItIsEmpty) {
    FrameBuffer buffer;
    buffer.feed(joined({Bytes(500'000, 'x')}));
    ASSERT_TRUE(*buffer.take(kFrameBytesMax));
    EXPECT_TRUE(buffer.empty());
    EXPECT_LE(buffer.capacity(), 1'024U);
}

TEST(PaceTest, GivesAFrameTimeForItsLength) {
    const Pace pace{5s, 10s, 1'024};
    EXPECT_EQ(time_allowed(pace, std::nullopt), 5s);
    EXPECT_EQ(time_allowed(pace, 0U), 10s);
    EXPECT_EQ(time_allowed(pace, 1'024U), 11s);
    EXPECT_EQ(time_allowed(pace, kFrameBytesMax), 10s + 1'024s);
    EXPECT_EQ(time_allowed(Pace{1s, 2s, 0}, 3U), 5s);
}

}  // namespace
}  // namespace pareto::net

// Bytes from the network in pieces of any size: the same frames come out, and memory follows what
// came, not what was claimed.
#include <vector>

#include "common/net/frame_buffer.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

constexpr std::uint32_t kBytesMax = 4'096;

struct Cut {
    std::vector<Bytes> frames;
    bool corrupt = false;
    bool operator==(const Cut&) const = default;
};

// Takes what is there; false once the stream is corrupt.
bool take_all(net::FrameBuffer& buffer, Cut& cut) {
    for (;;) {
        auto frame = buffer.take(kBytesMax);
        if (!frame) {
            PARETO_CHECK(frame.error().code == FaultCode::Corrupt);
            cut.corrupt = true;
            return false;
        }
        if (!*frame) return true;
        PARETO_CHECK((*frame)->size() <= kBytesMax);
        cut.frames.push_back(std::move(**frame));
    }
}

Cut cut_in_pieces(BytesView stream, std::uint8_t pieces) {
    Cut cut;
    net::FrameBuffer buffer;
    std::uint32_t state = pieces + 1U;
    std::size_t fed = 0;
    while (!stream.empty()) {
        state = state * 1'103'515'245U + 12'345U;
        const std::size_t size = pieces == 0 ? stream.size() : 1 + (state >> 16U) % (pieces + 1U);
        buffer.feed(stream.substr(0, size));
        fed += std::min(size, stream.size());
        stream.remove_prefix(std::min(size, stream.size()));
        if (!take_all(buffer, cut)) return cut;
        PARETO_CHECK(buffer.capacity() <= 4 * fed + 8'192);
    }
    return cut;
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(frame_buffer) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const std::uint8_t pieces = decisions.byte();
    const Cut cut = cut_in_pieces(decisions.rest(), pieces);
    PARETO_CHECK(cut == cut_in_pieces(decisions.rest(), 0));
    // Joined again they are the beginning of what came.
    net::FrameJoiner joiner{cut.frames};
    Bytes joined;
    Bytes piece;
    while (joiner.next(piece, 1 + pieces)) {
        PARETO_CHECK(!piece.empty() && piece.size() <= 1U + pieces);
        joined += piece;
    }
    PARETO_CHECK(decisions.rest().substr(0, joined.size()) == joined);
}

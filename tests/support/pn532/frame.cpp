#include "tests/support/pn532/frame.h"

namespace pareto::test {
namespace {

constexpr char kToChip = '\xD4';
constexpr char kFromChip = '\xD5';
constexpr std::size_t kNormalMax = 254;

unsigned number_at(BytesView bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

char sum_of(BytesView bytes) {
    unsigned sum = 0;
    for (const char byte : bytes)
        sum += static_cast<unsigned char>(byte);
    return static_cast<char>(sum);
}

char negative(char sum) {
    return static_cast<char>(-sum);
}

}  // namespace

Bytes frame_of(BytesView answer) {
    const Bytes body = kFromChip + Bytes{answer};
    Bytes frame{"\x00\x00\xFF", 3};
    if (answer.size() <= kNormalMax) {
        const auto length = static_cast<char>(body.size());
        frame += length;
        frame += negative(length);
    } else {
        const Bytes length{static_cast<char>(body.size() / 256), static_cast<char>(body.size())};
        frame += "\xFF\xFF" + length;
        frame += negative(sum_of(length));
    }
    frame += body;
    frame += negative(sum_of(body));
    frame += '\0';
    return frame;
}

std::optional<Frame> FrameReader::next() {
    constexpr BytesView kStart{"\x00\xFF", 2};
    while (true) {
        const auto start = bytes_.find(kStart);
        if (start == Bytes::npos) {
            if (bytes_.size() > 1) bytes_.erase(0, bytes_.size() - 1);
            return std::nullopt;
        }
        bytes_.erase(0, start);
        if (bytes_.size() < 4) return std::nullopt;
        if (bytes_[2] == '\0' && bytes_[3] == '\xFF') {
            bytes_.erase(0, 4);
            return Frame{.kind = Frame::Kind::Ack, .command = {}};
        }
        if (bytes_[2] == '\xFF' && bytes_[3] == '\0') {
            bytes_.erase(0, 4);
            return Frame{.kind = Frame::Kind::Nack, .command = {}};
        }
        const bool extended = bytes_[2] == '\xFF' && bytes_[3] == '\xFF';
        const std::size_t head = extended ? 7 : 4;
        if (bytes_.size() < head) return std::nullopt;
        const std::size_t length =
            extended ? number_at(bytes_, 4) * 256 + number_at(bytes_, 5) : number_at(bytes_, 2);
        const BytesView lengths = BytesView{bytes_}.substr(extended ? 4 : 2, extended ? 3 : 2);
        if (sum_of(lengths) != '\0' || length < 2 || length > 300) {
            bytes_.erase(0, 2);
            continue;
        }
        if (bytes_.size() < head + length + 1) return std::nullopt;
        const Bytes body = bytes_.substr(head, length);
        const bool good = sum_of(body) == negative(bytes_[head + length]) && body[0] == kToChip;
        bytes_.erase(0, good ? head + length + 1 : 2);
        if (good) return Frame{.kind = Frame::Kind::Command, .command = body.substr(1)};
    }
}

}  // namespace pareto::test

#include "tests/support/cards/chips/type2_chip.h"

#include <algorithm>

#include "common/base/check.h"

namespace pareto::test {
namespace {

const Bytes kAcknowledged(1, '\x0A');
const Bytes kRefused(1, '\0');

struct Layout {
    unsigned pages;
    unsigned user_bytes;
    unsigned type;
    unsigned size;
};

Layout layout_of(Type2Model model) {
    switch (model) {
        case Type2Model::UltralightEv1:
            return {20, 48, 3, 0x0B};
        case Type2Model::Ntag213:
            return {45, 144, 4, 0x0F};
        case Type2Model::Ntag215:
            return {135, 496, 4, 0x11};
        case Type2Model::Ntag216:
            return {231, 872, 4, 0x13};
    }
    return {};
}

}  // namespace

Type2Chip::Type2Chip(Type2Model model, Bytes uid) : model_(model), uid_(std::move(uid)) {
    PARETO_CHECK(uid_.size() == 7);
    const Layout layout = layout_of(model);
    memory_ = Bytes(std::size_t{4} * layout.pages, '\0');
    const auto check = [&](std::size_t from, std::size_t to, unsigned start) {
        for (std::size_t i = from; i < to; ++i)
            start ^= static_cast<unsigned char>(uid_[i]);
        return static_cast<char>(start);
    };
    memory_.replace(0, 9, uid_.substr(0, 3) + check(0, 3, 0x88) + uid_.substr(3) + check(3, 7, 0));
    if (model_ == Type2Model::UltralightEv1) return;
    // As NTAGs come: made for NDEF, with an empty message; the smallest one with a lock control
    // block before it.
    memory_.replace(12, 4, Bytes{'\xE1', '\x10', static_cast<char>(layout.user_bytes / 8), '\0'});
    const Bytes blocks = *from_hex(model_ == Type2Model::Ntag213 ? "0103a00c340300fe" : "0300fe00");
    memory_.replace(16, blocks.size(), blocks);
}

Radio Type2Chip::radio() const {
    return {uid_, Bytes{"\x00\x44", 2}, 0x00, {}};
}

Bytes Type2Chip::transmit(BytesView command) {
    if (command.empty()) return kRefused;
    const auto argument = [&](std::size_t at) {
        return static_cast<unsigned>(static_cast<unsigned char>(command[at]));
    };
    switch (argument(0)) {
        case 0x30:
            if (command.size() != 2) return kRefused;
            return read(argument(1), argument(1) + 3);
        case 0x3A:
            if (command.size() != 3 || argument(1) > argument(2) ||
                argument(2) >= layout_of(model_).pages)
                return kRefused;
            return read(argument(1), argument(2));
        case 0x60: {
            const Layout layout = layout_of(model_);
            return Bytes{'\0',
                         '\x04',
                         static_cast<char>(layout.type),
                         '\x02',
                         '\x01',
                         '\0',
                         static_cast<char>(layout.size),
                         '\x03'};
        }
        case 0x39:
            if (model_ == Type2Model::UltralightEv1 || command.size() != 2 || argument(1) != 2)
                return kRefused;
            return Bytes(3, '\0');
        case 0xA2:
            return write(command);
        default:
            return kRefused;
    }
}

// Reading beyond the end begins again at page 0.
Bytes Type2Chip::read(unsigned first, unsigned last) const {
    const unsigned pages = layout_of(model_).pages;
    if (first >= pages) return kRefused;
    Bytes bytes;
    for (unsigned page = first; page <= last; ++page)
        bytes += memory_.substr(std::size_t{4} * (page % pages), 4);
    return bytes;
}

Bytes Type2Chip::write(BytesView command) {
    const std::size_t page = command.size() == 6 ? static_cast<unsigned char>(command[1]) : 0U;
    if (page < 2 || page >= layout_of(model_).pages) return kRefused;
    const bool fails = next_write_fails_;
    next_write_fails_ = false;
    // Lock bits and the capability container can only be set, and a locked tag takes nothing.
    if (page >= 4 && (memory_[10] != '\0' || memory_[11] != '\0')) return kRefused;
    if (fails) return kAcknowledged;
    for (std::size_t i = 0; i < 4; ++i) {
        char& byte = memory_[4 * page + i];
        const char value = command[2 + i];
        if (page == 2 && i < 2) continue;
        byte = page < 4 ? static_cast<char>(byte | value) : value;
    }
    return kAcknowledged;
}

}  // namespace pareto::test

// MIFARE Ultralight EV1 and NTAG21x: pages of 4 bytes and the chips' own commands, without the CRC.
#pragma once

#include "tests/support/cards/chips/chip.h"

namespace pareto::test {

enum class Type2Model { UltralightEv1, Ntag213, Ntag215, Ntag216 };

class Type2Chip final : public Chip {
public:
    explicit Type2Chip(Type2Model model, Bytes uid = Bytes{"\x04\x01\x02\x03\x04\x05\x06", 7});

    [[nodiscard]] Radio radio() const override;
    /// READ 30, WRITE A2, GET_VERSION 60, FAST_READ 3A, READ_CNT 39. A refusal is one byte other
    /// than 0A.
    Bytes transmit(BytesView command) override;

    void power_off() override {}

    /// Pages are written whole or not at all, so only 0 makes a difference: not at all.
    void tear_next_write(std::size_t bytes) override { next_write_fails_ = bytes < 4; }

    [[nodiscard]] const Bytes& memory() const { return memory_; }

    [[nodiscard]] Bytes& memory() { return memory_; }

private:
    Bytes read(unsigned first, unsigned last) const;
    Bytes write(BytesView command);

    const Type2Model model_;
    const Bytes uid_;
    Bytes memory_;
    bool next_write_fails_ = false;
};

}  // namespace pareto::test

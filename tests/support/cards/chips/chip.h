// A contactless chip made of software: bytes in, bytes out, as after anticollision. Whoever shows
// it to a reader (the virtual reader of vsmartcard, a PN532 on a pseudo-terminal, a test) takes its
// radio parameters from here.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/bytes.h"

namespace pareto::test {

/// What a chip tells at anticollision.
struct Radio {
    Bytes uid;
    Bytes atqa;  ///< 2 bytes, most significant first
    /// 20: speaks ISO 14443-4, that is APDUs; 00: a Type 2 tag with commands of its own.
    std::uint8_t sak = 0;
    Bytes ats = {};  ///< with its length byte; empty for a Type 2 tag
};

class Chip {
public:
    virtual ~Chip() = default;
    [[nodiscard]] virtual Radio radio() const = 0;
    /// The answer to one command. Whatever it changed is kept even if the answer never arrives.
    virtual Bytes transmit(BytesView command) = 0;
    /// The field is gone: sessions, selections and what was not committed are lost, all else is
    /// kept.
    virtual void power_off() = 0;
    /// The field goes while the next command is carried out: a write that the chip does not protect
    /// stops after `bytes` bytes. All other commands are carried out, and their answer is lost.
    virtual void tear_next_write(std::size_t bytes) = 0;
};

}  // namespace pareto::test

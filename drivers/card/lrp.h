// NXP's leakage resilient primitive (AN12304), as an NTAG 424 DNA in LRP mode uses it for its web
// links. Only what is needed to verify: nothing here is spoken to a card.
#pragma once

#include <array>

#include "common/base/bytes.h"
#include "drivers/card/key.h"

namespace pareto::drivers::card {

class Lrp {
public:
    /// `updated` chooses the key derived from `key`: 0 for MACs, 1 for enciphering in a session.
    Lrp(const AesKey& key, unsigned updated);

    /// CMAC over this primitive, 16 bytes.
    [[nodiscard]] Bytes cmac(BytesView message) const;
    /// Deciphers whole blocks; `counter` counts up by one for each, as a big-endian number of its
    /// own length.
    [[nodiscard]] Bytes decrypt(Bytes counter, BytesView blocks) const;

private:
    [[nodiscard]] AesKey evaluate(BytesView input) const;

    std::array<AesKey, 16> plaintexts_;
    AesKey key_;
};

}  // namespace pareto::drivers::card

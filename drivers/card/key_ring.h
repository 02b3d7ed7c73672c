// The master keys a program has: all of them at HQ, one group's at a terminal, unwrapped for as
// long as it runs.
#pragma once

#include <optional>
#include <vector>

#include "common/base/bytes.h"
#include "drivers/card/family.h"
#include "drivers/card/key.h"

namespace pareto::drivers::card {

/// One master key. Versions count up from 1; version 0 is the factory's key, which is in no ring.
struct MasterKey {
    Family family = Family::Ntag424;
    unsigned slot = 0;
    unsigned version = 0;  ///< 1 … 255
    AesKey key;
};

class KeyRing {
public:
    KeyRing() = default;
    /// PARETO_CHECKs the versions.
    explicit KeyRing(std::vector<MasterKey> keys);

    /// The key in a card's slot; none when the master key is not in this ring. Version 0 is always
    /// there.
    [[nodiscard]] std::optional<AesKey> card_key(Family family,
                                                 unsigned slot,
                                                 unsigned version,
                                                 BytesView uid) const;
    /// The versions there are of a slot's key, newest first.
    [[nodiscard]] std::vector<unsigned> versions(Family family, unsigned slot) const;

private:
    std::vector<MasterKey> keys_;
};

}  // namespace pareto::drivers::card

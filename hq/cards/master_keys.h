// All master keys of a chain's cards, as the lines of a file that only HQ has:
//
//     # a remark
//     ntag424 0 1 00112233445566778899aabbccddeeff      family slot version key
//
// Whoever has it can make any card of the chain; without it no card can be proved or written again.
// Nothing here reads or writes files.
#pragma once

#include <vector>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/ports/random.h"
#include "drivers/card/key_ring.h"

namespace pareto::hq::cards {

/// Version 1 of every slot's key of every secure family.
[[nodiscard]] std::vector<drivers::card::MasterKey> make_master_keys(ports::Random& random);
[[nodiscard]] Bytes write_master_keys(const std::vector<drivers::card::MasterKey>& keys);
/// Corrupt, with the line and never with what stands there, unless every line is sound, no key is
/// given twice and every slot of every secure family has one.
[[nodiscard]] Result<std::vector<drivers::card::MasterKey>> read_master_keys(BytesView text);

}  // namespace pareto::hq::cards
